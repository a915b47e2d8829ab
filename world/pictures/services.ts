import type { Drawing } from './appliances.ts'
import { type Colorway, colorways } from './colorways.ts'
import { faint, group, mix, oval, type Pen, rect, shadow, shape, sheen, skin, solid, stroke } from './pen.ts'

const paper = (pen: Pen) =>
  pen.linear(
    [
      [0, '#FFFFFF'],
      [1, '#EFEBE2'],
    ],
    0,
    0,
    1,
    1,
  )
/** A stamp with perforated edges; inside, a little picture of hills, a boat or a flower. */
function stamp(pen: Pen, c: Colorway, x: number, y: number, w: number, h: number, motif: number): string {
  const step = w / 8
  const bites =
    [...Array(9)].map((_, i) => oval(i * step, 0, 4.4, 4.4, 'var') + oval(i * step, h, 4.4, 4.4, 'var')).join('') +
    [...Array(Math.round(h / step) + 1)].map((_, i) => oval(0, i * step, 4.4, 4.4, 'var') + oval(w, i * step, 4.4, 4.4, 'var')).join('')
  const sky = pen.linear(
    [
      [0, mix(c.light, '#FFFFFF', 0.4)],
      [1, c.base],
    ],
    0,
    0,
    0,
    1,
  )
  const art = [
    shape(`M8 ${h * 0.66}Q${w * 0.3} ${h * 0.26} ${w * 0.46} ${h * 0.56}T${w - 8} ${h * 0.44}V${h - 8}H8Z`, c.shade) +
      oval(w * 0.72, h * 0.26, w * 0.1, w * 0.1, c.accent),
    shape(`M8 ${h * 0.72}H${w - 8}V${h - 8}H8Z`, c.shade) +
      shape(`M${w * 0.3} ${h * 0.68}q${w * 0.2} ${h * 0.14} ${w * 0.42} 0Z`, c.deep) +
      shape(`M${w * 0.5} ${h * 0.66}V${h * 0.24}L${w * 0.72} ${h * 0.6}Z`, '#FFF8E8'),
    [0, 1, 2, 3, 4]
      .map((i) => group(`rotate(${i * 72} ${w / 2} ${h * 0.44})`, oval(w / 2, h * 0.26, w * 0.12, h * 0.15, c.accent, 'opacity=".9"')))
      .join('') +
      oval(w / 2, h * 0.44, w * 0.08, w * 0.08, '#FFF3C9') +
      stroke(`M${w / 2} ${h * 0.56}V${h * 0.9}`, c.deep, 4),
    shape(`M${w * 0.16} ${h - 10}V${h * 0.44}L${w * 0.36} ${h * 0.28}L${w * 0.56} ${h * 0.44}V${h - 10}Z`, c.deep) +
      shape(`M${w * 0.5} ${h - 10}V${h * 0.56}L${w * 0.68} ${h * 0.42}L${w * 0.86} ${h * 0.56}V${h - 10}Z`, c.shade) +
      [0, 1, 2].map((i) => rect(w * (0.26 + i * 0.1), h * 0.56, w * 0.05, h * 0.08, 1, c.accent)).join(''),
  ][motif % 4]!
  return group(
    `translate(${x} ${y})`,
    rect(4, 6, w, h, 1, '#17222E', 'opacity=".14"') +
      rect(0, 0, w, h, 1, '#FFFFFF') +
      bites.replaceAll('"var"', '"#F4F1EA"') +
      rect(8, 8, w - 16, h - 16, 1, sky) +
      `<g clip-path="${pen.clip(`<rect x="8" y="8" width="${w - 16}" height="${h - 16}"/>`)}">` +
      art +
      '</g>',
  )
}

const album: Drawing['draw'] = (pen, c, turned) => {
  const left = group(
    'matrix(.94 .1 0 1 96 220)',
    rect(0, 0, 320, 420, 6, paper(pen)) +
      rect(
        292,
        0,
        28,
        420,
        0,
        pen.linear(
          [
            [0, '#000', 0],
            [1, '#000', 0.18],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
      [0, 1, 2, 3].map((i) => stamp(pen, c, 34 + (i % 2) * 128, 40 + Math.floor(i / 2) * 176, 104, 136, i)).join('') +
      faint(0.5, rect(26, 180, 250, 3, 1, '#C9C2B2'), rect(26, 356, 250, 3, 1, '#C9C2B2')),
  )
  const right = group(
    'matrix(.94 -.1 0 1 398 252)',
    rect(0, 0, 320, 420, 6, paper(pen)) +
      rect(
        0,
        0,
        28,
        420,
        0,
        pen.linear(
          [
            [0, '#000', 0.2],
            [1, '#000', 0],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
      stamp(pen, c, 54, 40, 218, 150, 1) +
      stamp(pen, c, 54, 230, 100, 130, 2) +
      stamp(pen, c, 172, 230, 100, 130, 0),
  )
  const open =
    shadow(pen, 400, 692, 320, 26) +
    group('matrix(.94 .1 0 1 86 226)', rect(-8, -6, 336, 446, 10, skin(pen, c))) +
    group('matrix(.94 -.1 0 1 400 258)', rect(0, -6, 336, 446, 10, skin(pen, c))) +
    left +
    right +
    group(
      'rotate(34 640 610)',
      rect(
        560,
        600,
        190,
        9,
        4,
        pen.linear(
          [
            [0, '#E9EEF2'],
            [1, '#8C98A4'],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
        rect(
          560,
          614,
          190,
          9,
          4,
          pen.linear(
            [
              [0, '#FFFFFF'],
              [1, '#9AA6B2'],
            ],
            0,
            0,
            1,
            0,
          ),
        ),
    )
  if (turned) return open
  return solid(
    pen,
    c,
    true,
    { w: 400, h: 500, d: 90, r: 12 },
    rect(0, 0, 400, 500, 12, skin(pen, c)) +
      rect(0, 0, 46, 500, 12, c.deep, 'opacity=".4"') +
      rect(74, 30, 298, 440, 6, 'none', `stroke="${c.accent}" stroke-width="4" opacity=".9"`) +
      stamp(pen, c, 136, 110, 176, 220, 1) +
      rect(150, 376, 146, 10, 5, c.accent) +
      rect(178, 402, 90, 7, 3.5, c.accent, 'opacity=".7"') +
      sheen(pen, 50, 8, 330, 420, 0.2),
  )
}

const postcards: Drawing['draw'] = (pen, c) => {
  const card = (x: number, y: number, a: number, motif: number) => {
    const w = 420
    const h = 280
    const sky = pen.linear(
      [
        [0, [mix(c.light, '#FFFFFF', 0.4), '#FBE3C4', '#CFE6F3'][motif % 3]!],
        [1, [c.base, '#E88D62', '#7FB3D4'][motif % 3]!],
      ],
      0,
      0,
      0,
      1,
    )
    return group(
      `translate(${x} ${y}) rotate(${a})`,
      rect(8, 12, w, h, 8, '#17222E', 'opacity=".16"') +
        rect(0, 0, w, h, 8, '#FFFFFF') +
        rect(14, 14, w - 28, h - 28, 4, sky) +
        `<g clip-path="${pen.clip(`<rect x="14" y="14" width="${w - 28}" height="${h - 28}" rx="4"/>`)}">` +
        oval(320, 84, 34, 34, '#FFF3D6') +
        shape('M0 190Q90 90 170 160T420 130V290H0Z', mix(c.shade, '#FFFFFF', 0.25)) +
        [0, 1, 2, 3, 4, 5, 6]
          .map(
            (i) =>
              rect(40 + i * 44, 150 - ((i * 37) % 60), 34, 130, 3, mix(c.deep, c.shade, (i % 3) * 0.3)) +
              rect(48 + i * 44, 166 - ((i * 37) % 60), 6, 8, 1, '#FFE3A0') +
              rect(62 + i * 44, 166 - ((i * 37) % 60), 6, 8, 1, '#FFE3A0') +
              rect(48 + i * 44, 186 - ((i * 37) % 60), 6, 8, 1, '#FFE3A0'),
          )
          .join('') +
        shape('M0 226Q200 200 420 232V290H0Z', mix(c.base, '#FFFFFF', 0.25)) +
        stroke('M20 70Q210 130 404 60', '#3A4653', 3) +
        group(
          'translate(196 92)',
          rect(-26, 8, 52, 34, 8, colorways.red!.base) +
            rect(-20, 14, 16, 14, 2, '#DCEBF5') +
            rect(2, 14, 16, 14, 2, '#DCEBF5') +
            stroke('M0 8V-4', '#3A4653', 3),
        ) +
        '</g>',
    )
  }
  const back = group(
    'translate(300 420) rotate(7)',
    rect(8, 12, 400, 266, 8, '#17222E', 'opacity=".16"') +
      rect(0, 0, 400, 266, 8, paper(pen)) +
      stroke('M200 30V236', '#D3CBBB', 3) +
      [0, 1, 2, 3].map((i) => stroke(`M226 ${130 + i * 30}H372`, '#D3CBBB', 3)).join('') +
      stamp(pen, c, 306, 22, 70, 86, 0) +
      oval(286, 64, 36, 36, 'none', `stroke="${c.shade}" stroke-width="3" opacity=".7"`) +
      oval(286, 64, 26, 26, 'none', `stroke="${c.shade}" stroke-width="2" opacity=".7"`) +
      [0, 1, 2].map((i) => stroke(`M238 ${54 + i * 10}q12-6 24 0t24 0t24 0`, c.shade, 2.5, 'opacity=".6"')).join('') +
      [0, 1, 2, 3, 4]
        .map((i) => stroke(`M28 ${60 + i * 34}q24-12 46 0t46 0t${36 - (i % 3) * 10} 0`, '#3C6FB0', 3, 'opacity=".55"'))
        .join(''),
  )
  return shadow(pen, 420, 690, 300, 26) + card(110, 150, -10, 1) + card(230, 190, 5, 2) + card(130, 300, -5, 0) + back
}

const notched = (w: number, h: number, r: number, cut: number) =>
  `M${r} 0H${w - r}Q${w} 0 ${w} ${r}V${h - r}Q${w} ${h} ${w - r} ${h}H${r}Q0 ${h} 0 ${h - r}V${r}Q0 0 ${r} 0ZM${cut} -1a14 14 0 0 0 28 0ZM${cut} ${h + 1}a14 14 0 0 1 28 0Z`
function qr(x: number, y: number, s: number, color: string): string {
  const cells = [...Array(81)]
    .map((_, i) => ((i * 7919 + 13) % 5 < 2 ? rect(x + (i % 9) * s, y + Math.floor(i / 9) * s, s, s, 0, color) : ''))
    .join('')
  const eye = (ex: number, ey: number) =>
    rect(ex, ey, s * 3, s * 3, 1, '#fff') +
    rect(ex, ey, s * 3, s * 3, 1, 'none', `stroke="${color}" stroke-width="${s * 0.7}"`) +
    rect(ex + s, ey + s, s, s, 0, color)
  return cells + eye(x, y) + eye(x + s * 6, y) + eye(x, y + s * 6)
}
const trainTicket: Drawing['draw'] = (pen, c) => {
  const ticket = group(
    'translate(96 400) rotate(-6)',
    shape(notched(600, 250, 18, 420), '#17222E', 'opacity=".16" transform="translate(8 12)" fill-rule="evenodd"') +
      shape(
        notched(600, 250, 18, 420),
        pen.linear(
          [
            [0, mix(c.light, '#FFFFFF', 0.6)],
            [1, mix(c.wash, c.light, 0.4)],
          ],
          0,
          0,
          1,
          1,
        ),
        'fill-rule="evenodd"',
      ) +
      shape('M0 18Q0 0 18 0H420V44H0Z', skin(pen, c)) +
      stroke('M434 26V224', c.shade, 4, 'stroke-dasharray="1 12"') +
      oval(76, 118, 15, 15, 'none', `stroke="${c.shade}" stroke-width="6"`) +
      oval(344, 118, 15, 15, c.shade) +
      stroke('M96 118H322', c.base, 5, 'stroke-dasharray="2 13"') +
      group(
        'translate(210 112)',
        rect(-44, -18, 88, 32, 14, c.base) +
          shape('M44 14H20V-18H30Q46 -14 52 8Q52 14 44 14Z', c.shade) +
          [0, 1, 2].map((i) => rect(-34 + i * 18, -9, 12, 10, 2, '#fff')).join(''),
      ) +
      rect(44, 160, 74, 12, 6, c.shade, 'opacity=".8"') +
      rect(300, 160, 90, 12, 6, c.shade, 'opacity=".8"') +
      rect(44, 194, 130, 9, 4.5, c.shade, 'opacity=".35"') +
      rect(44, 212, 90, 9, 4.5, c.shade, 'opacity=".35"') +
      qr(470, 76, 11, c.deep),
  )
  const nose = pen.linear(
    [
      [0, '#FFFFFF'],
      [0.5, '#E9EEF3'],
      [1, '#A9B5C1'],
    ],
    0,
    0,
    0,
    1,
  )
  const train =
    shape('M-20 330V190Q-20 170 0 170H430C560 176 640 240 690 320Q700 336 680 342H-20Z', nose) +
    shape('M-20 268H600Q650 270 680 310L690 330Q690 342 680 342H-20Z', skin(pen, c)) +
    stroke('M-20 262H596', c.accent, 6) +
    [0, 1, 2, 3, 4]
      .map(
        (i) =>
          rect(20 + i * 82, 200, 60, 42, 12, '#22303F') +
          shape(`M${26 + i * 82} 236L${46 + i * 82} 204h14L${40 + i * 82} 238Z`, '#fff', 'opacity=".3"'),
      )
      .join('') +
    shape('M470 204C530 206 576 228 606 258C560 262 500 258 462 246Q450 206 470 204Z', '#1B2733') +
    shape('M486 210C526 214 556 226 574 240', 'none', 'stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".5"') +
    oval(652, 306, 17, 8, '#FFF3C4') +
    stroke('M0 184H420', '#fff', 7, 'opacity=".9"') +
    rect(-20, 342, 720, 16, 4, '#4A555F') +
    [0, 1, 2, 3].map((i) => oval(70 + i * 150, 352, 18, 10, '#2B343C')).join('')
  return group('translate(40 20)', train) + shadow(pen, 420, 686, 300, 22) + ticket
}
const coach: Drawing['draw'] = (pen, c, turned) =>
  group(
    'translate(40 130) scale(.9)',
    shadow(pen, 400, 606, 330, 26) +
      rect(60, 250, 680, 320, 44, skin(pen, c)) +
      rect(60, 430, 680, 40, 0, '#fff', 'opacity=".85"') +
      stroke('M70 450H730', c.accent, 8) +
      [0, 1, 2, 3]
        .map(
          (i) =>
            rect(100 + i * 122, 290, 108, 110, 14, '#22303F') +
            shape(`M${112 + i * 122} 396L${154 + i * 122} 294h24L${138 + i * 122} 398Z`, '#fff', 'opacity=".25"'),
        )
        .join('') +
      shape('M596 290H690Q730 290 734 340V420H596Z', '#1B2733') +
      shape('M616 410L662 296h22L640 412Z', '#fff', 'opacity=".25"') +
      [200, 600].map((x) => oval(x, 570, 58, 58, '#14191F') + oval(x, 570, 34, 34, '#C9D1DA') + oval(x, 570, 12, 12, '#3A444E')).join('') +
      oval(726, 500, 12, 18, '#FFF3C4'),
  ) +
  (turned
    ? group(
        'translate(470 560) rotate(-8)',
        shape(notched(240, 110, 12, 160), paper(pen), 'fill-rule="evenodd" stroke="#C9D1DA" stroke-width="2"') +
          rect(18, 22, 100, 12, 6, c.base) +
          rect(18, 50, 70, 9, 4, c.shade, 'opacity=".4"') +
          rect(18, 72, 90, 9, 4, c.shade, 'opacity=".4"') +
          qr(178, 30, 5, c.deep),
      )
    : '')
const plane: Drawing['draw'] = (pen, c) =>
  oval(
    400,
    380,
    330,
    250,
    pen.radial([
      [0, '#FFFFFF'],
      [1, '#FFFFFF', 0],
    ]),
  ) +
  [
    [160, 560, 1],
    [580, 600, 1.2],
    [610, 250, 0.8],
  ]
    .map(([x, y, s]) =>
      group(
        `translate(${x} ${y}) scale(${s})`,
        oval(0, 0, 90, 26, '#fff', 'opacity=".9"') +
          oval(-30, -20, 40, 30, '#fff', 'opacity=".9"') +
          oval(26, -24, 48, 36, '#fff', 'opacity=".9"'),
      ),
    )
    .join('') +
  group(
    'rotate(-16 400 400)',
    shape('M330 400L200 620H262L470 420Z', c.shade) +
      shape(
        'M90 390C150 330 300 326 420 330H600C680 334 724 366 724 388C724 420 660 436 580 438H220C150 436 100 420 90 390Z',
        pen.linear(
          [
            [0, '#FFFFFF'],
            [0.55, '#EEF2F6'],
            [1, '#A9B6C4'],
          ],
          0,
          0,
          0,
          1,
        ),
      ) +
      shape('M96 384L60 262H120L196 352Z', skin(pen, c)) +
      shape('M360 352L300 200H350L500 344Z', mix(c.base, '#FFFFFF', 0.2)) +
      shape('M120 404C260 420 560 420 716 398C700 424 650 437 580 438H220C160 436 130 424 120 404Z', skin(pen, c)) +
      [...Array(11)].map((_, i) => rect(250 + i * 32, 366, 16, 20, 7, '#2E4458')).join('') +
      shape('M650 350Q690 358 706 376H660Z', '#22303F') +
      oval(430, 470, 42, 17, c.deep),
  )

const theater: Drawing['draw'] = (pen, c) => {
  const fold = pen.linear(
    [
      [0, c.deep],
      [0.18, c.base],
      [0.34, c.shade],
      [0.5, c.light],
      [0.68, c.base],
      [0.84, c.shade],
      [1, c.deep],
    ],
    0,
    0,
    1,
    0,
  )
  const seat = (x: number, y: number, s: number) =>
    group(
      `translate(${x} ${y}) scale(${s})`,
      oval(6, 96, 78, 13, '#17222E', 'opacity=".25"') +
        rect(-70, -76, 140, 140, 30, skin(pen, colorways.red!)) +
        rect(-62, -68, 124, 18, 9, '#fff', 'opacity=".28"') +
        [-30, 0, 30].map((dx) => oval(dx, -20, 4, 4, '#6A160C')).join('') +
        rect(
          -76,
          40,
          152,
          48,
          20,
          pen.linear(
            [
              [0, '#F08A72'],
              [1, '#9C2615'],
            ],
            0,
            0,
            0,
            1,
          ),
        ) +
        rect(-92, -6, 26, 92, 12, '#5F4026') +
        rect(66, -6, 26, 92, 12, '#5F4026'),
    )
  return (
    rect(70, 90, 660, 470, 16, '#2A1712') +
    rect(
      84,
      104,
      632,
      440,
      10,
      pen.radial(
        [
          [0, '#FFE7B3'],
          [0.5, '#C9702F'],
          [1, '#3A150C'],
        ],
        0.5,
        0.4,
        0.7,
      ),
    ) +
    shape('M320 104L240 520H560L480 104Z', '#FFF3CF', 'opacity=".35"') +
    oval(400, 500, 240, 32, '#5E2A14', 'opacity=".7"') +
    oval(400, 494, 150, 18, '#FFE3A4', 'opacity=".6"') +
    group(
      'translate(400 400)',
      shape('M-74 96C-70 10 -40 -30 0 -30S70 10 74 96Z', colorways.indigo!.base) +
        shape('M-74 96C-60 60 60 60 74 96Z', colorways.amber!.base) +
        stroke('M-60 30C-120 10 -130 -40 -100 -70M60 30C120 10 130 -40 100 -70', colorways.indigo!.shade, 24) +
        oval(0, -76, 46, 54, '#FDF6EC') +
        shape('M-46 -86C-40 -120 -14 -112 -6 -78C-20 -66 -38 -66 -46 -86ZM46 -86C40 -120 14 -112 6 -78C20 -66 38 -66 46 -86Z', '#D6402B') +
        shape('M-24 -44Q0 -20 24 -44Q0 -52 -24 -44Z', '#17222E') +
        oval(-19, -80, 7, 5, '#17222E') +
        oval(19, -80, 7, 5, '#17222E') +
        shape('M-56 -104Q0 -170 56 -104L40 -98Q0 -124 -40 -98Z', colorways.amber!.base) +
        oval(0, -142, 13, 13, '#D6402B') +
        [-44, 44].map((x) => stroke(`M${x} -112q${x / 2}-50 ${x}-64`, '#E9C05C', 6)).join(''),
    ) +
    shape('M84 104H260C250 240 200 360 110 544H84Z', fold) +
    shape('M716 104H540C550 240 600 360 690 544H716Z', fold) +
    shape('M84 104H716V150Q663 196 610 150Q557 196 505 150Q452 196 400 150Q348 196 295 150Q243 196 190 150Q137 196 84 150Z', fold) +
    stroke('M84 150Q137 196 190 150Q243 196 295 150Q348 196 400 150Q452 196 505 150Q557 196 610 150Q663 196 716 150', '#E9C05C', 8) +
    [0, 1, 2, 3].map((i) => seat(172 + i * 152, 640, 0.8)).join('')
  )
}
const boat: Drawing['draw'] = (pen, c) =>
  rect(
    -400,
    0,
    1600,
    800,
    0,
    pen.linear(
      [
        [0, '#13244E'],
        [0.5, '#35558F'],
        [0.72, '#E9A66E'],
        [1, '#20345F'],
      ],
      0,
      0,
      0,
      1,
    ),
  ) +
  oval(620, 160, 48, 48, '#FFF1CF') +
  oval(
    620,
    160,
    120,
    120,
    pen.radial([
      [0, '#FFF1CF', 0.5],
      [1, '#FFF1CF', 0],
    ]),
  ) +
  [...Array(26)]
    .map((_, k) => k - 6)
    .map(
      (i) =>
        rect(i * 60 - 10, 340 - (((i + 6) * 71) % 150), 50, 300, 3, mix('#1B2C55', '#31477C', ((i + 8) % 4) / 4)) +
        [0, 1, 2, 3]
          .map((k) => rect(i * 60 + (k % 2) * 20, 360 - (((i + 6) * 71) % 150) + k * 26, 8, 10, 1, '#FFD98A', 'opacity=".85"'))
          .join(''),
    )
    .join('') +
  rect(
    -400,
    540,
    1600,
    260,
    0,
    pen.linear(
      [
        [0, '#F0B47C'],
        [0.2, '#5B6C9C'],
        [1, '#101D3E'],
      ],
      0,
      0,
      0,
      1,
    ),
  ) +
  [0, 1, 2, 3, 4, 5].map((i) => stroke(`M${60 + i * 120} ${610 + (i % 3) * 40}h70`, '#FFD98A', 4, 'opacity=".55"')).join('') +
  shape('M150 600H650L600 680H210Z', skin(pen, c)) +
  rect(220, 530, 370, 70, 8, '#FFF8E8') +
  rect(250, 470, 300, 60, 8, '#FFF3D6') +
  shape('M230 470L280 420H520L570 470Z', colorways.red!.base) +
  stroke('M220 472Q400 446 580 472', '#E9C05C', 7) +
  [0, 1, 2, 3, 4, 5, 6].map((i) => rect(242 + i * 48, 548, 30, 34, 4, '#F2B54A')).join('') +
  [0, 1, 2, 3, 4].map((i) => rect(272 + i * 54, 484, 32, 32, 4, '#F7C869')).join('') +
  shape('M166 612H640', 'none', 'stroke="#fff" stroke-width="5" opacity=".6"')

const parcel: Drawing['draw'] = (pen, c, turned) => {
  const box: Colorway = { ...colorways.cream!, light: '#F0D8AE', base: '#DDB780', shade: '#B58A52', deep: '#7C5A2C' }
  const tape = pen.linear(
    [
      [0, c.light],
      [0.5, c.base],
      [1, c.shade],
    ],
    0,
    0,
    1,
    0,
  )
  const face =
    rect(0, 0, 420, 340, 8, skin(pen, box)) +
    rect(180, 0, 60, 120, 0, tape) +
    rect(42, 176, 180, 124, 6, '#FFFFFF') +
    rect(58, 192, 92, 10, 5, c.shade) +
    rect(58, 214, 140, 7, 3, '#C9D1DA') +
    rect(58, 230, 112, 7, 3, '#C9D1DA') +
    [...Array(22)].map((_, i) => rect(58 + i * 6.6, 252, i % 3 ? 2 : 4, 34, 0, '#1B222B')).join('') +
    group(
      'translate(326 250)',
      oval(0, 0, 44, 44, 'none', `stroke="${c.shade}" stroke-width="6"`) + stroke('M-20 12V-14H20V12ZM-20 -14L0 4L20 -14', c.shade, 6),
    ) +
    sheen(pen, 8, 8, 380, 240, 0.25)
  return (
    solid(pen, box, turned, { w: 420, h: 340, d: 270, r: 6 }, face) +
    group(
      'translate(150 620)',
      oval(20, 66, 90, 12, '#17222E', 'opacity=".18"') +
        rect(-50, -30, 150, 96, 8, paper(pen)) +
        shape('M-50 -22L25 30L100 -22', 'none', `stroke="${c.base}" stroke-width="7" stroke-linejoin="round"`) +
        faint(0.8, ...[0, 1, 2, 3, 4, 5].map((i) => shape(`M${-50 + i * 26} 58h12l-4 8h-12Z`, i % 2 ? '#D6402B' : '#2F5BD0'))),
    )
  )
}

const phoneCard: Drawing['draw'] = (pen, c) => {
  const phone = group(
    'translate(300 96) rotate(7)',
    rect(12, 18, 270, 560, 44, '#17222E', 'opacity=".18"') +
      rect(0, 0, 270, 560, 44, '#12181F') +
      rect(2, 2, 266, 556, 42, 'none', 'stroke="#6A7683" stroke-width="3"') +
      rect(
        12,
        12,
        246,
        536,
        34,
        pen.linear(
          [
            [0, '#FFFFFF'],
            [1, c.wash],
          ],
          0,
          0,
          0,
          1,
        ),
      ) +
      rect(96, 24, 78, 18, 9, '#12181F') +
      rect(34, 74, 202, 150, 22, skin(pen, c)) +
      oval(84, 126, 26, 26, '#fff', 'opacity=".25"') +
      shape('M90 104L70 132h14l-4 20l22-30h-14Z', '#fff') +
      rect(124, 110, 84, 12, 6, '#fff', 'opacity=".95"') +
      rect(124, 134, 56, 9, 4.5, '#fff', 'opacity=".6"') +
      rect(56, 184, 158, 14, 7, '#fff', 'opacity=".3"') +
      rect(56, 184, 108, 14, 7, '#fff') +
      [0, 1, 2, 3, 4, 5]
        .map(
          (i) =>
            rect(
              34 + (i % 3) * 70,
              252 + Math.floor(i / 3) * 74,
              62,
              60,
              14,
              i === 1 ? c.base : '#FFFFFF',
              `stroke="${c.light}" stroke-width="2"`,
            ) + rect(48 + (i % 3) * 70, 276 + Math.floor(i / 3) * 74, 34, 10, 5, i === 1 ? '#fff' : c.shade),
        )
        .join('') +
      rect(34, 424, 202, 52, 26, c.base) +
      rect(96, 444, 78, 12, 6, '#fff') +
      rect(90, 524, 90, 6, 3, '#12181F', 'opacity=".6"') +
      shape('M14 60Q14 14 60 12H170L60 548H46Q14 546 14 510Z', '#fff', 'opacity=".12"'),
  )
  const coin = (x: number, y: number, r: number) =>
    oval(x + 4, y + 8, r, r * 0.98, '#7C4F10', 'opacity=".6"') +
    oval(
      x,
      y,
      r,
      r,
      pen.linear([
        [0, '#FFE9AE'],
        [0.5, '#F0BC50'],
        [1, '#C58525'],
      ]),
    ) +
    oval(x, y, r * 0.76, r * 0.76, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="4"') +
    rect(x - r * 0.2, y - r * 0.2, r * 0.4, r * 0.4, 3, '#B5761A')
  return shadow(pen, 400, 690, 250, 26) + phone + coin(210, 630, 46) + coin(150, 660, 36) + coin(600, 654, 42) + coin(248, 566, 30)
}

const giftCard: Drawing['draw'] = (pen, c) => {
  const card = (x: number, y: number, a: number, color: Colorway) =>
    group(
      `translate(${x} ${y}) rotate(${a})`,
      rect(8, 14, 460, 280, 26, '#17222E', 'opacity=".18"') +
        rect(0, 0, 460, 280, 26, skin(pen, color)) +
        `<g clip-path="${pen.clip('<rect width="460" height="280" rx="26"/>')}">` +
        oval(400, 40, 150, 150, '#fff', 'opacity=".1"') +
        oval(60, 270, 180, 120, '#fff', 'opacity=".1"') +
        shape('M0 210Q120 160 230 206T460 180V280H0Z', color.shade, 'opacity=".5"') +
        '</g>' +
        rect(
          40,
          60,
          70,
          52,
          10,
          pen.linear([
            [0, '#FFE9AE'],
            [1, '#C58525'],
          ]),
        ) +
        stroke('M40 86h70M62 60v52M88 60v52', '#9A6A1A', 2.5, 'opacity=".6"') +
        rect(40, 150, 160, 14, 7, '#fff', 'opacity=".9"') +
        rect(40, 178, 100, 10, 5, '#fff', 'opacity=".6"') +
        shape('M300 110c-44-56-96-20-64 20c16 20 50 10 64-6c14 16 48 26 64 6c32-40-20-76-64-20Z', color.accent) +
        shape('M296 122l-40 60h26l18-36l18 36h26l-40-60Z', color.accent) +
        shape('M10 40Q10 10 40 8H230L90 272H36Q10 270 10 240Z', '#fff', 'opacity=".12"'),
    )
  return (
    shadow(pen, 420, 680, 280, 26) +
    card(130, 360, -14, {
      ...c,
      light: mix(c.light, '#FFFFFF', 0.5),
      base: mix(c.base, '#FFFFFF', 0.45),
      shade: mix(c.shade, '#FFFFFF', 0.4),
    }) +
    card(200, 350, 4, c)
  )
}

const certificate: Drawing['draw'] = (pen, c, turned) => {
  const sheet = group(
    'translate(170 140) rotate(-4)',
    rect(12, 18, 440, 500, 14, '#17222E', 'opacity=".16"') +
      rect(0, 0, 440, 500, 14, paper(pen)) +
      rect(22, 22, 396, 456, 8, 'none', `stroke="${c.base}" stroke-width="4"`) +
      rect(34, 34, 372, 432, 5, 'none', `stroke="${c.light}" stroke-width="2"`) +
      group(
        'translate(220 150)',
        shape('M0 -84L74 -54V4C74 56 40 86 0 104C-40 86 -74 56 -74 4V-54Z', skin(pen, c)) +
          shape('M0 -84L74 -54V4C74 56 40 86 0 104Z', c.shade, 'opacity=".5"') +
          stroke('M-32 6L-8 32L38 -22', '#fff', 15),
      ) +
      rect(110, 284, 220, 16, 8, c.shade) +
      rect(80, 322, 280, 9, 4.5, '#CBD3DC') +
      rect(80, 344, 280, 9, 4.5, '#CBD3DC') +
      rect(80, 366, 190, 9, 4.5, '#CBD3DC') +
      oval(334, 410, 40, 40, 'none', 'stroke="#D6402B" stroke-width="5" opacity=".8"') +
      shape('M334 388l7 14l15 2l-11 11l3 15l-14-7l-14 7l3-15l-11-11l15-2Z', '#D6402B', 'opacity=".8"') +
      stroke('M86 430q20-30 34 0t40-8', '#2B4A78', 4),
  )
  const tool = group(
    `translate(590 560) rotate(${turned ? 38 : 30})`,
    rect(
      -20,
      -40,
      40,
      190,
      18,
      pen.linear(
        [
          [0, '#F08A72'],
          [0.4, '#D6402B'],
          [1, '#8E2012'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
      rect(
        -13,
        -110,
        26,
        80,
        6,
        pen.linear(
          [
            [0, '#FFFFFF'],
            [0.5, '#C9D3DC'],
            [1, '#7F8B98'],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
      shape(
        'M-46 -128C-52 -176 -26 -206 -16 -210V-164L0 -152L16 -164V-210C26 -206 52 -176 46 -128C30 -100 -30 -100 -46 -128Z',
        pen.linear(
          [
            [0, '#FFFFFF'],
            [0.5, '#C9D3DC'],
            [1, '#7F8B98'],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
      rect(-10, -20, 6, 140, 3, '#fff', 'opacity=".35"'),
  )
  return shadow(pen, 420, 690, 280, 26) + sheet + tool
}

const notebook: Drawing['draw'] = (pen, c, turned) =>
  solid(
    pen,
    c,
    turned,
    { w: 380, h: 520, d: 70, r: 18 },
    rect(0, 0, 380, 520, 18, skin(pen, c)) +
      rect(0, 0, 40, 520, 16, c.deep, 'opacity=".35"') +
      rect(330, 0, 16, 520, 0, c.deep, 'opacity=".55"') +
      stamp(pen, c, 120, 130, 150, 190, 3) +
      oval(250, 330, 54, 54, 'none', `stroke="${c.accent}" stroke-width="5" opacity=".9"`) +
      oval(250, 330, 40, 40, 'none', `stroke="${c.accent}" stroke-width="3" opacity=".9"`) +
      rect(124, 420, 140, 10, 5, c.accent) +
      sheen(pen, 44, 8, 280, 420, 0.22),
  )
const canvasBag: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 690, 220, 28) +
  stroke('M290 340C280 180 340 120 400 120S520 180 510 340', c.shade, 30) +
  stroke('M286 336C276 180 338 116 398 116', c.light, 7) +
  shape('M200 310H600L630 660Q632 690 600 690H200Q168 690 170 660Z', skin(pen, c)) +
  rect(196, 300, 408, 40, 8, c.shade) +
  shape('M200 340H600L606 470Q400 520 194 470Z', mix(c.base, c.light, 0.25)) +
  stroke('M194 470Q400 520 606 470', c.deep, 3, 'stroke-dasharray="10 8" opacity=".6"') +
  [290, 510]
    .map(
      (x) =>
        rect(x - 20, 430, 40, 130, 6, '#8A5A33') +
        rect(x - 26, 500, 52, 42, 8, 'none', 'stroke="#E0BC6A" stroke-width="8"') +
        rect(x - 4, 512, 8, 26, 4, '#E0BC6A'),
    )
    .join('') +
  group('translate(400 600)', rect(-52, -34, 104, 70, 8, '#FFF8E8') + stroke('M-46 -28L0 8L46 -28', c.shade, 7)) +
  shape('M222 360C206 460 200 560 204 650', 'none', 'stroke="#fff" stroke-width="12" stroke-linecap="round" opacity=".35"')

export const services: Record<string, Drawing> = {
  'stamp-album': { draw: album, focus: [540, 400, 2], scene: 'desk', stands: 'counter' },
  postcard: { draw: postcards, focus: [330, 460, 1.8], scene: 'desk', stands: 'counter' },
  notebook: { draw: notebook, focus: [400, 440, 1.9], scene: 'desk', stands: 'counter' },
  'canvas-bag': { draw: canvasBag, focus: [400, 500, 1.9], scene: 'desk', stands: 'counter' },
  'train-ticket': { draw: trainTicket, focus: [420, 290, 1.8], scene: 'desk', stands: 'counter' },
  coach: { draw: coach, focus: [560, 430, 1.9], scene: 'outdoor', stands: 'floor' },
  plane: { draw: plane, focus: [520, 330, 1.8], scene: 'outdoor', stands: 'wall' },
  theater: { draw: theater, focus: [400, 360, 2], scene: 'living', whole: true },
  boat: { draw: boat, focus: [400, 540, 1.7], scene: 'outdoor', whole: true },
  parcel: { draw: parcel, focus: [400, 560, 1.8], scene: 'living', stands: 'floor' },
  'top-up': { draw: phoneCard, focus: [430, 330, 1.9], scene: 'desk', stands: 'counter' },
  'gift-card': { draw: giftCard, focus: [480, 460, 1.9], scene: 'table', stands: 'counter' },
  certificate: { draw: certificate, focus: [390, 300, 1.9], scene: 'desk', stands: 'counter' },
}
