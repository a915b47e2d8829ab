import type { Drawing } from './appliances.ts'
import { type Colorway, colorways } from './colorways.ts'
import { ball, band, faint, group, mix, oval, type Pen, rect, round, shadow, shape, sheen, skin, solid, stroke, tube } from './pen.ts'

/** The pasture every Zhimu tin wears: hills, a sun, a cow that looks at you. */
function pasture(pen: Pen, c: Colorway, w: number, h: number): string {
  const hill = pen.linear(
    [
      [0, mix(c.base, '#FFFFFF', 0.35)],
      [1, c.shade],
    ],
    0,
    0,
    0,
    1,
  )
  const cow = group(
    `translate(${w * 0.5} ${h * 0.66}) scale(${w / 320})`,
    oval(0, 0, 62, 36, '#FFFFFF') +
      oval(-24, -8, 22, 15, '#3B3F46') +
      oval(28, 10, 18, 12, '#3B3F46') +
      rect(-46, 20, 12, 44, 6, '#F4F1EA') +
      rect(-22, 24, 12, 42, 6, '#FFFFFF') +
      rect(18, 24, 12, 42, 6, '#FFFFFF') +
      rect(38, 20, 12, 44, 6, '#F4F1EA') +
      shape('M46 -30Q54 -64 84 -58Q110 -52 104 -22Q98 4 74 0Q52 -4 46 -30Z', '#FFFFFF') +
      oval(96, -16, 20, 15, '#F3B9A8') +
      oval(90, -18, 3, 4, '#8C4D3C') +
      oval(102, -16, 3, 4, '#8C4D3C') +
      oval(72, -38, 4.5, 5.5, '#24282E') +
      oval(92, -42, 4.5, 5.5, '#24282E') +
      shape('M52 -48q-24-10-30 4q14 14 32 4ZM98 -56q18-20 30-8q-6 18-24 18Z', '#3B3F46') +
      stroke('M-60 -6q-22 6-18 34', '#FFFFFF', 6) +
      oval(4, 36, 14, 9, '#F3B9A8'),
  )
  return (
    shape(`M0 ${h * 0.66}Q${w * 0.25} ${h * 0.46} ${w * 0.5} ${h * 0.62}T${w} ${h * 0.54}V${h}H0Z`, hill) +
    shape(`M0 ${h * 0.82}Q${w * 0.3} ${h * 0.66} ${w * 0.62} ${h * 0.8}T${w} ${h * 0.76}V${h}H0Z`, mix(c.shade, c.deep, 0.25)) +
    oval(w * 0.82, h * 0.2, w * 0.09, w * 0.09, mix(c.accent, '#FFFFFF', 0.25)) +
    cow +
    faint(
      0.7,
      ...[0, 1, 2, 3, 4].map((i) =>
        stroke(`M${w * (0.1 + i * 0.2)} ${h * 0.95}q-4-14-10-20m10 20q2-16 8-24`, mix(c.base, '#FFFFFF', 0.5), 3),
      ),
    )
  )
}

const milkTin: Drawing['draw'] = (pen, c, turned) => {
  const tilt = turned ? 0.2 : 0.1
  const rx = 186
  const cream = { ...c, light: '#FFFFFF', base: '#FBF9F4', shade: '#D6D3CB' }
  const gold = pen.linear(
    [
      [0, '#A97E35'],
      [0.25, '#F7E3B0'],
      [0.55, '#D9B366'],
      [0.9, '#8C6425'],
      [1, '#CBA457'],
    ],
    0,
    0,
    1,
    0,
  )
  const labelW = rx * 2
  const label =
    `<g clip-path="${pen.clip(`<path d="M${400 - rx} 330A${rx} ${rx * tilt} 0 0 0 ${400 + rx} 330V640A${rx} ${rx * tilt} 0 0 1 ${400 - rx} 640Z"/>`)}">` +
    group(`translate(${400 - rx} ${360 + rx * tilt * 0.6})`, pasture(pen, c, labelW, 290)) +
    '</g>'
  const light = pen.linear(
    [
      [0, '#000', 0.16],
      [0.14, '#000', 0.02],
      [0.28, '#fff', 0.42],
      [0.46, '#fff', 0],
      [0.8, '#000', 0.1],
      [1, '#000', 0.26],
    ],
    0,
    0,
    1,
    0,
  )
  return (
    shadow(pen, 400, 690, rx + 6, rx * tilt * 0.9 + 6) +
    tube(pen, cream, 400, 250, 690, rx, tilt) +
    label +
    band(400, 318, 330, rx, tilt, gold) +
    band(400, 640, 652, rx, tilt, gold) +
    group(
      `translate(400 ${376 + rx * tilt * 0.9})`,
      oval(0, 0, 52, 52, '#FFFFFF') +
        oval(0, 0, 45, 45, skin(pen, c)) +
        stroke('M0 24V-6M0 4q-22-2-24-26q24 0 24 26M0 -4q20-2 22-26q-22 2-22 26', '#FFFFFF', 5),
    ) +
    band(400, 250, 690 - rx * tilt * 0.4, rx, tilt, light) +
    band(
      400,
      226,
      262,
      rx + 5,
      tilt,
      pen.linear(
        [
          [0, c.shade],
          [0.26, c.light],
          [0.6, c.base],
          [1, c.deep],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    oval(
      400,
      226,
      rx + 5,
      (rx + 5) * tilt,
      pen.linear(
        [
          [0, c.light],
          [1, c.base],
        ],
        0,
        0,
        1,
        0.6,
      ),
    ) +
    oval(400, 226, rx - 16, (rx - 16) * tilt, 'none', `stroke="${c.shade}" stroke-width="3" opacity=".6"`) +
    (turned ? shape(`M520 ${226 - 4}q40 -2 60 12q-20 8-52 0Z`, c.light) : '')
  )
}

const milkBag: Drawing['draw'] = (pen, c) => {
  const film = pen.linear(
    [
      [0, '#FFFFFF'],
      [0.2, '#F6F7F9'],
      [0.7, '#E5E9EE'],
      [1, '#BFC8D2'],
    ],
    0,
    0,
    1,
    0.1,
  )
  return (
    shadow(pen, 400, 690, 210, 26) +
    shape('M208 190H592L604 240C612 420 612 560 596 676Q590 690 574 690H226Q210 690 204 676C188 560 188 420 196 240Z', film) +
    rect(208, 176, 384, 34, 4, skin(pen, c)) +
    faint(0.4, ...[0, 1, 2, 3].map((i) => stroke(`M212 ${184 + i * 7}H588`, '#fff', 2))) +
    `<g clip-path="${pen.clip('<path d="M197 330H603C610 460 608 580 596 676Q590 690 574 690H226Q210 690 204 676C192 580 190 460 197 330Z"/>')}">` +
    group('translate(190 356)', pasture(pen, c, 420, 334)) +
    '</g>' +
    oval(400, 306, 58, 58, skin(pen, c)) +
    stroke('M400 334V302M400 312q-24-2-26-28q26 0 26 28M400 304q22-2 24-28q-24 2-24 28', '#fff', 5) +
    shape('M222 240C212 400 214 540 232 672L262 676C240 540 240 380 256 222Z', '#fff', 'opacity=".5"') +
    group(
      'rotate(8 610 560)',
      rect(
        590,
        440,
        60,
        250,
        6,
        pen.linear(
          [
            [0, c.light],
            [0.5, c.base],
            [1, c.shade],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
        rect(590, 440, 60, 16, 3, '#fff', 'opacity=".6"') +
        oval(620, 540, 18, 18, '#fff'),
    )
  )
}

const milkBox: Drawing['draw'] = (pen, c, turned) => {
  const one = (cx: number, bottom: number) =>
    solid(
      pen,
      { ...c, light: '#FFFFFF', base: '#F7F8FA', shade: mix(c.shade, '#FFFFFF', 0.2) },
      turned,
      { w: 176, h: 370, d: 110, r: 6, cx, bottom },
      rect(
        0,
        0,
        176,
        370,
        6,
        pen.linear(
          [
            [0, '#FFFFFF'],
            [1, '#E9EDF1'],
          ],
          0,
          0,
          1,
          1,
        ),
      ) +
        shape('M0 6Q0 0 6 0H170Q176 0 176 6V124Q120 160 60 132T0 130Z', skin(pen, c)) +
        group(
          'translate(0 150)',
          `<g clip-path="${pen.clip('<rect width="176" height="214" rx="4"/>')}">` + pasture(pen, c, 176, 214) + '</g>',
        ) +
        oval(88, 72, 32, 32, '#fff') +
        stroke('M88 88V68M88 76q-14-2-16-18q16 0 16 18M88 70q14-2 16-18q-16 2-16 18', c.shade, 4) +
        sheen(pen, 4, 4, 150, 360, 0.4),
      rect(20, 40, 60, 120, 4, '#fff', 'opacity=".18"'),
    )
  const straw = group(
    'rotate(-14 500 280)',
    rect(
      508,
      226,
      11,
      120,
      5,
      pen.linear(
        [
          [0, '#fff'],
          [1, c.base],
        ],
        0,
        0,
        1,
        0,
      ),
    ) + faint(0.6, ...[0, 1, 2, 3, 4, 5].map((i) => shape(`M508 ${236 + i * 18}l11-6v7l-11 6Z`, c.accent))),
  )
  return one(300, 640) + straw + one(500, 690)
}

const babyBottle: Drawing['draw'] = (pen, c) => {
  const clear = pen.linear(
    [
      [0, '#C9DCE8', 0.8],
      [0.2, '#FFFFFF', 0.9],
      [0.5, '#EAF3F8', 0.6],
      [0.85, '#A9C2D2', 0.85],
      [1, '#DCE9F0', 0.9],
    ],
    0,
    0,
    1,
    0,
  )
  const warm = pen.linear(
    [
      [0, '#F3E9D6'],
      [0.25, '#FFFDF6'],
      [0.6, '#F6ECD8'],
      [1, '#D8C6A2'],
    ],
    0,
    0,
    1,
    0,
  )
  const teat = pen.linear(
    [
      [0, '#F0D9BE'],
      [0.3, '#FFF4E4'],
      [0.7, '#E9CBA6'],
      [1, '#C9A377'],
    ],
    0,
    0,
    1,
    0,
  )
  return (
    shadow(pen, 400, 690, 124, 20) +
    shape('M300 330C288 350 284 380 284 410V640Q284 690 334 690H466Q516 690 516 640V410C516 380 512 350 500 330Z', clear) +
    shape('M294 452Q400 470 506 452V636Q506 680 462 680H338Q294 680 294 636Z', warm) +
    oval(400, 454, 106, 12, '#FFFDF8') +
    [0, 1, 2, 3, 4, 5, 6].map((i) => rect(440, 430 + i * 32, i % 2 ? 24 : 40, 4, 2, c.accent, 'opacity=".8"')).join('') +
    group(
      'translate(346 560) scale(.9)',
      oval(0, 0, 34, 32, mix(c.base, '#FFFFFF', 0.1)) +
        oval(-26, -26, 13, 13, c.base) +
        oval(26, -26, 13, 13, c.base) +
        oval(0, 9, 15, 11, '#FFF6EA') +
        oval(-12, -6, 4, 4.6, '#3A2C22') +
        oval(12, -6, 4, 4.6, '#3A2C22') +
        oval(0, 5, 4.5, 3.2, '#3A2C22'),
    ) +
    shape('M300 380C294 430 294 560 302 640', 'none', 'stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".75"') +
    rect(
      276,
      270,
      248,
      70,
      22,
      pen.linear(
        [
          [0, c.shade],
          [0.25, c.light],
          [0.6, c.base],
          [1, c.deep],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    faint(0.25, ...[...Array(17)].map((_, i) => rect(290 + i * 13.5, 280, 3, 50, 1.5, '#000'))) +
    shape('M310 272C316 226 372 226 376 182C376 150 384 132 400 132S424 150 424 182C428 226 484 226 490 272Z', teat) +
    shape('M344 258C350 232 384 226 388 186', 'none', 'stroke="#fff" stroke-width="8" stroke-linecap="round" opacity=".8"')
  )
}

const pacifier: Drawing['draw'] = (pen, c, turned) => {
  const rubber = pen.radial(
    [
      [0, '#FFF9EE', 0.95],
      [0.6, '#F2DDBE', 0.9],
      [1, '#D2AE7E', 0.95],
    ],
    0.36,
    0.3,
    0.8,
  )
  const s = turned ? group : (_: string, ...inside: string[]) => inside.join('')
  return (
    shadow(pen, 400, 676, 210, 26) +
    s(
      'rotate(-8 400 430)',
      oval(400, 220, 78, 92, rubber) +
        rect(362, 272, 76, 70, 20, rubber) +
        oval(376, 186, 20, 30, '#fff', 'opacity=".85"') +
        shape('M180 420C180 340 280 320 400 320S620 340 620 420S530 520 400 520S180 500 180 420Z', skin(pen, c)) +
        shape('M196 410C204 350 300 334 400 334C320 344 226 362 214 430Z', '#fff', 'opacity=".6"') +
        [268, 532]
          .map(
            (x) =>
              oval(x, 420, 26, 34, mix(c.deep, '#000000', 0.1), 'opacity=".45"') + oval(x + 3, 424, 22, 29, mix(c.wash, '#FFFFFF', 0.4)),
          )
          .join('') +
        oval(400, 424, 84, 84, c.shade) +
        oval(396, 420, 80, 80, ball(pen, c)) +
        stroke('M376 440q24 22 48 0', '#fff', 6) +
        oval(382, 410, 6, 7, '#fff') +
        oval(418, 410, 6, 7, '#fff') +
        shape(
          'M300 500C300 620 340 668 400 668S500 620 500 500',
          'none',
          `stroke="${mix(c.shade, c.deep, 0.2)}" stroke-width="30" stroke-linecap="round"`,
        ) +
        shape('M298 500C298 616 338 662 398 662S494 616 496 500', 'none', `stroke="${c.base}" stroke-width="20" stroke-linecap="round"`) +
        shape('M300 520C302 590 326 640 370 654', 'none', 'stroke="#fff" stroke-width="7" stroke-linecap="round" opacity=".7"'),
    )
  )
}

const diaper: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 430, 400, 34, skin(pen, c)) +
    `<g clip-path="${pen.clip('<rect width="430" height="400" rx="34"/>')}">` +
    shape('M0 250Q110 200 215 250T430 240V400H0Z', '#FFFFFF', 'opacity=".92"') +
    [0, 1, 2]
      .map((i) =>
        group(
          `translate(${70 + i * 150} ${90 + (i % 2) * 36})`,
          oval(0, 0, 48, 26, '#fff', 'opacity=".85"') +
            oval(-26, -10, 26, 22, '#fff', 'opacity=".85"') +
            oval(20, -14, 28, 26, '#fff', 'opacity=".85"'),
        ),
      )
      .join('') +
    '</g>' +
    rect(150, 8, 130, 20, 10, mix(c.shade, c.deep, 0.4), 'opacity=".6"') +
    sheen(pen, 12, 12, 400, 200, 0.35) +
    group(
      'translate(215 258)',
      shape(
        'M-92 -60C-60 -46 60 -46 92 -60C98 -30 84 0 60 8C40 30 26 52 26 70H-26C-26 52 -40 30 -60 8C-84 0 -98 -30 -92 -60Z',
        '#FDFEFF',
        `stroke="${c.shade}" stroke-width="4"`,
      ) +
        stroke('M-82 -34C-50 -22 50 -22 82 -34', c.base, 8) +
        rect(-88, -54, 26, 22, 6, c.accent, 'opacity=".8"') +
        rect(62, -54, 26, 22, 6, c.accent, 'opacity=".8"') +
        oval(-10, 10, 6, 6, c.base) +
        oval(14, 16, 5, 5, c.base),
    )
  const folded = [0, 1]
    .map((i) =>
      group(
        `translate(${560 - i * 10} ${650 - i * 34})`,
        oval(10, 34, 90, 12, '#17222E', 'opacity=".14"') +
          rect(
            -80,
            0,
            170,
            36,
            18,
            pen.linear(
              [
                [0, '#FFFFFF'],
                [1, '#DDE5EC'],
              ],
              0,
              0,
              0,
              1,
            ),
          ) +
          stroke('M-60 18h120', c.base, 4, 'stroke-dasharray="2 12"'),
      ),
    )
    .join('')
  return solid(pen, c, turned, { w: 430, h: 400, d: 190, r: 34, cx: 376 }, face) + folded
}

const wipes: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 470, 230, 40, skin(pen, c)) +
    sheen(pen, 14, 10, 430, 200, 0.5) +
    rect(130, 50, 210, 120, 30, '#FFFFFF') +
    rect(130, 50, 210, 120, 30, 'none', `stroke="${c.shade}" stroke-width="4"`) +
    shape('M235 76c26 30 34 44 34 58a34 30 0 0 1-68 0c0-14 8-28 34-58Z', colorways.sky!.base) +
    oval(224, 130, 8, 12, '#fff', 'opacity=".8"') +
    rect(36, 190, 398, 10, 5, '#fff', 'opacity=".5"')
  return (
    solid(pen, c, turned, { w: 470, h: 230, d: 240, r: 40 }, face) +
    shape(
      'M330 424C340 360 400 340 420 380C440 350 490 370 470 420C440 440 370 444 330 424Z',
      pen.linear(
        [
          [0, '#FFFFFF'],
          [1, '#DCE6EE'],
        ],
        0,
        0,
        1,
        1,
      ),
    )
  )
}

const cup: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 690, 130, 20) +
  tube(pen, c, 400, 300, 690, 118, 0.14, round(pen, c)) +
  rect(
    270,
    250,
    260,
    66,
    26,
    pen.linear(
      [
        [0, c.deep],
        [0.3, c.base],
        [1, c.deep],
      ],
      0,
      0,
      1,
      0,
    ),
  ) +
  shape(
    'M300 256C300 180 350 160 400 160S500 180 500 256Z',
    pen.linear(
      [
        [0, '#FFFFFF'],
        [0.5, '#EEF2F5'],
        [1, '#B9C4CE'],
      ],
      0,
      0,
      1,
      0,
    ),
  ) +
  shape('M316 246C322 196 356 176 396 172', 'none', 'stroke="#fff" stroke-width="10" stroke-linecap="round"') +
  rect(492, 268, 44, 26, 10, c.accent) +
  group(
    'translate(400 500) scale(1.3)',
    oval(0, 0, 40, 36, '#fff', 'opacity=".92"') +
      oval(-26, -30, 13, 16, '#fff', 'opacity=".92"') +
      oval(26, -30, 13, 16, '#fff', 'opacity=".92"') +
      oval(-13, -4, 4, 5, c.deep) +
      oval(13, -4, 4, 5, c.deep) +
      oval(0, 10, 6, 4, c.accent),
  ) +
  stroke('M300 340V640', '#fff', 12, 'opacity=".45"')

const bowl: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 684, 220, 28) +
  oval(400, 664, 128, 20, c.deep) +
  shape('M160 460H640C640 590 540 664 400 664S160 590 160 460Z', skin(pen, c)) +
  oval(400, 460, 240, 62, mix(c.base, c.light, 0.5)) +
  oval(400, 466, 214, 50, c.shade) +
  oval(400, 474, 196, 42, '#F3A64B') +
  oval(350, 468, 40, 12, '#F8C885') +
  oval(440, 484, 26, 8, '#6FA34A') +
  shape('M184 500C196 570 250 626 320 644', 'none', 'stroke="#fff" stroke-width="12" stroke-linecap="round" opacity=".55"') +
  group(
    'rotate(28 520 380)',
    rect(
      500,
      200,
      26,
      220,
      13,
      pen.linear(
        [
          [0, '#E3BE8C'],
          [1, '#A97C45'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
      oval(513, 448, 42, 58, skin(pen, c)) +
      oval(508, 444, 26, 40, c.shade, 'opacity=".5"'),
  )

export const milk: Record<string, Drawing> = {
  'milk-tin': { draw: milkTin, focus: [400, 470, 2], scene: 'nursery', stands: 'counter' },
  'milk-bag': { draw: milkBag, focus: [400, 460, 1.9], scene: 'table', stands: 'counter' },
  'milk-box': { draw: milkBox, focus: [480, 540, 1.9], scene: 'table', stands: 'counter' },
  'baby-bottle': { draw: babyBottle, focus: [400, 260, 2], scene: 'nursery', stands: 'counter' },
  pacifier: { draw: pacifier, focus: [400, 420, 1.8], scene: 'nursery', stands: 'counter' },
  diaper: { draw: diaper, focus: [400, 540, 1.9], scene: 'nursery', stands: 'counter' },
  wipes: { draw: wipes, focus: [400, 560, 1.9], scene: 'nursery', stands: 'counter' },
  cup: { draw: cup, focus: [400, 480, 2], scene: 'nursery', stands: 'counter' },
  bowl: { draw: bowl, focus: [400, 500, 1.9], scene: 'nursery', stands: 'counter' },
}
