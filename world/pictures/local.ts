import type { Drawing } from './appliances.ts'
import { type Colorway, colorways } from './colorways.ts'
import { band, faint, group, mix, oval, type Pen, rect, shadow, shape, sheen, skin, solid, stroke, tube } from './pen.ts'

const kraft: Colorway = { ...colorways.cream!, light: '#EBCFA2', base: '#D8B27C', shade: '#B0854C', deep: '#7A5628' }

function fruit(pen: Pen, c: Colorway, x: number, y: number, r: number, leaf = false): string {
  const peel = pen.radial(
    [
      [0, mix(c.light, '#FFFFFF', 0.25)],
      [0.45, c.base],
      [1, c.shade],
    ],
    0.34,
    0.28,
    0.78,
  )
  const pores = faint(
    0.25,
    ...[...Array(12)].map((_, i) =>
      oval(
        x + Math.cos(i * 2.4) * r * (0.2 + (i % 4) * 0.19),
        y + Math.sin(i * 2.4) * r * (0.2 + (i % 4) * 0.19),
        r * 0.025,
        r * 0.025,
        c.deep,
      ),
    ),
  )
  return (
    oval(x + r * 0.12, y + r * 0.14, r, r, '#3A2412', 'opacity=".14"') +
    oval(x, y, r, r, peel) +
    pores +
    oval(x - r * 0.34, y - r * 0.4, r * 0.24, r * 0.15, '#fff', `opacity=".65" transform="rotate(-32 ${x - r * 0.34} ${y - r * 0.4})"`) +
    oval(x + r * 0.2, y + r * 0.36, r * 0.1, r * 0.08, c.shade, 'opacity=".8"') +
    (leaf
      ? stroke(`M${x} ${y - r * 0.92}q2-14 10-20`, '#6B4A2A', 6) +
        shape(
          `M${x + 8} ${y - r * 1.05}q${r * 0.5}-${r * 0.62} ${r * 0.96}-${r * 0.24}q-${r * 0.3} ${r * 0.5}-${r * 0.96} ${r * 0.24}Z`,
          pen.linear(
            [
              [0, '#9CD07C'],
              [1, '#2F7D3F'],
            ],
            0,
            0,
            1,
            1,
          ),
        )
      : '')
  )
}
function slice(pen: Pen, c: Colorway, x: number, y: number, r: number): string {
  return (
    oval(x + 8, y + r * 0.98, r * 0.9, r * 0.16, '#17222E', 'opacity=".2"') +
    oval(x, y, r, r, c.base) +
    oval(x, y, r * 0.9, r * 0.9, '#FFF3DC') +
    [...Array(9)]
      .map((_, i) =>
        group(
          `rotate(${i * 40} ${x} ${y})`,
          shape(
            `M${x} ${y - r * 0.07}L${x - r * 0.24} ${y - r * 0.72}Q${x} ${y - r * 0.94} ${x + r * 0.24} ${y - r * 0.72}Z`,
            pen.linear(
              [
                [0, c.light],
                [1, c.base],
              ],
              0,
              0,
              0,
              1,
            ),
          ),
        ),
      )
      .join('') +
    oval(x, y, r * 0.07, r * 0.07, '#FFF3DC') +
    shape(
      `M${x - r * 0.8} ${y - r * 0.2}A${r * 0.84} ${r * 0.84} 0 0 1 ${x - r * 0.1} ${y - r * 0.82}`,
      'none',
      'stroke="#fff" stroke-width="7" stroke-linecap="round" opacity=".6"',
    )
  )
}

const orangeBox: Drawing['draw'] = (pen, c, turned) => {
  const w = 430
  const h = 210
  const face =
    rect(0, 0, w, h, 10, skin(pen, kraft)) +
    faint(0.3, ...[0, 1, 2, 3, 4, 5].map((i) => rect(0, 14 + i * 34, w, 2, 1, kraft.deep))) +
    rect(170, 22, 90, 28, 14, mix(kraft.deep, '#000000', 0.25), 'opacity=".75"') +
    group(
      'translate(215 130)',
      oval(0, 0, 62, 58, '#FFF6E6') +
        oval(0, 0, 54, 50, 'none', `stroke="${c.base}" stroke-width="4"`) +
        oval(0, 6, 27, 27, c.base) +
        shape('M4 -22q18-22 34-8q-12 18-34 8Z', '#3C8C46') +
        shape('M-24 20q24 16 48 0', 'none', 'stroke="#fff" stroke-width="4" opacity=".6"'),
    )
  const top = turned ? 432 : 476
  const heap = [
    [250, top, 60],
    [360, top - 22, 64],
    [474, top - 14, 60],
    [570, top - 44, 54],
    [304, top - 74, 60],
    [420, top - 100, 64],
    [524, top - 96, 56],
    [372, top - 164, 58],
    [470, top - 176, 54],
  ] as const
  return (
    shadow(pen, 410, 690, 280, 30) +
    heap.map(([x, y, r], i) => fruit(pen, c, x, y, r, i === 5 || i === 7)).join('') +
    solid(pen, kraft, turned, { w, h, d: 210, r: 8, grounded: false }, face).replace('<path', '<path opacity="0"') +
    slice(pen, c, 610, 634, 66) +
    fruit(pen, c, 166, 644, 52, true)
  )
}

const hotpot: Drawing['draw'] = (pen, c) => {
  const brass = pen.linear(
    [
      [0, '#8A5A20'],
      [0.2, '#F6DC9C'],
      [0.5, '#D2A04C'],
      [0.85, '#7F521B'],
      [1, '#C9964A'],
    ],
    0,
    0,
    1,
    0,
  )
  const soup = pen.radial(
    [
      [0, mix(c.light, '#FFB347', 0.3)],
      [0.6, c.base],
      [1, c.shade],
    ],
    0.4,
    0.35,
    0.8,
  )
  const chili = (x: number, y: number, a: number, s = 1) =>
    group(
      `translate(${x} ${y}) rotate(${a}) scale(${s})`,
      shape('M-34 0C-20 -16 20 -14 36 4C20 12 -18 14 -34 0Z', '#C5221A') +
        shape('M-24 -4C-10 -10 10 -10 22 -2', 'none', 'stroke="#FF9C86" stroke-width="3" stroke-linecap="round"') +
        stroke('M-34 0l-12-6', '#4F7A34', 5),
    )
  const steam = pen.linear(
    [
      [0, '#fff', 0],
      [0.5, '#fff', 0.85],
      [1, '#fff', 0],
    ],
    0,
    0,
    0,
    1,
  )
  const bag = group(
    'translate(560 470) rotate(7)',
    shape('M-84 -120H84L90 200Q0 212 -90 200Z', skin(pen, c)) +
      rect(-86, -132, 172, 26, 3, c.deep) +
      shape('M-60 -100C-68 20 -66 110 -72 190', 'none', 'stroke="#fff" stroke-width="10" opacity=".35" stroke-linecap="round"') +
      oval(0, 30, 58, 58, '#FFF4DE') +
      chili(0, 20, -30, 1.1) +
      chili(6, 46, 20, 0.9) +
      rect(-50, 118, 100, 10, 5, c.accent) +
      rect(-34, 140, 68, 7, 3.5, c.accent, 'opacity=".7"') +
      oval(-32, -60, 20, 20, c.accent, 'opacity=".9"'),
  )
  return (
    shadow(pen, 400, 690, 310, 34) +
    bag +
    stroke('M240 360c-34-44 30-66 0-120M330 346c-34-44 34-76 0-140M420 360c-34-44 30-66 0-120', steam, 18) +
    shape('M100 470C100 600 170 686 320 686S540 600 540 470Z', brass) +
    shape('M124 520C140 610 200 664 280 672', 'none', 'stroke="#fff" stroke-width="10" stroke-linecap="round" opacity=".6"') +
    oval(320, 470, 220, 66, brass) +
    oval(320, 470, 204, 57, '#6B3E12') +
    oval(320, 478, 196, 52, soup) +
    oval(258, 470, 38, 12, '#FFC98A', 'opacity=".5"') +
    chili(250, 490, 14, 0.9) +
    chili(390, 464, -22, 0.8) +
    chili(330, 500, 30, 0.7) +
    chili(300, 456, -8, 0.7) +
    [...Array(16)].map((_, i) => oval(180 + ((i * 67) % 280), 456 + ((i * 29) % 48), 5, 3.6, i % 2 ? '#5E2A12' : '#F6B25A')).join('') +
    oval(424, 490, 26, 11, '#F2E2C4') +
    oval(424, 488, 18, 7, '#D9B583') +
    stroke('M206 500q20-16 40-4', '#6FA34A', 9) +
    rect(84, 456, 40, 22, 11, brass) +
    rect(516, 456, 40, 22, 11, brass) +
    chili(180, 668, -12, 1.1) +
    chili(140, 676, 30, 0.8)
  )
}

const tea: Drawing['draw'] = (pen, c, turned) => {
  const tilt = turned ? 0.2 : 0.12
  const gold = pen.linear(
    [
      [0, '#A97E35'],
      [0.3, '#F7E3B0'],
      [0.6, '#D9B366'],
      [1, '#8C6425'],
    ],
    0,
    0,
    1,
    0,
  )
  const leaf = (x: number, y: number, a: number, s: number, color: string) =>
    group(
      `translate(${x} ${y}) rotate(${a}) scale(${s})`,
      shape('M-44 0C-24 -26 24 -26 46 0C24 22 -24 22 -44 0Z', color) + stroke('M-40 0H40', '#fff', 2.5, 'opacity=".5"'),
    )
  const cup = group(
    'translate(572 600)',
    oval(14, 78, 104, 16, '#17222E', 'opacity=".18"') +
      oval(0, 72, 100, 17, '#E8EDF0') +
      oval(0, 68, 100, 17, '#FFFFFF') +
      shape(
        'M-72 -10C-68 40 -40 66 0 66S68 40 72 -10Z',
        pen.linear(
          [
            [0, '#FFFFFF'],
            [0.5, '#F2F5F6'],
            [1, '#B7C4CB'],
          ],
          0,
          0,
          1,
          0.2,
        ),
      ) +
      oval(0, -10, 72, 20, '#F3F6F7') +
      oval(
        0,
        -8,
        64,
        16,
        pen.linear(
          [
            [0, mix(c.light, '#FFE9A8', 0.4)],
            [1, mix(c.base, '#C98A2B', 0.4)],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
      leaf(-12, -8, 10, 0.4, c.shade) +
      leaf(22, -5, -20, 0.32, c.shade) +
      stroke('M-20 -50c-14-26 16-36 0-66M20 -50c-14-26 16-36 0-66', '#fff', 9, 'opacity=".75"') +
      stroke('M-40 20q16 30 40 36', '#9DB4C4', 3),
  )
  return (
    shadow(pen, 330, 690, 150, 26) +
    tube(pen, c, 320, 270, 690, 140, tilt) +
    band(
      320,
      392,
      600,
      140,
      tilt,
      pen.linear(
        [
          [0, '#D8CFB8'],
          [0.25, '#FFFDF4'],
          [0.6, '#F3EBD6'],
          [1, '#BDB08E'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    band(320, 384, 392, 140, tilt, gold) +
    band(320, 600, 608, 140, tilt, gold) +
    group(
      'translate(316 520)',
      shape('M-84 44Q-50 -40 -14 6T40 -14T92 44Z', c.base, 'opacity=".35"') +
        shape('M-92 56Q-40 -6 0 34T92 40V60H-92Z', c.shade, 'opacity=".5"') +
        leaf(-6, -30, -62, 0.78, c.base) +
        leaf(26, -22, -20, 0.7, c.shade) +
        leaf(-38, -16, -128, 0.6, mix(c.base, c.light, 0.4)) +
        oval(60, -48, 14, 14, c.accent),
    ) +
    tube(pen, c, 320, 226, 300, 144, tilt) +
    band(320, 290, 298, 144, tilt, gold) +
    oval(320, 224, 60, 60 * tilt, c.base, `stroke="${c.shade}" stroke-width="3"`) +
    cup +
    leaf(470, 676, 14, 0.6, c.shade) +
    leaf(440, 690, -20, 0.5, c.base) +
    leaf(160, 684, 24, 0.5, c.base)
  )
}

const wine: Drawing['draw'] = (pen, c) => {
  const clay = pen.linear(
    [
      [0, c.shade],
      [0.12, c.base],
      [0.3, c.light],
      [0.6, c.base],
      [1, c.deep],
    ],
    0,
    0,
    1,
    0,
  )
  const cup = (x: number) =>
    group(
      `translate(${x} 640)`,
      oval(8, 48, 44, 9, '#17222E', 'opacity=".2"') +
        shape(
          'M-36 -24C-34 20 -22 40 0 42S34 20 36 -24Z',
          pen.linear(
            [
              [0, '#FFFFFF'],
              [1, '#B9C4CC'],
            ],
            0,
            0,
            1,
            0.2,
          ),
        ) +
        oval(0, -24, 36, 10, '#EDF1F3') +
        oval(0, -23, 30, 7, mix(c.light, '#FFFFFF', 0.2)),
    )
  return (
    shadow(pen, 380, 690, 150, 24) +
    rect(340, 120, 80, 130, 16, clay) +
    shape('M340 236C336 300 244 320 244 440V630Q244 690 304 690H456Q516 690 516 630V440C516 320 424 300 420 236Z', clay) +
    shape(
      'M330 112Q380 84 430 112L440 190Q380 214 320 190Z',
      pen.linear(
        [
          [0, '#F2674C'],
          [0.5, '#C5281A'],
          [1, '#7E140B'],
        ],
        0,
        0,
        1,
        0.3,
      ),
    ) +
    shape('M316 186Q380 214 444 186L454 212Q380 240 306 212Z', '#A51C10') +
    stroke('M312 198Q380 224 448 198', '#E9C05C', 7) +
    group('rotate(8 440 230)', stroke('M436 206q16 40 2 66', '#E9C05C', 5) + shape('M424 268h30l-6 40h-20Z', '#E9C05C')) +
    shape('M284 430Q380 404 476 430V610Q380 636 284 610Z', '#FFF8E8') +
    shape('M284 430Q380 404 476 430V446Q380 420 284 446Z', c.accent) +
    group(
      'translate(380 520)',
      oval(0, 0, 52, 52, 'none', `stroke="${c.shade}" stroke-width="3"`) +
        stroke('M0 42C-2 10 2 -10 0 -40M0 -4q-22-8-26-30M0 -4q22-8 26-30M0 18q-20-6-26-24M0 18q20-6 26-24', c.deep, 4) +
        [
          [-28, -36],
          [28, -36],
          [0, -46],
          [-30, -10],
          [30, -10],
          [-14, -42],
          [14, -42],
        ]
          .map(([x, y]) => oval(x!, y!, 8, 11, mix('#B5321E', c.base, 0.2)))
          .join(''),
    ) +
    shape('M270 420C268 500 268 580 276 650', 'none', 'stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".5"') +
    stroke('M356 136v90', '#fff', 8, 'opacity=".4"') +
    cup(590) +
    cup(666)
  )
}

const riceBag: Drawing['draw'] = (pen, c) => {
  const cloth = pen.linear(
    [
      [0, '#FFFDF6'],
      [0.3, '#F6EEDC'],
      [0.75, '#E2D2B0'],
      [1, '#BBA478'],
    ],
    0,
    0,
    1,
    0.15,
  )
  const ear = (x: number, y: number, a: number) =>
    group(
      `translate(${x} ${y}) rotate(${a})`,
      stroke('M0 90C-4 40 4 -10 30 -60', '#B8923C', 5) +
        [...Array(8)]
          .map((_, i) =>
            group(
              `translate(${4 + i * 3.6} ${20 - i * 11}) rotate(${i % 2 ? 38 : -38})`,
              oval(
                0,
                -10,
                8,
                15,
                pen.linear([
                  [0, '#FBE3A0'],
                  [1, '#CF9B35'],
                ]),
              ),
            ),
          )
          .join(''),
    )
  const grains = [...Array(60)]
    .map((_, i) =>
      group(
        `translate(${530 + ((i * 47) % 130) - (i % 7) * 5} ${690 - Math.abs(Math.sin(i * 1.7)) * 46 * (1 - Math.abs(((i * 47) % 130) - 65) / 80)}) rotate(${(i * 67) % 180})`,
        oval(0, 0, 9, 4.2, i % 3 ? '#FFFFFF' : '#EFE6D2', 'stroke="#CDBB93" stroke-width=".8"'),
      ),
    )
    .join('')
  return (
    shadow(pen, 390, 690, 230, 30) +
    shape('M206 300C180 420 176 570 196 676Q202 690 220 690H570Q588 690 592 676C612 570 606 420 580 300C520 280 266 280 206 300Z', cloth) +
    shape(
      'M230 230C300 206 490 206 556 230L580 304C500 280 280 280 206 304Z',
      pen.linear(
        [
          [0, '#FFFDF6'],
          [1, '#D9C8A2'],
        ],
        0,
        0,
        1,
        1,
      ),
    ) +
    [0, 1, 2, 3, 4, 5, 6]
      .map((i) => stroke(`M${250 + i * 48} ${226 - (i % 2) * 6}L${236 + i * 52} 290`, '#C9B48A', 3, 'opacity=".7"'))
      .join('') +
    stroke('M202 304C280 282 500 282 584 304', c.shade, 13) +
    stroke('M202 301C280 279 500 279 584 301', c.light, 3) +
    stroke('M400 300q40 30 24 76M396 300q-10 40 10 70', c.shade, 6) +
    oval(392, 500, 128, 128, 'none', `stroke="${c.base}" stroke-width="5"`) +
    `<g clip-path="${pen.clip('<circle cx="392" cy="500" r="120"/>')}">` +
    rect(262, 370, 260, 260, 0, mix(c.wash, '#FFFFFF', 0.3)) +
    [0, 1, 2, 3, 4]
      .map((i) =>
        shape(
          `M240 ${520 + i * 24}Q330 ${480 + i * 26} 400 ${516 + i * 22}T560 ${498 + i * 26}V660H240Z`,
          mix(c.light, c.shade, 0.2 + i * 0.18),
        ),
      )
      .join('') +
    oval(440, 440, 30, 30, '#F2A65A') +
    '</g>' +
    ear(330, 520, -10) +
    ear(448, 524, 24) +
    shape('M226 330C206 440 206 560 220 660', 'none', 'stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".7"') +
    grains
  )
}

const ham: Drawing['draw'] = (pen, c) => {
  const meat = pen.linear(
    [
      [0, mix(c.light, '#C96B3C', 0.4)],
      [0.4, mix(c.base, '#8E3A1C', 0.45)],
      [1, mix(c.deep, '#3A140A', 0.4)],
    ],
    0,
    0,
    0.9,
    1,
  )
  return (
    shadow(pen, 400, 690, 300, 30) +
    rect(
      110,
      640,
      580,
      44,
      18,
      pen.linear(
        [
          [0, '#DDB988'],
          [1, '#9A7042'],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    rect(110, 640, 580, 8, 4, '#fff', 'opacity=".4"') +
    oval(660, 662, 12, 8, '#7A552D') +
    shape('M140 560C120 430 220 340 360 350C480 358 560 300 640 230L676 262C640 350 640 440 560 540C480 640 170 660 140 560Z', meat) +
    shape('M140 560C126 460 190 384 280 362C210 430 190 510 220 610C170 604 146 590 140 560Z', '#F4DDBE', 'opacity=".9"') +
    shape('M168 556C160 490 190 430 240 404C206 460 196 520 212 590C184 586 172 576 168 556Z', '#C75B44') +
    oval(196, 510, 15, 20, '#FBF1E0') +
    oval(196, 510, 7, 10, '#D9B99A') +
    shape('M300 384C420 396 520 350 610 272', 'none', 'stroke="#fff" stroke-width="13" stroke-linecap="round" opacity=".4"') +
    shape('M636 232L682 180Q706 172 712 196T690 234L676 264Z', '#F2E3CC') +
    oval(700, 196, 16, 13, '#FFF8EA') +
    stroke('M640 250q30-2 34 30M632 262q26 2 30 30', '#B99054', 9) +
    stroke('M668 236C700 120 640 90 600 120', '#B99054', 8) +
    [0, 1, 2]
      .map((i) =>
        group(
          `translate(${474 + i * 56} ${604 + i * 8})`,
          shape('M-60 26C-64 -20 -20 -40 20 -34C56 -28 60 4 50 30C20 40 -30 40 -60 26Z', '#F6DFC2') +
            shape('M-46 22C-50 -12 -14 -26 18 -22C42 -18 46 4 38 24C16 32 -22 32 -46 22Z', '#B9432E') +
            stroke('M-30 8q26-16 56-4M-24 20q22-10 44-4', '#F1C6A8', 4, 'opacity=".8"'),
        ),
      )
      .join('') +
    group('translate(150 640)', stroke('M0 0C20 -40 50 -50 80 -46M24 -26q0-18-10-26M44 -40q2-16-6-24M20 -24q16 8 30 2', '#3F7A44', 6))
  )
}

const driedGoods: Drawing['draw'] = (pen, c) => {
  const basket = pen.linear(
    [
      [0, '#9A7038'],
      [0.25, '#E9CB92'],
      [0.6, '#C79A55'],
      [1, '#7D5626'],
    ],
    0,
    0,
    1,
    0,
  )
  return (
    shadow(pen, 400, 690, 290, 36) +
    shape('M120 500C130 620 220 686 400 686S670 620 680 500Z', basket) +
    `<g clip-path="${pen.clip('<path d="M120 500C130 620 220 686 400 686S670 620 680 500Z"/>')}">` +
    faint(
      0.35,
      ...[0, 1, 2, 3, 4].map((i) =>
        stroke(`M${128 + i * 8} ${536 + i * 32}Q400 ${640 + i * 22} ${672 - i * 8} ${536 + i * 32}`, '#5E3F17', 4),
      ),
      ...[...Array(15)].map((_, i) =>
        stroke(
          `M${150 + i * 36} ${528 + 50 * Math.sin((i / 14) * Math.PI)}L${190 + i * 30} ${600 + 76 * Math.sin((i / 14) * Math.PI)}`,
          '#5E3F17',
          4,
        ),
      ),
    ) +
    '</g>' +
    oval(400, 500, 282, 82, basket) +
    oval(400, 500, 258, 68, '#6B4A22') +
    [...Array(46)]
      .map((_, i) => {
        const a = i * 2.399
        const far = Math.sqrt(i / 46)
        const x = 400 + Math.cos(a) * 226 * far
        const y = 478 + Math.sin(a) * 50 * far - (1 - far) * 66
        return group(
          `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${((i * 47) % 120) - 60})`,
          shape(
            'M-44 4C-40 -24 -10 -32 14 -26C42 -20 50 0 40 14C20 6 -10 22 -44 4Z',
            pen.linear(
              [
                [0, mix(c.light, c.base, 0.3)],
                [0.5, c.shade],
                [1, c.deep],
              ],
              0,
              0,
              0.8,
              1,
            ),
          ) + shape('M-32 0C-20 -16 10 -20 28 -10', 'none', 'stroke="#fff" stroke-width="3" opacity=".35" stroke-linecap="round"'),
        )
      })
      .join('') +
    oval(400, 500, 270, 75, 'none', 'stroke="#fff" stroke-width="3" opacity=".25"')
  )
}

const sausage: Drawing['draw'] = (pen, c) => {
  return (
    stroke('M120 150H680', '#A87B47', 20) +
    stroke('M120 145H680', '#E3BE8C', 5) +
    shadow(pen, 410, 690, 240, 20) +
    [0, 1, 2, 3, 4]
      .map((i) => {
        const x = 200 + i * 100
        const drop = 430 + (i % 2) * 46
        return (
          stroke(`M${x} 150v70`, '#C9A25C', 6) +
          shape(
            `M${x - 34} 256C${x - 36} 212 ${x + 36} 212 ${x + 34} 256C${x + 46} 340 ${x + 24} ${drop} ${x + 38} ${drop + 60}C${x + 40} ${drop + 112} ${x - 30} ${drop + 112} ${x - 32} ${drop + 60}C${x - 44} ${drop} ${x - 26} 340 ${x - 34} 256Z`,
            pen.linear(
              [
                [0, c.shade],
                [0.3, c.light],
                [0.55, c.base],
                [1, c.deep],
              ],
              0,
              0,
              1,
              0,
            ),
          ) +
          faint(0.5, ...[...Array(9)].map((_, k) => oval(x - 16 + ((k * 23) % 36), 270 + k * 27, 6, 9, '#F6D9C2'))) +
          stroke(`M${x - 20} 256v${drop - 270}`, '#fff', 7, 'opacity=".45"')
        )
      })
      .join('')
  )
}

const giftBox: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 460, 280, 10, skin(pen, c)) +
    rect(
      198,
      0,
      64,
      280,
      0,
      pen.linear(
        [
          [0, '#F7E3B0'],
          [0.5, '#E0B968'],
          [1, '#B98A38'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    rect(0, 0, 460, 54, 8, mix(c.base, c.light, 0.25)) +
    rect(0, 52, 460, 4, 0, c.deep, 'opacity=".3"') +
    rect(198, 0, 64, 54, 0, '#EBCB85') +
    sheen(pen, 10, 62, 180, 200, 0.3)
  return (
    solid(pen, c, turned, { w: 460, h: 280, d: 230, r: 10 }, face) +
    group(
      turned ? 'translate(14 -60)' : 'translate(0 0)',
      shape('M400 412C330 330 250 350 268 400C280 440 360 430 400 412Z', '#E0B968') +
        shape('M400 412C470 330 550 350 532 400C520 440 440 430 400 412Z', '#CDA150') +
        shape('M390 414L330 470L366 468L376 496L410 420Z', '#D9B05A') +
        shape('M410 414L470 470L434 468L424 496L392 420Z', '#C3944A') +
        oval(400, 412, 24, 20, '#F4DB9E'),
    )
  )
}

const noodles: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 690, 260, 28) +
  [0, 1, 2]
    .map((i) =>
      group(
        `translate(${250 + i * 96} ${390 - i * 14}) rotate(${-16 + i * 16} 60 160)`,
        [...Array(16)].map((_, k) => rect(k * 7.4, 0, 6, 290, 3, k % 3 ? '#FBF1DA' : '#E9D7AE')).join('') +
          rect(-6, 120, 130, 62, 6, skin(pen, c)) +
          rect(-6, 120, 130, 10, 3, '#fff', 'opacity=".5"') +
          oval(59, 152, 20, 20, '#FFF8E8') +
          stroke('M48 150q11-14 22 0t0 8', c.shade, 4),
      ),
    )
    .join('')

export const local: Record<string, Drawing> = {
  'orange-box': { draw: orangeBox, focus: [420, 400, 1.8], scene: 'table', stands: 'counter' },
  hotpot: { draw: hotpot, focus: [320, 480, 1.9], scene: 'table', stands: 'counter' },
  tea: { draw: tea, focus: [320, 500, 2], scene: 'table', stands: 'counter' },
  wine: { draw: wine, focus: [380, 500, 2], scene: 'table', stands: 'counter' },
  'rice-bag': { draw: riceBag, focus: [392, 500, 1.9], scene: 'kitchen', stands: 'counter' },
  ham: { draw: ham, focus: [300, 500, 1.8], scene: 'table', stands: 'counter' },
  sausage: { draw: sausage, focus: [400, 380, 1.8], scene: 'kitchen', stands: 'wall' },
  'dried-goods': { draw: driedGoods, focus: [400, 460, 1.9], scene: 'table', stands: 'counter' },
  noodles: { draw: noodles, focus: [400, 520, 1.9], scene: 'kitchen', stands: 'counter' },
  'gift-box': { draw: giftBox, focus: [400, 430, 1.9], scene: 'table', stands: 'counter' },
}
