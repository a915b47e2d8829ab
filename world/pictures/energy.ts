import type { Drawing } from './appliances.ts'
import { type Colorway, colorways } from './colorways.ts'
import { faint, glass, glow, group, mix, oval, type Pen, rect, round, shadow, shape, sheen, skin, solid, steel, stroke } from './pen.ts'

const bolt = (x: number, y: number, s: number, color: string) =>
  group(`translate(${x} ${y}) scale(${s})`, shape('M6 -34L-22 8H-4L-10 36L22 -8H4Z', color))
const plug = (pen: Pen, c: Colorway, x: number, y: number, turn: number) =>
  group(
    `translate(${x} ${y}) rotate(${turn})`,
    rect(-30, -40, 60, 84, 22, skin(pen, { ...c, light: '#5A636F', base: '#2B323B', shade: '#12171C' })) +
      oval(0, -40, 40, 16, '#11161C') +
      oval(0, -42, 33, 12, '#2B343E') +
      [-14, 0, 14].map((dx) => oval(dx, -43, 4.5, 3, '#C9D3DC')).join('') +
      rect(
        -14,
        36,
        28,
        80,
        13,
        pen.linear(
          [
            [0, '#454E59'],
            [1, '#14191F'],
          ],
          0,
          0,
          1,
          0,
        ),
      ) +
      rect(-22, -10, 10, 34, 5, '#fff', 'opacity=".25"'),
  )

const wallbox: Drawing['draw'] = (pen, c, turned) => {
  const w = 270
  const h = 400
  const face =
    shape(`M44 0H${w - 44}Q${w} 0 ${w} 44V${h - 70}Q${w} ${h} ${w / 2} ${h}T0 ${h - 70}V44Q0 0 44 0Z`, skin(pen, c)) +
    shape(`M46 3H${w - 46}Q${w - 3} 3 ${w - 3} 46V${h - 72}`, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="4"') +
    sheen(pen, 18, 12, 230, 260, 0.45) +
    oval(135, 150, 84, 84, '#10171E') +
    oval(
      135,
      150,
      84,
      84,
      'none',
      `stroke="${pen.linear(
        [
          [0, '#3CC6A0'],
          [1, '#1F9BD0'],
        ],
        0,
        0,
        1,
        1,
      )}" stroke-width="9" stroke-dasharray="400 130" stroke-linecap="round"`,
    ) +
    bolt(135, 150, 1.35, '#FFFFFF') +
    rect(95, 268, 80, 6, 3, c.deep, 'opacity=".35"') +
    oval(135, 330, 40, 40, mix(c.shade, c.deep, 0.5)) +
    oval(135, 332, 32, 32, '#141A21') +
    [0, 1, 2, 3, 4, 5, 6]
      .map((i) =>
        oval(
          135 + (i === 0 ? 0 : Math.cos((i * Math.PI) / 3) * 17),
          332 + (i === 0 ? 0 : Math.sin((i * Math.PI) / 3) * 17),
          4.6,
          4.6,
          '#59646F',
        ),
      )
      .join('')
  return (
    oval(
      440,
      440,
      270,
      290,
      pen.radial([
        [0, '#24323F', 0.2],
        [1, '#24323F', 0],
      ]),
    ) +
    stroke('M400 600C380 740 640 740 640 560', '#0E1318', 24) +
    stroke('M398 600C378 732 634 734 634 560', '#3A444F', 7) +
    solid(pen, c, turned, { w, h, d: 110, r: 44, bottom: 600, grounded: false }, face) +
    plug(pen, c, 640, 470, 14)
  )
}

const charger: Drawing['draw'] = (pen, c, turned) => {
  const w = 270
  const h = 560
  const screen = pen.linear(
    [
      [0, '#123B63'],
      [1, '#0A1B2D'],
    ],
    0,
    0,
    0,
    1,
  )
  const face =
    rect(0, 0, w, h, 22, skin(pen, c)) +
    rect(
      0,
      0,
      w,
      46,
      22,
      pen.linear(
        [
          [0, '#3CC6A0'],
          [1, '#0D7FA5'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    rect(
      0,
      24,
      w,
      22,
      0,
      pen.linear(
        [
          [0, '#3CC6A0'],
          [1, '#0D7FA5'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    sheen(pen, 10, 54, 250, 330, 0.4) +
    rect(48, 84, 174, 118, 12, '#0B1016') +
    rect(56, 92, 158, 102, 8, screen) +
    oval(104, 143, 32, 32, 'none', 'stroke="#3CC6A0" stroke-width="8" stroke-dasharray="150 60" stroke-linecap="round"') +
    bolt(104, 143, 0.6, '#fff') +
    rect(148, 122, 52, 8, 4, '#fff', 'opacity=".9"') +
    rect(148, 140, 36, 6, 3, '#6EB6FF') +
    rect(148, 156, 46, 6, 3, '#fff', 'opacity=".4"') +
    rect(100, 226, 70, 56, 10, '#1B242D') +
    [0, 1, 2]
      .map((i) => stroke(`M${124 - i * 8} ${262 - i * 2}a${12 + i * 9} ${12 + i * 9} 0 0 1 ${22 + i * 16} 0`, '#9FB2C4', 3))
      .join('') +
    oval(228, 246, 15, 15, '#8E1D10') +
    oval(228, 243, 13, 13, '#E14A34') +
    [0, 1, 2, 3, 4, 5, 6, 7].map((i) => rect(40, 420 + i * 14, 190, 6, 3, mix(c.shade, c.deep, 0.35))).join('')
  const arm = (x: number, d: string) =>
    stroke(d, '#0C1116', 20) + stroke(d, '#3E4853', 5, 'transform="translate(-3 -2)"') + plug(pen, c, x, 400, x > 400 ? 6 : -6)
  return (
    rect(
      216,
      676,
      350,
      24,
      6,
      pen.linear(
        [
          [0, '#C9CFD5'],
          [1, '#8C959E'],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    solid(pen, c, turned, { w, h, d: 170, r: 20, bottom: 682, cx: 390 }, face) +
    arm(610, 'M520 330C600 260 700 400 640 560C620 620 600 560 610 470')
  )
}

const portable: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 684, 250, 34) +
  stroke('M250 520C120 560 140 670 300 662S560 690 640 640S690 500 600 470', '#0D1217', 26) +
  stroke('M250 516C122 556 142 662 300 654S558 682 636 634S684 500 600 466', '#434E59', 6) +
  group(
    'rotate(-14 330 430)',
    rect(210, 340, 260, 150, 40, skin(pen, c)) +
      rect(213, 343, 254, 144, 38, 'none', 'stroke="#fff" stroke-opacity=".4" stroke-width="3"') +
      rect(244, 372, 120, 84, 16, glass(pen)) +
      oval(286, 414, 24, 24, 'none', 'stroke="#3CC6A0" stroke-width="6" stroke-dasharray="110 40"') +
      bolt(286, 414, 0.45, '#fff') +
      rect(322, 400, 28, 6, 3, '#fff', 'opacity=".8"') +
      rect(322, 416, 20, 6, 3, '#6EB6FF') +
      [0, 1, 2].map((i) => oval(398, 388 + i * 26, 7, 7, ['#3CC6A0', '#F0B95A', '#46505B'][i]!)).join(''),
  ) +
  plug(pen, c, 606, 400, 38) +
  group(
    'translate(196 546) rotate(-60)',
    rect(-26, -30, 52, 60, 14, skin(pen, { ...c, light: '#FFFFFF', base: '#E9EDF1', shade: '#AEB8C2' })) +
      rect(-14, -58, 8, 30, 2, steel(pen)) +
      rect(8, -58, 8, 30, 2, steel(pen)),
  )

const solar: Drawing['draw'] = (pen, c, turned) => {
  const cell = pen.linear(
    [
      [0, mix(c.base, '#2A4E9C', 0.5)],
      [0.5, mix(c.shade, '#0D1F48', 0.6)],
      [1, '#07122C'],
    ],
    0,
    0,
    1,
    1,
  )
  const w = 400
  const h = 520
  const cells = [...Array(8)]
    .map((_, r) => [...Array(6)].map((__, k) => rect(14 + k * 62.4, 14 + r * 61.6, 59, 58, 7, cell)).join(''))
    .join('')
  const bars = faint(
    0.4,
    ...[...Array(6)].map((_, k) => [18, 30, 42].map((dx) => stroke(`M${14 + k * 62.4 + dx} 14V${h - 14}`, '#C9D6E6', 0.9)).join('')),
  )
  const panel =
    rect(0, 0, w, h, 8, steel(pen)) +
    rect(7, 7, w - 14, h - 14, 4, '#050B18') +
    cells +
    bars +
    shape(
      `M7 7H${w * 0.66}L${w * 0.2} ${h - 7}H7Z`,
      pen.linear(
        [
          [0, '#fff', 0.42],
          [1, '#fff', 0.02],
        ],
        0,
        0,
        0.6,
        1,
      ),
    ) +
    oval(84, 80, 120, 120, glow(pen, '#FFF3CF'))
  const legs =
    stroke('M560 250L640 680', '#7E8A96', 14) + stroke('M560 250L640 680', '#DDE4EA', 4) + stroke('M520 560L640 676', '#8F9AA6', 10)
  return (
    shadow(pen, 420, 690, 250, 24) + (turned ? legs + group('matrix(.98 .05 -.24 .96 256 146)', panel) : group('translate(200 160)', panel))
  )
}

const battery: Drawing['draw'] = (pen, c, turned) => {
  const w = 380
  const h = 440
  const face =
    rect(0, 0, w, h, 34, skin(pen, c)) +
    rect(2, 2, w - 4, h - 4, 32, 'none', 'stroke="#fff" stroke-opacity=".55" stroke-width="4"') +
    sheen(pen, 16, 12, 340, 280, 0.45) +
    rect(0, 216, w, 3, 1, c.deep, 'opacity=".3"') +
    rect(160, 66, 60, 110, 30, '#121920') +
    [0, 1, 2, 3].map((i) => rect(172, 82 + i * 20, 36, 12, 6, i === 0 ? '#33505A' : '#3CC6A0')).join('') +
    bolt(190, 318, 1, c.deep) +
    rect(60, 408, 90, 6, 3, c.shade) +
    rect(230, 408, 90, 6, 3, c.shade)
  return solid(pen, c, turned, { w, h, d: 190, r: 34 }, face)
}
const station: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 430, 290, 40, skin(pen, { ...c, light: '#5A636F', base: '#363F49', shade: '#1D242B' })) +
    rect(0, 0, 430, 60, 30, skin(pen, c)) +
    rect(0, 230, 430, 60, 30, skin(pen, c)) +
    rect(36, 84, 120, 84, 12, '#0B1117') +
    oval(96, 126, 28, 28, 'none', 'stroke="#3CC6A0" stroke-width="8" stroke-dasharray="130 46"') +
    [0, 1]
      .map(
        (i) =>
          rect(190 + i * 100, 84, 84, 84, 16, '#11171D') +
          shape(
            `M${214 + i * 100} 108l-8 16M${250 + i * 100} 108l8 16`,
            'none',
            'stroke="#8593A1" stroke-width="7" stroke-linecap="round"',
          ) +
          rect(228 + i * 100, 132, 7, 20, 3, '#8593A1'),
      )
      .join('') +
    [0, 1, 2, 3]
      .map((i) => rect(56 + i * 84, 190, 46, 20, 8, '#0C1116') + rect(64 + i * 84, 197, 30, 6, 3, i < 2 ? '#4A86E8' : '#39444F'))
      .join('')
  return (
    rect(230, 300, 340, 120, 50, 'none', `stroke="${mix(c.deep, '#000000', 0.2)}" stroke-width="34"`) +
    rect(228, 297, 340, 120, 50, 'none', `stroke="${c.base}" stroke-width="10" opacity=".6"`) +
    solid(pen, c, turned, { w: 430, h: 290, d: 220, r: 40 }, face)
  )
}

const meter: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 300, 430, 22, skin(pen, c)) +
    sheen(pen, 10, 10, 280, 280, 0.5) +
    rect(24, 30, 252, 190, 18, '#2A343E') +
    rect(
      40,
      54,
      220,
      92,
      8,
      pen.linear(
        [
          [0, '#DDE9CF'],
          [1, '#B5C9A0'],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    [0, 1, 2, 3, 4]
      .map(
        (i) =>
          rect(58 + i * 38, 70, 26, 58, 4, 'none', 'stroke="#35463A" stroke-width="7"') +
          (i % 2 ? rect(66 + i * 38, 96, 12, 6, 2, '#35463A') : ''),
      )
      .join('') +
    oval(66, 186, 8, 8, '#E14A34') +
    oval(66, 186, 16, 16, glow(pen, '#FF6B52')) +
    oval(236, 186, 13, 13, '#4B5763') +
    rect(30, 300, 240, 104, 12, mix(c.shade, c.deep, 0.25)) +
    [0, 1, 2, 3].map((i) => oval(64 + i * 57, 352, 18, 18, steel(pen)) + rect(52 + i * 57, 349, 24, 5, 2, '#3D4853')).join('') +
    oval(150, 262, 17, 17, '#C9A24B') +
    oval(150, 262, 10, 10, '#8A6A20')
  return solid(pen, c, turned, { w: 300, h: 430, d: 130, r: 20 }, face)
}
const breaker: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 220, 420, 16, skin(pen, c)) +
    rect(20, 110, 180, 200, 12, mix(c.base, c.shade, 0.5)) +
    sheen(pen, 8, 8, 204, 200, 0.5) +
    rect(70, 150, 80, 120, 12, '#1D252D') +
    rect(
      76,
      150,
      68,
      66,
      10,
      pen.linear(
        [
          [0, '#5FA8FF'],
          [1, '#1F4FD8'],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    rect(92, 178, 36, 6, 3, '#fff', 'opacity=".7"') +
    oval(48, 332, 7, 7, '#3CC6A0') +
    oval(60, 52, 20, 20, steel(pen)) +
    oval(160, 52, 20, 20, steel(pen)) +
    rect(46, 49, 28, 5, 2, '#3D4853') +
    rect(146, 49, 28, 5, 2, '#3D4853') +
    oval(60, 374, 20, 20, steel(pen)) +
    oval(160, 374, 20, 20, steel(pen)) +
    rect(46, 371, 28, 5, 2, '#3D4853') +
    rect(146, 371, 28, 5, 2, '#3D4853')
  return (
    rect(120, 470, 560, 54, 4, steel(pen)) +
    rect(120, 480, 560, 6, 2, '#fff', 'opacity=".6"') +
    solid(pen, c, turned, { w: 220, h: 420, d: 190, r: 14 }, face)
  )
}

const holes = (x: number, y: number, color: string) =>
  rect(x - 22, y - 22, 9, 26, 3, color, `transform="rotate(-30 ${x - 18} ${y - 10})"`) +
  rect(x + 13, y - 22, 9, 26, 3, color, `transform="rotate(30 ${x + 18} ${y - 10})"`) +
  rect(x - 4.5, y + 10, 9, 24, 3, color)
const twoHoles = (x: number, y: number, color: string) => rect(x - 17, y - 13, 8, 26, 3, color) + rect(x + 9, y - 13, 8, 26, 3, color)
const socket: Drawing['draw'] = (pen, c, turned) => {
  const dark = mix(c.deep, '#000000', 0.45)
  const face =
    rect(0, 0, 660, 150, 30, skin(pen, c)) +
    rect(2, 2, 656, 146, 28, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="4"') +
    sheen(pen, 14, 8, 620, 110, 0.45) +
    [0, 1, 2, 3].map((i) => rect(120 + i * 112, 26, 96, 98, 18, mix(c.base, c.shade, 0.35)) + holes(168 + i * 112, 76, dark)).join('') +
    rect(
      34,
      44,
      58,
      62,
      14,
      pen.linear(
        [
          [0, '#E9553D'],
          [1, '#A62A1A'],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    rect(60, 58, 6, 34, 3, '#fff', 'opacity=".85"') +
    rect(582, 38, 46, 20, 8, dark) +
    rect(582, 66, 46, 20, 8, dark) +
    rect(582, 96, 46, 18, 5, dark)
  return (
    stroke('M118 560C40 600 30 680 150 700S300 660 420 712', c.shade, 18) +
    stroke('M118 557C44 598 34 674 150 694S300 654 420 706', c.light, 5) +
    solid(pen, c, turned, { w: turned ? 640 : 660, h: 150, d: 120, r: 28, bottom: 600 }, face)
  )
}
const plugSmart: Drawing['draw'] = (pen, c, turned) => {
  const dark = mix(c.deep, '#000000', 0.45)
  return solid(
    pen,
    c,
    turned,
    { w: 320, h: 330, d: 190, r: 90 },
    rect(0, 0, 320, 330, 96, skin(pen, c)) +
      rect(3, 3, 314, 324, 93, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="5"') +
      oval(160, 168, 104, 104, mix(c.base, c.shade, 0.4)) +
      group('translate(160 168) scale(1.7)', holes(0, 0, dark)) +
      oval(160, 42, 11, 11, '#3CC6A0') +
      oval(160, 42, 26, 26, glow(pen, '#3CC6A0')),
  )
}
const track: Drawing['draw'] = (pen, c, turned) => {
  const dark = '#10161D'
  return (
    solid(
      pen,
      c,
      turned,
      { w: 680, h: 120, d: 60, r: 16, bottom: 480, grounded: false },
      rect(0, 0, 680, 120, 16, skin(pen, c)) +
        rect(14, 50, 652, 20, 10, dark) +
        [0, 1, 2]
          .map(
            (i) =>
              rect(96 + i * 190, 4, 112, 112, 26, skin(pen, c), `stroke="${c.shade}" stroke-width="3"`) +
              (i === 1 ? twoHoles(152 + i * 190, 60, dark) : holes(152 + i * 190, 62, dark)),
          )
          .join(''),
    ) +
    oval(
      430,
      590,
      300,
      40,
      pen.radial([
        [0, '#24323F', 0.14],
        [1, '#24323F', 0],
      ]),
    )
  )
}

const lamp: Drawing['draw'] = (pen, c) => {
  const beam = pen.linear(
    [
      [0, '#FFEFC0', 0.85],
      [1, '#FFEFC0', 0],
    ],
    0,
    0,
    0,
    1,
  )
  return (
    shape('M160 300L60 690H560L420 300Z', beam) +
    oval(
      300,
      690,
      250,
      26,
      pen.radial([
        [0, '#FFE9A8', 0.9],
        [1, '#FFE9A8', 0],
      ]),
    ) +
    shadow(pen, 520, 690, 120, 18) +
    oval(520, 680, 112, 22, c.shade) +
    oval(520, 672, 112, 22, skin(pen, c)) +
    stroke('M520 668L600 430L430 236', mix(c.shade, c.deep, 0.25), 26) +
    stroke('M516 666L594 430L428 238', c.light, 9) +
    oval(600, 430, 25, 25, steel(pen)) +
    oval(600, 430, 9, 9, c.accent) +
    oval(430, 238, 21, 21, steel(pen)) +
    group(
      'rotate(-4 300 270)',
      rect(140, 232, 310, 62, 31, skin(pen, c)) +
        rect(144, 235, 302, 12, 6, '#fff', 'opacity=".7"') +
        rect(166, 284, 258, 16, 8, '#FFF6D6'),
    ) +
    oval(520, 668, 22, 7, c.accent, 'opacity=".8"') +
    group(
      'translate(310 668)',
      shape('M-90 6L0 -10L90 6L0 26Z', '#FFFFFF') +
        shape('M-90 6L0 -10V8L-90 22Z', '#E9EEF3') +
        stroke('M-66 8l50-9M-58 14l50-9M16 -4l52 9M14 4l50 9', '#B7C3CF', 2.5),
    )
  )
}
const lampCeiling: Drawing['draw'] = (pen, c) =>
  oval(
    400,
    420,
    380,
    300,
    pen.radial([
      [0, '#FFF2C9', 0.95],
      [1, '#FFF2C9', 0],
    ]),
  ) +
  rect(392, 60, 16, 190, 6, steel(pen)) +
  oval(400, 62, 70, 16, c.shade) +
  shape('M150 350V380A250 84 0 0 0 650 380V350Z', round(pen, c)) +
  oval(
    400,
    350,
    250,
    84,
    pen.linear(
      [
        [0, c.light],
        [1, c.base],
      ],
      0,
      0,
      1,
      1,
    ),
  ) +
  oval(400, 350, 206, 64, mix(c.shade, c.base, 0.4)) +
  oval(400, 350, 150, 44, skin(pen, c)) +
  oval(400, 394, 238, 76, '#FFF9E6', 'opacity=".95"') +
  shape('M162 384A238 76 0 0 0 638 384C600 440 500 452 400 452S200 440 162 384Z', '#FFFDF4') +
  oval(400, 408, 180, 46, '#FFFFFF')
const lampFloor: Drawing['draw'] = (pen, c) =>
  shape(
    'M280 260L150 690H600L500 260Z',
    pen.linear(
      [
        [0, '#FFEFC0', 0.8],
        [1, '#FFEFC0', 0],
      ],
      0,
      0,
      0,
      1,
    ),
  ) +
  shadow(pen, 560, 694, 116, 18) +
  oval(560, 684, 106, 20, c.shade) +
  oval(560, 677, 106, 20, skin(pen, c)) +
  stroke('M560 674V250C560 120 420 96 390 160', mix(c.shade, c.deep, 0.3), 15) +
  stroke('M557 672V250C557 124 424 102 394 158', c.light, 4) +
  shape('M290 270C296 196 340 152 392 150S484 196 490 270Z', skin(pen, c)) +
  shape('M308 258C316 206 346 172 384 168', 'none', 'stroke="#fff" stroke-width="10" stroke-linecap="round" opacity=".55"') +
  oval(390, 270, 100, 18, '#FFF4CF') +
  oval(390, 272, 40, 9, '#FFFFFF') +
  oval(
    400,
    690,
    190,
    22,
    pen.radial([
      [0, '#FFE9A8', 0.7],
      [1, '#FFE9A8', 0],
    ]),
  )
const lampNight: Drawing['draw'] = (pen, c) =>
  oval(
    400,
    460,
    330,
    300,
    pen.radial([
      [0, '#FFE3A1', 0.95],
      [1, '#FFE3A1', 0],
    ]),
  ) +
  shadow(pen, 400, 680, 150, 22) +
  oval(400, 660, 128, 26, mix(c.shade, c.deep, 0.2)) +
  rect(272, 610, 256, 50, 20, skin(pen, c)) +
  shape(
    'M262 600C250 440 300 300 400 300S550 440 538 600Q400 640 262 600Z',
    pen.radial(
      [
        [0, '#FFFDF2'],
        [0.6, '#FFE9B4'],
        [1, c.light],
      ],
      0.42,
      0.5,
      0.7,
    ),
  ) +
  shape('M296 520C296 420 330 350 384 332', 'none', 'stroke="#fff" stroke-width="16" stroke-linecap="round" opacity=".8"') +
  shape(
    'M360 300C350 240 380 220 400 250C424 220 452 244 440 302',
    'none',
    `stroke="${c.shade}" stroke-width="12" stroke-linecap="round"`,
  ) +
  oval(400, 640, 10, 6, '#3A2517', 'opacity=".5"')
const lampGarden: Drawing['draw'] = (pen, c) =>
  oval(
    400,
    350,
    320,
    240,
    pen.radial([
      [0, '#FFE6AC', 0.9],
      [1, '#FFE6AC', 0],
    ]),
  ) +
  shadow(pen, 400, 690, 90, 16) +
  rect(386, 400, 28, 284, 8, steel(pen)) +
  shape('M310 690q90-30 180 0Z', '#6FA355') +
  shape('M330 300H470L452 420H348Z', '#FFF3CC') +
  stroke('M366 300l6 120M434 300l-6 120', c.deep, 5) +
  shape('M290 300L330 236H470L510 300Z', skin(pen, c)) +
  shape('M336 242H464L490 288H310Z', '#15294E') +
  stroke('M368 242l-16 46M400 242v46M432 242l16 46M322 266h156', '#6E95D8', 2.5) +
  rect(340, 416, 120, 18, 8, mix(c.shade, c.deep, 0.3))

/** Cars share wheels, glass and light; what differs is the line of the roof. */
function wheel(pen: Pen, x: number, y: number, r: number): string {
  return (
    oval(x, y, r, r, '#14191F') +
    oval(x, y, r * 0.72, r * 0.72, steel(pen)) +
    [0, 1, 2, 3, 4]
      .map((i) =>
        group(
          `rotate(${i * 72} ${x} ${y})`,
          shape(`M${x - r * 0.1} ${y}L${x - r * 0.2} ${y - r * 0.64}H${x + r * 0.2}L${x + r * 0.1} ${y}Z`, '#39434E'),
        ),
      )
      .join('') +
    oval(x, y, r * 0.17, r * 0.17, '#E7ECF1') +
    oval(x, y, r * 0.97, r * 0.97, 'none', 'stroke="#2E3741" stroke-width="3"')
  )
}
function car(pen: Pen, c: Colorway, body: string, windows: string[], wheels: [number, number], r: number, extra: string): string {
  const paint = pen.linear(
    [
      [0, c.light],
      [0.32, c.base],
      [0.62, c.shade],
      [1, mix(c.shade, c.deep, 0.6)],
    ],
    0.1,
    0,
    0.3,
    1,
  )
  const pane = pen.linear(
    [
      [0, '#8FB4CE'],
      [0.45, '#2E445A'],
      [1, '#111B26'],
    ],
    0,
    0,
    0.4,
    1,
  )
  return (
    shadow(pen, 400, 664, 350, 30) +
    shape(body, paint) +
    windows.map((d) => shape(d, pane)).join('') +
    extra +
    wheels
      .map(
        (x) => shape(`M${x - r - 14} 606A${r + 14} ${r + 14} 0 0 1 ${x + r + 14} 606Z`, '#0C1116', 'opacity=".85"') + wheel(pen, x, 606, r),
      )
      .join('')
  )
}
const lights = (front: number, rear: number, y: number) =>
  shape(`M${front} ${y}l44 6q8 18-8 22l-34-6Z`, '#F4FAFF') +
  shape(`M${front + 6} ${y + 6}l28 4`, 'none', 'stroke="#9CC8F0" stroke-width="4" stroke-linecap="round"') +
  shape(`M${rear} ${y + 2}l-26 4l4 26l22-4Z`, '#D6402B')
const hatch: Drawing['draw'] = (pen, c) =>
  car(
    pen,
    c,
    'M96 612C84 560 92 500 130 484C150 380 210 330 300 322C420 312 520 326 590 436C660 448 708 470 714 530C718 574 712 606 700 612Z',
    ['M184 470C196 404 232 366 300 358L360 354V466Z', 'M380 354C460 350 520 372 560 446L572 462L380 466Z'],
    [236, 578],
    66,
    stroke('M370 340V600M126 520Q400 496 700 516', c.deep, 2.5, 'opacity=".35"') +
      stroke('M150 470Q400 440 580 450', '#fff', 5, 'opacity=".55"') +
      rect(306, 500, 42, 9, 4, c.deep, 'opacity=".5"') +
      rect(490, 500, 42, 9, 4, c.deep, 'opacity=".5"') +
      lights(664, 122, 496) +
      oval(636, 506, 0, 0, '#fff') +
      shape('M574 452l30-12q10 10-2 20Z', c.shade) +
      rect(600, 556, 96, 22, 11, '#10161D', 'opacity=".55"') +
      shape('M110 590H704L698 612H100Z', '#1A2128', 'opacity=".8"'),
  )
const suv: Drawing['draw'] = (pen, c) =>
  car(
    pen,
    c,
    'M72 604C66 540 66 470 96 452C112 350 150 306 230 300H470C540 302 584 356 612 430C690 440 736 462 740 524C744 568 738 604 730 604Z',
    ['M128 440C136 376 160 338 224 334H300V440Z', 'M318 334H460C516 338 556 384 584 440H318Z'],
    [216, 600],
    72,
    rect(190, 292, 300, 9, 4, mix(c.deep, '#000000', 0.2)) +
      stroke('M310 316V596M470 330V596M98 498Q400 478 730 500', c.deep, 2.5, 'opacity=".35"') +
      stroke('M120 446Q380 424 610 436', '#fff', 5, 'opacity=".5"') +
      rect(250, 478, 46, 9, 4, c.deep, 'opacity=".5"') +
      rect(410, 478, 46, 9, 4, c.deep, 'opacity=".5"') +
      lights(690, 92, 476) +
      shape('M80 580H736L730 606H74Z', '#1A2128', 'opacity=".85"') +
      shape('M590 442l32-14q10 12-2 22Z', c.shade),
  )
const sedan: Drawing['draw'] = (pen, c) =>
  car(
    pen,
    c,
    'M56 606C48 560 52 512 88 494C150 486 190 440 250 392C330 348 470 346 548 420L590 462C680 468 742 486 750 540C754 580 748 606 738 606Z',
    ['M216 462C252 416 290 386 360 380V462Z', 'M378 379C450 374 500 396 544 440L560 462H378Z'],
    [206, 608],
    66,
    stroke('M368 370V598M64 534Q400 500 744 528', c.deep, 2.5, 'opacity=".35"') +
      stroke('M130 492Q400 452 600 470', '#fff', 5, 'opacity=".55"') +
      rect(300, 500, 44, 8, 4, c.deep, 'opacity=".5"') +
      rect(490, 498, 44, 8, 4, c.deep, 'opacity=".5"') +
      lights(702, 84, 502) +
      shape('M66 588H744L736 608H58Z', '#1A2128', 'opacity=".8"') +
      shape('M566 462l28-12q10 12-2 20Z', c.shade),
  )
const van: Drawing['draw'] = (pen, c) =>
  car(
    pen,
    c,
    'M70 606V270Q70 230 110 230H500C580 232 630 320 660 410C720 424 744 450 744 520V606Z',
    ['M520 268C570 276 606 340 632 412H520Z'],
    [210, 606],
    66,
    rect(100, 258, 394, 300, 12, 'none', `stroke="${c.deep}" stroke-opacity=".25" stroke-width="3"`) +
      stroke('M300 258V558M506 244V596', c.deep, 2.5, 'opacity=".3"') +
      rect(70, 470, 600, 26, 0, colorways.jade!.base) +
      rect(70, 498, 600, 8, 0, colorways.amber!.base) +
      rect(318, 430, 14, 40, 5, c.deep, 'opacity=".4"') +
      rect(524, 440, 40, 9, 4, c.deep, 'opacity=".5"') +
      lights(694, 90, 450) +
      shape('M76 584H744V608H72Z', '#1A2128', 'opacity=".85"') +
      shape('M110 234H490', 'none', 'stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".7"') +
      group('translate(190 370) scale(1.2)', rect(-50, -34, 100, 68, 8, colorways.jade!.base) + stroke('M-44 -28L0 8L44 -28', '#fff', 7)),
  )

export const energy: Record<string, Drawing> = {
  wallbox: { draw: wallbox, focus: [400, 360, 2.1], scene: 'garage', stands: 'wall' },
  charger: { draw: charger, focus: [390, 280, 2.1], scene: 'outdoor', stands: 'floor' },
  'portable-charger': { draw: portable, focus: [330, 430, 2], scene: 'garage', stands: 'floor' },
  'solar-panel': { draw: solar, focus: [330, 310, 2], scene: 'outdoor', stands: 'floor' },
  battery: { draw: battery, focus: [400, 390, 2.1], scene: 'garage', stands: 'floor' },
  'power-station': { draw: station, focus: [360, 560, 2], scene: 'outdoor', stands: 'floor' },
  meter: { draw: meter, focus: [400, 370, 2.1], scene: 'desk', stands: 'counter' },
  breaker: { draw: breaker, focus: [400, 470, 2.1], scene: 'desk', stands: 'counter' },
  socket: { draw: socket, focus: [330, 530, 2], scene: 'desk', stands: 'counter' },
  'smart-plug': { draw: plugSmart, focus: [400, 520, 1.9], scene: 'desk', stands: 'counter' },
  'track-socket': { draw: track, focus: [400, 420, 2], scene: 'kitchen', stands: 'wall' },
  lamp: { draw: lamp, focus: [330, 280, 1.9], scene: 'desk', stands: 'counter' },
  'lamp-ceiling': { draw: lampCeiling, focus: [400, 390, 1.8], scene: 'living', stands: 'wall' },
  'lamp-floor': { draw: lampFloor, focus: [420, 230, 2], scene: 'living', stands: 'floor' },
  'lamp-night': { draw: lampNight, focus: [400, 450, 1.8], scene: 'nursery', stands: 'counter' },
  'lamp-garden': { draw: lampGarden, focus: [400, 330, 2], scene: 'outdoor', stands: 'floor' },
  'ev-car': { draw: hatch, focus: [560, 500, 2], scene: 'outdoor', stands: 'floor' },
  'ev-suv': { draw: suv, focus: [590, 480, 2], scene: 'outdoor', stands: 'floor' },
  'ev-sedan': { draw: sedan, focus: [600, 500, 2], scene: 'outdoor', stands: 'floor' },
  'ev-van': { draw: van, focus: [560, 430, 2], scene: 'outdoor', stands: 'floor' },
}
