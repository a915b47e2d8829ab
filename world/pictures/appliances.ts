import { type Colorway, colorways } from './colorways.ts'
import {
  ball,
  faint,
  glass,
  glow,
  group,
  mix,
  oval,
  type Pen,
  rect,
  round,
  shadow,
  shape,
  sheen,
  skin,
  solid,
  steel,
  stroke,
  tube,
} from './pen.ts'

/** How one thing is drawn, where its most telling detail is, and the room it lives in. */
export type Drawing = {
  draw: (pen: Pen, c: Colorway, turned: boolean) => string
  focus: [x: number, y: number, zoom: number]
  scene: Scene
  stands?: 'floor' | 'counter' | 'wall' /** It is a whole scene already. */
  whole?: true
}
export type Scene = 'kitchen' | 'living' | 'bath' | 'nursery' | 'table' | 'outdoor' | 'garage' | 'desk' | 'door'

function doors(pen: Pen, c: Colorway, w: number, h: number, cells: [number, number, number, number][], handles: string): string {
  const body = skin(pen, c)
  return (
    rect(0, 0, w, h, 16, c.deep) +
    cells
      .map(
        ([x, y, cw, ch]) =>
          rect(x, y, cw, ch, 9, body) +
          rect(x + 1.5, y + 1.5, cw - 3, ch - 3, 8, 'none', `stroke="#fff" stroke-opacity=".35" stroke-width="2"`) +
          sheen(pen, x + 6, y + 6, cw - 12, Math.min(ch - 12, 300), 0.34),
      )
      .join('') +
    handles +
    rect(10, h - 12, w - 20, 8, 4, mix(c.deep, '#000000', 0.3))
  )
}

const fourDoor: Drawing['draw'] = (pen, c, turned) => {
  const w = 340
  const h = 550
  const groove = pen.linear(
    [
      [0, '#000', 0.45],
      [1, '#fff', 0.25],
    ],
    0,
    0,
    1,
    0,
  )
  const face = doors(
    pen,
    c,
    w,
    h,
    [
      [4, 4, 164, 318],
      [172, 4, 164, 318],
      [4, 326, 164, 206],
      [172, 326, 164, 206],
    ],
    rect(158, 40, 8, 250, 4, groove) +
      rect(174, 40, 8, 250, 4, groove) +
      rect(158, 344, 8, 160, 4, groove) +
      rect(174, 344, 8, 160, 4, groove) +
      rect(214, 92, 76, 124, 10, glass(pen)) +
      oval(252, 130, 17, 17, 'none', `stroke="${c.accent}" stroke-width="4" stroke-dasharray="78 28" stroke-linecap="round"`) +
      rect(236, 168, 32, 4, 2, '#fff', 'opacity=".75"') +
      rect(242, 180, 20, 4, 2, '#fff', 'opacity=".4"') +
      rect(60, 20, 44, 7, 3.5, c.deep, 'opacity=".55"'),
  )
  return solid(pen, c, turned, { w, h, d: 230 }, face)
}

const threeDoor: Drawing['draw'] = (pen, c, turned) => {
  const w = 256
  const h = 520
  const copper = pen.linear(
    [
      [0, '#F3C9A0'],
      [0.5, '#C98B54'],
      [1, '#8A5424'],
    ],
    0,
    0,
    1,
    0,
  )
  const face = doors(
    pen,
    c,
    w,
    h,
    [
      [4, 4, 248, 232],
      [4, 240, 248, 104],
      [4, 348, 248, 154],
    ],
    rect(218, 150, 12, 72, 6, copper) +
      rect(218, 254, 12, 54, 6, copper) +
      rect(218, 362, 12, 64, 6, copper) +
      rect(26, 28, 46, 8, 4, c.deep, 'opacity=".5"'),
  )
  return solid(pen, c, turned, { w, h, d: 190, r: 30 }, face)
}

/** What is on the screen: hills, river and moon, because a black rectangle sells nothing. */
function landscape(pen: Pen, w: number, h: number): string {
  const sky = pen.linear(
    [
      [0, '#0E2A5A'],
      [0.45, '#3D6FB6'],
      [0.75, '#F2B98A'],
      [1, '#F7D9B0'],
    ],
    0,
    0,
    0,
    1,
  )
  const river = pen.linear(
    [
      [0, '#F6C79B'],
      [1, '#24508E'],
    ],
    0,
    0,
    0,
    1,
  )
  return (
    rect(0, 0, w, h, 4, sky) +
    oval(w * 0.72, h * 0.3, h * 0.085, h * 0.085, '#FFF3DC') +
    oval(w * 0.72, h * 0.3, h * 0.2, h * 0.2, glow(pen, '#FFE9C4')) +
    shape(
      `M0 ${h * 0.62}C${w * 0.12} ${h * 0.4} ${w * 0.18} ${h * 0.5} ${w * 0.27} ${h * 0.38}S${w * 0.44} ${h * 0.56} ${w * 0.52} ${h * 0.48}S${w * 0.74} ${h * 0.52} ${w * 0.84} ${h * 0.42}S${w} ${h * 0.5} ${w} ${h * 0.5}V${h * 0.72}H0Z`,
      '#5B7FB4',
      'opacity=".75"',
    ) +
    shape(`M0 ${h * 0.7}C${w * 0.1} ${h * 0.5} ${w * 0.2} ${h * 0.56} ${w * 0.3} ${h * 0.68}L${w * 0.36} ${h * 0.74}H0Z`, '#1E3B6C') +
    shape(`M${w} ${h * 0.58}C${w * 0.86} ${h * 0.5} ${w * 0.78} ${h * 0.66} ${w * 0.62} ${h * 0.74}H${w}Z`, '#274A80') +
    shape(`M0 ${h * 0.73}H${w}V${h}H0Z`, river) +
    stroke(
      `M${w * 0.56} ${h * 0.8}h${w * 0.2}M${w * 0.62} ${h * 0.86}h${w * 0.14}M${w * 0.3} ${h * 0.92}h${w * 0.24}`,
      '#FFE7C8',
      3,
      'opacity=".6"',
    ) +
    shape(`M${w * 0.4} ${h * 0.83}q${w * 0.04} ${h * 0.035} ${w * 0.09} 0l-${w * 0.01} ${h * 0.025}h-${w * 0.07}Z`, '#14233E') +
    shape(`M${w * 0.442} ${h * 0.82}v-${h * 0.12}l${w * 0.032} ${h * 0.11}Z`, '#F7E3C4')
  )
}

const television: Drawing['draw'] = (pen, c, turned) => {
  const w = 640
  const h = 366
  const foot = pen.linear(
    [
      [0, '#C9D1DA'],
      [1, '#6C7886'],
    ],
    0,
    0,
    0,
    1,
  )
  const face =
    rect(0, 0, w, h, 10, '#11161C') +
    group('translate(7 7)', landscape(pen, w - 14, h - 22)) +
    sheen(pen, 7, 7, w - 14, h - 22, 0.22) +
    rect(w / 2 - 20, h - 11, 40, 4, 2, '#8793A1')
  const stand = turned
    ? shape('M250 628l-36 50h22l32-50ZM512 646l34 42h-24l-28-42Z', foot)
    : shape('M232 626l-44 62h20l44-56ZM568 626l44 62h-20l-44-56Z', foot) +
      rect(176, 684, 46, 7, 3, '#59646F') +
      rect(578, 684, 46, 7, 3, '#59646F')
  return (
    shadow(pen, 400, 690, 250, 20) +
    stand +
    solid(
      pen,
      { ...c, shade: '#20262E', deep: '#0A0D11', base: '#2B323B', light: '#4A535E' },
      turned,
      { w: turned ? 620 : w, h, d: 46, bottom: 636, grounded: false },
      face,
    )
  )
}

const airConditioner: Drawing['draw'] = (pen, c, turned) => {
  const w = 610
  const h = 196
  const vent = pen.linear(
    [
      [0, '#2A333D'],
      [1, '#59646F'],
    ],
    0,
    0,
    0,
    1,
  )
  const breeze = pen.linear(
    [
      [0, '#7FC4EE', 0.1],
      [0.35, '#7FC4EE', 0.55],
      [1, '#7FC4EE', 0],
    ],
    0,
    0,
    0,
    1,
  )
  const face =
    rect(0, 0, w, h, 34, skin(pen, c)) +
    rect(2, 2, w - 4, h - 4, 32, 'none', 'stroke="#fff" stroke-opacity=".7" stroke-width="3"') +
    sheen(pen, 30, 8, w * 0.7, 104, 0.6) +
    rect(0, 118, w, 2, 1, c.shade) +
    shape(`M26 150H${w - 26}Q${w - 34} 186 ${w - 64} 186H64Q34 186 26 150Z`, vent) +
    rect(40, 158, w - 80, 12, 6, c.base) +
    rect(w - 142, 78, 88, 20, 10, c.deep, 'opacity=".12"') +
    shape(`M${w - 128} 82h6v12h-6ZM${w - 116} 82h6v12h-6Z`, c.accent) +
    oval(w - 74, 88, 5, 5, c.accent) +
    rect(36, 92, 54, 7, 3.5, c.deep, 'opacity=".4"')
  const air = [0, 1, 2, 3, 4].map((i) => stroke(`M${196 + i * 100} 436c-22 60 26 88 2 160`, breeze, 22)).join('')
  return (
    oval(
      430,
      300,
      340,
      132,
      pen.radial([
        [0, '#24323F', 0.2],
        [1, '#24323F', 0],
      ]),
    ) +
    air +
    solid(pen, c, turned, { w: turned ? 600 : w, h, d: 120, r: 30, bottom: 410, grounded: false }, face)
  )
}

const airTower: Drawing['draw'] = (pen, c) => {
  const cool = pen.linear(
    [
      [0, '#7FC4EE', 0.5],
      [1, '#7FC4EE', 0],
    ],
    0,
    0,
    1,
    0,
  )
  return (
    shadow(pen, 400, 690, 128, 24) +
    tube(pen, c, 400, 120, 688, 112, 0.16) +
    oval(400, 118, 88, 13, mix(c.base, c.light, 0.6)) +
    rect(
      352,
      190,
      96,
      320,
      48,
      pen.linear(
        [
          [0, '#1B232C'],
          [0.5, '#4B5764'],
          [1, '#222B35'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => rect(362, 220 + i * 27, 76, 8, 4, i % 2 ? '#6D7A88' : '#8895A4')).join('') +
    oval(400, 566, 27, 27, '#10161D') +
    oval(400, 566, 27, 27, 'none', `stroke="${c.accent}" stroke-width="4" stroke-dasharray="120 60"`) +
    rect(390, 562, 20, 6, 3, '#fff', 'opacity=".85"') +
    stroke('M500 260c80-26 110 26 210 0M500 330c80-26 110 26 190 0M500 400c80-26 110 26 210 0', cool, 20)
  )
}

const portableAir: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 250, 440, 40, skin(pen, c)) +
    sheen(pen, 18, 12, 214, 260, 0.5) +
    rect(26, 48, 198, 70, 20, '#2B343E') +
    [0, 1, 2].map((i) => rect(40, 62 + i * 16, 170, 7, 3, '#66727F')).join('') +
    rect(84, 150, 82, 30, 15, '#141A21') +
    rect(104, 162, 42, 6, 3, c.accent) +
    [0, 1, 2, 3, 4, 5].map((i) => rect(50, 250 + i * 24, 150, 6, 3, c.shade)).join('')
  return (
    stroke('M560 330C650 300 640 190 700 150', '#C3CCD6', 56) +
    stroke('M560 330C650 300 640 190 700 150', '#E7ECF1', 56, 'stroke-dasharray="3 13"') +
    oval(330, 688, 20, 14, '#39424D') +
    oval(472, 688, 20, 14, '#39424D') +
    solid(pen, c, turned, { w: 250, h: 440, d: 180, r: 40, bottom: 680 }, face)
  )
}

const washer: Drawing['draw'] = (pen, c, turned) => {
  const w = 400
  const h = 520
  const ring = steel(pen)
  const water = pen.linear(
    [
      [0, '#BFE3F7', 0.85],
      [1, '#3F8FC4', 0.9],
    ],
    0,
    0,
    0,
    1,
  )
  const face =
    rect(0, 0, w, h, 18, skin(pen, c)) +
    rect(1.5, 1.5, w - 3, h - 3, 17, 'none', 'stroke="#fff" stroke-opacity=".5" stroke-width="3"') +
    rect(0, 84, w, 2.5, 1, c.shade) +
    rect(
      22,
      22,
      104,
      44,
      8,
      pen.linear(
        [
          [0, c.base],
          [1, c.light],
        ],
        0,
        0,
        0,
        1,
      ),
      `stroke="${c.shade}" stroke-width="2"`,
    ) +
    oval(186, 44, 24, 24, ring) +
    oval(186, 44, 17, 17, c.base) +
    rect(184, 28, 4, 12, 2, c.accent) +
    rect(236, 24, 138, 40, 10, glass(pen)) +
    rect(250, 36, 34, 14, 4, c.accent, 'opacity=".9"') +
    rect(294, 40, 62, 4, 2, '#fff', 'opacity=".7"') +
    rect(294, 49, 40, 4, 2, '#fff', 'opacity=".4"') +
    oval(200, 292, 158, 158, mix(c.deep, c.shade, 0.35)) +
    oval(200, 292, 152, 152, ring) +
    oval(200, 292, 124, 124, '#1C2630') +
    oval(
      200,
      292,
      116,
      116,
      pen.radial(
        [
          [0, '#53667A'],
          [1, '#141C25'],
        ],
        0.4,
        0.35,
        0.75,
      ),
    ) +
    `<g clip-path="${pen.clip('<circle cx="200" cy="292" r="114"/>')}">` +
    [...Array(6)]
      .map((_, i) => [...Array(9)].map((__, j) => oval(96 + j * 26 + (i % 2) * 13, 196 + i * 24, 3.4, 3.4, '#0C1219')).join(''))
      .join('') +
    shape('M70 330q40-26 70 0t70 0t70 0t60 0V440H70Z', water) +
    shape('M120 352c16-44 66-52 92-20c30-20 70 4 66 42c-40 38-130 40-158-22Z', '#E7694F') +
    shape('M150 372c26-26 64-16 80 10c-20 22-60 20-80-10Z', '#F7C65B') +
    shape('M110 380c10-20 40-20 50 4c-10 22-44 20-50-4Z', '#5E8FE0') +
    '</g>' +
    shape('M96 236a116 116 0 0 1 120-58c-52 8-94 40-112 86Z', '#fff', 'opacity=".38"') +
    rect(338, 270, 16, 46, 8, ring) +
    rect(24, 486, 60, 6, 3, c.shade) +
    rect(w - 84, 486, 60, 6, 3, c.shade)
  return rect(230, 684, 34, 12, 4, '#39424D') + rect(530, 684, 34, 12, 4, '#39424D') + solid(pen, c, turned, { w, h, d: 240 }, face)
}

const washerMini: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 380, 400, 60, skin(pen, c)) +
    rect(2, 2, 376, 396, 58, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="4"') +
    oval(190, 218, 132, 132, c.shade) +
    oval(190, 218, 124, 124, steel(pen)) +
    oval(
      190,
      218,
      98,
      98,
      pen.radial(
        [
          [0, '#4F6275'],
          [1, '#121A22'],
        ],
        0.4,
        0.35,
        0.75,
      ),
    ) +
    shape('M118 250c14-38 56-40 78-14c26-16 62 2 62 34c-38 36-122 30-140-20Z', '#F4B9B0') +
    shape('M150 262c20-16 44-10 56 8c-14 14-42 12-56-8Z', '#fff') +
    shape('M108 166a100 100 0 0 1 104-44c-44 6-80 32-94 70Z', '#fff', 'opacity=".4"') +
    rect(128, 40, 124, 26, 13, '#1B242E') +
    oval(146, 53, 5, 5, c.accent) +
    rect(166, 50, 66, 6, 3, '#fff', 'opacity=".7"')
  return (
    oval(
      430,
      470,
      250,
      200,
      pen.radial([
        [0, '#24323F', 0.18],
        [1, '#24323F', 0],
      ]),
    ) + solid(pen, c, turned, { w: 380, h: 400, d: 120, r: 60, bottom: 610, grounded: false }, face)
  )
}

const waterHeater: Drawing['draw'] = (pen, c) => {
  const drum = pen.linear(
    [
      [0, c.base],
      [0.22, c.light],
      [0.55, c.base],
      [1, c.shade],
    ],
    0,
    0,
    0,
    1,
  )
  return (
    oval(
      430,
      400,
      350,
      200,
      pen.radial([
        [0, '#24323F', 0.2],
        [1, '#24323F', 0],
      ]),
    ) +
    stroke('M300 520V640', '#9AA6B3', 16) +
    stroke('M500 520V640', '#9AA6B3', 16) +
    stroke('M296 520V640', '#E6EBF0', 4) +
    stroke('M496 520V640', '#E6EBF0', 4) +
    oval(300, 566, 14, 10, '#3D7FD0') +
    oval(500, 566, 14, 10, '#D6402B') +
    rect(100, 240, 600, 280, 140, drum) +
    rect(103, 243, 594, 274, 137, 'none', 'stroke="#fff" stroke-opacity=".5" stroke-width="4"') +
    shape('M170 278C230 252 560 252 640 282C560 270 250 270 170 278Z', '#fff', 'opacity=".75"') +
    rect(520, 320, 130, 120, 26, '#141B23') +
    oval(585, 366, 26, 26, 'none', `stroke="${c.accent}" stroke-width="6" stroke-dasharray="110 60" stroke-linecap="round"`) +
    shape('M578 362c4-12 12-14 8-26c14 10 18 30 4 38c-10 2-16-4-12-12Z', '#FF9A5A') +
    rect(562, 408, 46, 5, 2.5, '#fff', 'opacity=".6"') +
    rect(186, 366, 78, 9, 4.5, c.deep, 'opacity=".4"')
  )
}

const gasHeater: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 320, 500, 22, skin(pen, c)) +
    sheen(pen, 12, 10, 296, 340, 0.42) +
    rect(96, 372, 128, 74, 18, '#10161D') +
    rect(122, 392, 34, 32, 4, 'none', `stroke="${c.accent}" stroke-width="5"`) +
    rect(168, 392, 34, 32, 4, 'none', `stroke="${c.accent}" stroke-width="5"`) +
    rect(130, 60, 60, 8, 4, '#fff', 'opacity=".4"')
  return (
    rect(360, 90, 80, 90, 10, steel(pen)) +
    stroke('M340 650V708', '#A9B4BF', 18) +
    stroke('M400 650V708', '#E1B84E', 18) +
    stroke('M460 650V708', '#A9B4BF', 18) +
    solid(pen, c, turned, { w: 320, h: 500, d: 120, bottom: 664 }, face)
  )
}

const riceCooker: Drawing['draw'] = (pen, c) => {
  const body = pen.linear(
    [
      [0, c.base],
      [0.2, c.light],
      [0.55, c.base],
      [1, c.shade],
    ],
    0,
    0,
    1,
    0.15,
  )
  const lid = pen.linear(
    [
      [0, c.light],
      [0.6, c.base],
      [1, c.shade],
    ],
    0,
    0,
    1,
    1,
  )
  const steam = pen.linear(
    [
      [0, '#fff', 0],
      [0.4, '#fff', 0.9],
      [1, '#fff', 0],
    ],
    0,
    0,
    0,
    1,
  )
  return (
    shadow(pen, 400, 690, 236, 30) +
    stroke('M350 250c-24-40 26-60 2-104M400 236c-24-40 26-70 2-120M450 250c-24-40 26-60 2-104', steam, 18) +
    shape('M160 440C150 610 200 688 280 688H520C600 688 650 610 640 440Z', body) +
    shape('M160 440C160 316 260 270 400 270S640 316 640 440C560 470 240 470 160 440Z', lid) +
    shape('M152 430C240 474 560 474 648 430V452C560 494 240 494 152 452Z', mix(c.deep, c.shade, 0.4)) +
    shape('M152 430C240 474 560 474 648 430V437C560 481 240 481 152 437Z', '#fff', 'opacity=".5"') +
    shape('M230 350C266 306 330 292 400 290C340 306 282 330 258 376Z', '#fff', 'opacity=".75"') +
    oval(400, 300, 40, 14, c.deep, 'opacity=".35"') +
    oval(400, 297, 34, 10, '#2A323B') +
    rect(300, 510, 200, 116, 28, glass(pen)) +
    rect(326, 536, 74, 36, 8, '#0B1016') +
    rect(338, 546, 10, 16, 2, c.accent) +
    rect(354, 546, 10, 16, 2, c.accent) +
    rect(374, 546, 10, 16, 2, c.accent) +
    oval(448, 554, 22, 22, steel(pen)) +
    oval(448, 554, 15, 15, '#202832') +
    rect(326, 592, 44, 10, 5, '#fff', 'opacity=".28"') +
    rect(380, 592, 44, 10, 5, '#fff', 'opacity=".28"') +
    rect(434, 592, 40, 10, 5, c.accent, 'opacity=".9"') +
    shape('M176 520C182 610 214 664 264 676C214 640 200 580 200 520Z', '#fff', 'opacity=".45"') +
    rect(600, 442, 70, 22, 11, mix(c.shade, c.deep, 0.4))
  )
}

const microwave: Drawing['draw'] = (pen, c, turned) => {
  const warm = pen.radial(
    [
      [0, '#FFD58A'],
      [0.6, '#B5672A'],
      [1, '#3A1D0C'],
    ],
    0.5,
    0.55,
    0.7,
  )
  const face =
    rect(0, 0, 560, 330, 22, skin(pen, c)) +
    rect(2, 2, 556, 326, 20, 'none', 'stroke="#fff" stroke-opacity=".5" stroke-width="3"') +
    rect(20, 24, 400, 282, 16, '#161C23') +
    rect(44, 52, 352, 226, 12, warm) +
    oval(220, 250, 128, 13, '#2A150A', 'opacity=".5"') +
    shape('M112 206h216c0 30-44 50-108 50s-108-20-108-50Z', '#F7F2E8') +
    oval(220, 206, 108, 18, '#E8DFCC') +
    oval(220, 204, 92, 13, '#B8542E') +
    oval(196, 201, 22, 7, '#F2C14B') +
    oval(242, 206, 18, 6, '#6FA34A') +
    oval(222, 197, 14, 5, '#F7E9C8') +
    stroke('M190 176c-10-18 12-26 2-46M230 176c-10-18 12-26 2-46', '#fff', 7, 'opacity=".5"') +
    faint(0.16, ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => rect(44, 64 + i * 27, 352, 3, 1, '#000'))) +
    sheen(pen, 44, 52, 352, 226, 0.26) +
    rect(406, 40, 10, 250, 5, steel(pen)) +
    rect(444, 40, 92, 50, 10, '#10161D') +
    rect(458, 56, 30, 18, 3, c.accent) +
    rect(498, 56, 22, 18, 3, c.accent, 'opacity=".6"') +
    oval(490, 158, 34, 34, c.shade) +
    oval(490, 155, 31, 31, steel(pen)) +
    rect(488, 128, 4, 14, 2, c.accent) +
    oval(490, 250, 34, 34, c.shade) +
    oval(490, 247, 31, 31, steel(pen)) +
    rect(488, 220, 4, 14, 2, c.deep)
  return (
    rect(190, 682, 40, 12, 5, '#39424D') +
    rect(570, 682, 40, 12, 5, '#39424D') +
    solid(pen, c, turned, { w: 560, h: 330, d: 240, bottom: 684 }, face)
  )
}

const hood: Drawing['draw'] = (pen, c) => {
  const chimney = pen.linear(
    [
      [0, c.base],
      [0.25, c.light],
      [0.6, c.base],
      [1, c.shade],
    ],
    0,
    0,
    1,
    0,
  )
  const plate = pen.linear(
    [
      [0, c.light],
      [0.5, c.base],
      [1, c.shade],
    ],
    0,
    0,
    1,
    1,
  )
  const smoke = pen.linear(
    [
      [0, '#fff', 0.7],
      [1, '#fff', 0.05],
    ],
    0,
    0,
    0,
    1,
  )
  return (
    oval(
      430,
      260,
      330,
      190,
      pen.radial([
        [0, '#24323F', 0.16],
        [1, '#24323F', 0],
      ]),
    ) +
    rect(300, 80, 200, 170, 6, chimney) +
    shape('M140 372L262 238H538L660 372Z', plate) +
    shape('M262 238L230 273H570L538 238Z', '#fff', 'opacity=".25"') +
    rect(
      126,
      368,
      548,
      46,
      10,
      pen.linear(
        [
          [0, mix(c.base, c.deep, 0.3)],
          [1, c.deep],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    rect(126, 368, 548, 4, 2, '#fff', 'opacity=".5"') +
    rect(330, 382, 140, 20, 10, '#0D1319') +
    [0, 1, 2, 3].map((i) => oval(352 + i * 32, 392, 4.5, 4.5, i === 1 ? c.accent : '#8A97A5')).join('') +
    oval(220, 416, 30, 6, '#FFF1CF') +
    oval(580, 416, 30, 6, '#FFF1CF') +
    shape(
      'M196 420L150 600H300L246 420Z',
      pen.linear(
        [
          [0, '#FFE9B8', 0.5],
          [1, '#FFE9B8', 0],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    shape(
      'M556 420L502 600H650L606 420Z',
      pen.linear(
        [
          [0, '#FFE9B8', 0.5],
          [1, '#FFE9B8', 0],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    stroke('M330 560c-30-50 50-70 20-130M400 560c-30-50 50-70 20-130M470 560c-30-50 40-70 10-130', smoke, 16) +
    shadow(pen, 400, 676, 260, 18) +
    rect(170, 650, 460, 30, 10, glass(pen)) +
    rect(170, 650, 460, 5, 2, '#fff', 'opacity=".3"') +
    oval(400, 646, 76, 12, '#39424D') +
    oval(400, 640, 66, 9, '#3E86F0', 'opacity=".85"') +
    shape(
      'M286 574H514C510 622 470 640 400 640S290 622 286 574Z',
      pen.linear(
        [
          [0, '#59636E'],
          [0.3, '#97A3AF'],
          [1, '#262D35'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    oval(400, 574, 114, 18, '#39424D') +
    oval(400, 576, 98, 13, '#8A3B1C') +
    oval(370, 572, 20, 6, '#D64A2B') +
    oval(420, 578, 18, 6, '#5E9B42') +
    oval(444, 570, 14, 5, '#F0C14B') +
    rect(512, 570, 110, 16, 8, '#3A2A1E')
  )
}

const robot: Drawing['draw'] = (pen, c, turned) => {
  const top = pen.radial(
    [
      [0, c.light],
      [0.55, c.base],
      [1, c.shade],
    ],
    0.36,
    0.28,
    0.8,
  )
  const ry = turned ? 150 : 118
  const station =
    shape('M470 250Q470 220 500 220H640Q670 220 670 250V640H470Z', skin(pen, c)) +
    rect(490, 246, 160, 130, 16, mix(c.shade, c.deep, 0.25)) +
    rect(498, 254, 66, 114, 10, '#A9D5EF', 'opacity=".8"') +
    rect(576, 254, 66, 114, 10, '#C9B8A0', 'opacity=".85"') +
    shape('M498 300h66v58a10 10 0 0 1-10 10h-46a10 10 0 0 1-10-10Z', '#4FA2D8', 'opacity=".7"') +
    rect(548, 420, 44, 8, 4, c.accent) +
    shape('M470 560H670V650H470Z', mix(c.deep, '#000000', 0.25))
  return (
    shadow(pen, 420, 668, 300, 34) +
    (turned ? shadow(pen, 570, 640, 120, 14) + station : '') +
    group(
      turned ? 'translate(-70 30)' : 'translate(0 0)',
      oval(400, 566, 250, ry, mix(c.deep, c.shade, 0.2)) +
        shape(`M150 530V566A250 ${ry} 0 0 0 650 566V530Z`, round(pen, { ...c, light: c.base })) +
        oval(400, 530, 250, ry, top) +
        oval(400, 530, 232, ry - 10, 'none', 'stroke="#fff" stroke-opacity=".55" stroke-width="3"') +
        shape('M196 500C230 440 320 416 400 416C330 434 262 462 236 520Z', '#fff', 'opacity=".6"') +
        oval(400, 500, 84, 40, c.deep) +
        shape('M316 478V500A84 40 0 0 0 484 500V478Z', '#222A33') +
        oval(400, 478, 84, 40, skin(pen, c)) +
        oval(400, 476, 60, 27, c.base, `stroke="${c.shade}" stroke-width="2"`) +
        rect(352, 500, 96, 7, 3.5, '#0C1117') +
        oval(400, 580, 18, 9, c.accent) +
        oval(400, 580, 28, 14, 'none', `stroke="${c.accent}" stroke-width="2.5" opacity=".6"`) +
        shape(`M210 ${ry + 494}q190 60 380 0v14q-190 60-380 0Z`, '#10161D', 'opacity=".75"') +
        stroke('M178 620l-46 18M182 626l-34 34M192 632l-14 40', '#8795A3', 4),
    )
  )
}

const purifier: Drawing['draw'] = (pen, c, turned) => {
  const w = 270
  const h = 500
  const dots = [...Array(14)]
    .map((_, i) => [...Array(11)].map((__, j) => oval(40 + j * 19, 210 + i * 19, 4.2, 4.2, mix(c.shade, c.deep, 0.35))).join(''))
    .join('')
  const face =
    rect(0, 0, w, h, 52, skin(pen, c)) +
    rect(2, 2, w - 4, h - 4, 50, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="4"') +
    sheen(pen, 20, 14, 220, 200, 0.5) +
    dots +
    oval(135, 112, 50, 50, '#141B23') +
    oval(135, 112, 50, 50, 'none', 'stroke="#3CC6A0" stroke-width="5" stroke-dasharray="240 80" stroke-linecap="round"') +
    rect(116, 98, 14, 28, 4, 'none', 'stroke="#fff" stroke-width="4"') +
    rect(140, 98, 14, 28, 4, 'none', 'stroke="#fff" stroke-width="4"')
  const air = pen.linear(
    [
      [0, '#9FDCC8', 0],
      [1, '#6CC5AC', 0.5],
    ],
    0,
    0,
    0,
    1,
  )
  return (
    stroke('M340 180c-30-50 30-60 0-120M400 176c-30-50 30-66 0-130M460 180c-30-50 30-60 0-120', air, 20) +
    solid(pen, c, turned, { w, h, d: 190, r: 52 }, face)
  )
}

const blades = (cx: number, cy: number, r: number, count: number, fill: string) =>
  [...Array(count)]
    .map((_, i) =>
      group(
        `rotate(${(360 / count) * i} ${cx} ${cy})`,
        shape(
          `M${cx} ${cy}C${cx + r * 0.5} ${cy - r * 0.2} ${cx + r * 0.62} ${cy - r * 0.72} ${cx + r * 0.12} ${cy - r * 0.9}C${cx - r * 0.16} ${cy - r * 0.64} ${cx - r * 0.12} ${cy - r * 0.3} ${cx} ${cy}Z`,
          fill,
        ),
      ),
    )
    .join('')
function fanHead(pen: Pen, c: Colorway, cx: number, cy: number, r: number): string {
  return (
    oval(cx + 10, cy + 14, r, r, '#17222E', 'opacity=".12"') +
    oval(cx, cy, r, r, mix(c.light, '#FFFFFF', 0.4), 'opacity=".6"') +
    blades(
      cx,
      cy,
      r,
      7,
      pen.linear(
        [
          [0, c.light],
          [1, c.shade],
        ],
        0,
        0,
        1,
        1,
      ),
    ) +
    [...Array(36)]
      .map((_, i) =>
        group(
          `rotate(${i * 10} ${cx} ${cy})`,
          stroke(`M${cx} ${cy - r * 0.2}Q${cx + 14} ${cy - r * 0.6} ${cx} ${cy - r + 6}`, c.deep, 1.6, 'opacity=".4"'),
        ),
      )
      .join('') +
    oval(cx, cy, r - 3, r - 3, 'none', `stroke="${skin(pen, c)}" stroke-width="13"`) +
    oval(cx, cy, r - 3, r - 3, 'none', `stroke="#fff" stroke-opacity=".5" stroke-width="3"`) +
    oval(cx, cy, r * 0.62, r * 0.62, 'none', `stroke="${c.shade}" stroke-width="2" opacity=".8"`) +
    oval(cx, cy, r * 0.21, r * 0.21, ball(pen, c)) +
    oval(cx, cy, r * 0.08, r * 0.08, c.accent)
  )
}
const fan: Drawing['draw'] = (pen, c, turned) =>
  shadow(pen, 400, 686, 140, 22) +
  oval(400, 676, 132, 26, c.shade) +
  oval(400, 668, 132, 26, skin(pen, c)) +
  rect(388, 400, 24, 270, 8, steel(pen)) +
  oval(400, 664, 30, 9, mix(c.deep, c.shade, 0.5)) +
  rect(366, 470, 68, 70, 20, skin(pen, c)) +
  oval(400, 505, 14, 14, '#1A222B') +
  oval(400, 505, 6, 6, c.accent) +
  group(turned ? 'translate(60 0) scale(.86 1)' : 'translate(0 0)', fanHead(pen, c, 400, 290, 198))
const fanCircle: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 686, 150, 24) +
  shape('M280 660C280 600 340 560 400 560S520 600 520 660Q520 686 490 686H310Q280 686 280 660Z', skin(pen, c)) +
  stroke('M250 360C230 560 330 610 400 610S570 560 550 360', c.shade, 26) +
  stroke('M250 360C230 560 330 610 400 610S570 560 550 360', c.base, 18) +
  fanHead(pen, c, 400, 350, 190) +
  oval(400, 636, 16, 8, c.accent)
const fanTower: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 688, 120, 24) +
  oval(400, 676, 116, 24, c.shade) +
  oval(400, 668, 116, 24, skin(pen, c)) +
  tube(pen, c, 400, 130, 664, 74, 0.16) +
  rect(368, 190, 64, 400, 32, '#1B232C') +
  [...Array(22)].map((_, i) => rect(374, 214 + i * 16.4, 52, 5, 2.5, '#7D8A98')).join('') +
  oval(400, 126, 40, 6, c.accent, 'opacity=".8"')

const smartLock: Drawing['draw'] = (pen, c, turned) => {
  const w = 168
  const h = 520
  const face =
    rect(0, 0, w, h, 30, skin(pen, c)) +
    rect(8, 8, w - 16, 244, 24, '#0D1218') +
    sheen(pen, 10, 10, w - 20, 230, 0.3) +
    oval(84, 62, 26, 26, '#1B2530') +
    oval(
      84,
      62,
      15,
      15,
      pen.radial(
        [
          [0, '#5F86B8'],
          [0.6, '#15233A'],
          [1, '#05090F'],
        ],
        0.35,
        0.3,
        0.8,
      ),
    ) +
    oval(79, 57, 4, 4, '#fff', 'opacity=".9"') +
    [0, 1, 2, 3]
      .map((r) =>
        [0, 1, 2].map((k) => oval(50 + k * 34, 126 + r * 30, 5.5, 5.5, r === 3 && k !== 1 ? c.accent : '#DCE5EE', 'opacity=".9"')).join(''),
      )
      .join('') +
    rect(26, 276, w - 52, 210, 26, mix(c.shade, c.deep, 0.3)) +
    rect(
      34,
      284,
      w - 68,
      192,
      22,
      pen.linear(
        [
          [0, c.base],
          [0.3, c.light],
          [1, c.shade],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    oval(84, 320, 20, 20, 'none', `stroke="${c.accent}" stroke-width="3.5"`) +
    stroke('M77 326c0-16 14-16 14 0M72 320c4-18 24-18 26 0M84 318v12', c.accent, 2.5)
  return (
    rect(
      262,
      60,
      276,
      660,
      6,
      pen.linear(
        [
          [0, '#C9A27A'],
          [1, '#8A6241'],
        ],
        0,
        0,
        1,
        0,
      ),
    ) +
    [0, 1, 2, 3, 4]
      .map((i) => stroke(`M${284 + i * 54} 66C${278 + i * 54} 260 ${296 + i * 54} 480 ${284 + i * 54} 714`, '#6B472F', 2, 'opacity=".35"'))
      .join('') +
    oval(
      430,
      420,
      140,
      300,
      pen.radial([
        [0, '#2B1A0E', 0.55],
        [1, '#2B1A0E', 0],
      ]),
    ) +
    solid(pen, c, turned, { w, h, d: 60, r: 26, bottom: 660, grounded: false }, face)
  )
}

const camera: Drawing['draw'] = (pen, c) => {
  const lens = pen.radial(
    [
      [0, '#7AA6E0'],
      [0.25, '#27466F'],
      [0.6, '#0C1624'],
      [1, '#03060A'],
    ],
    0.36,
    0.3,
    0.8,
  )
  return (
    shadow(pen, 400, 686, 150, 26) +
    shape('M272 640Q280 560 340 540H460Q520 560 528 640V664Q528 686 400 686T272 664Z', skin(pen, c)) +
    oval(400, 548, 82, 20, mix(c.shade, c.deep, 0.3)) +
    oval(400, 380, 186, 186, ball(pen, c)) +
    shape('M244 330A186 186 0 0 1 370 200C310 240 276 290 268 350Z', '#fff', 'opacity=".7"') +
    oval(400, 372, 132, 120, '#0C1117') +
    oval(400, 372, 132, 120, 'none', 'stroke="#39434E" stroke-width="4"') +
    oval(400, 366, 74, 74, '#1D2733') +
    oval(400, 366, 64, 64, lens) +
    oval(378, 344, 14, 10, '#fff', 'opacity=".85"') +
    oval(424, 392, 7, 7, '#9CC2FF', 'opacity=".5"') +
    oval(312, 372, 5, 5, '#3CC6A0') +
    [0, 1, 2, 3].map((i) => oval(464 + (i % 2) * 20, 360 + Math.floor(i / 2) * 20, 5, 5, '#3A1518')).join('') +
    rect(384, 618, 32, 7, 3.5, c.accent, 'opacity=".8"')
  )
}

const gateway: Drawing['draw'] = (pen, c) => {
  const ring = pen.linear(
    [
      [0, '#6FB7FF'],
      [0.5, '#3CC6A0'],
      [1, '#F2B95A'],
    ],
    0,
    0,
    1,
    0,
  )
  const wave = (r: number, o: number) =>
    oval(400, 470, r, r * 0.36, 'none', `stroke="#2A66A8" stroke-width="3" stroke-dasharray="4 10" opacity="${o}"`)
  return (
    wave(340, 0.25) +
    wave(290, 0.4) +
    shadow(pen, 400, 620, 232, 40) +
    shape('M180 500V560A220 92 0 0 0 620 560V500Z', round(pen, c)) +
    oval(
      400,
      500,
      220,
      92,
      pen.radial(
        [
          [0, c.light],
          [0.6, c.base],
          [1, c.shade],
        ],
        0.36,
        0.2,
        0.9,
      ),
    ) +
    oval(400, 500, 196, 80, 'none', `stroke="${ring}" stroke-width="7"`) +
    oval(400, 500, 196, 80, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="2"') +
    shape('M250 470C290 432 350 422 400 420C350 436 300 452 276 490Z', '#fff', 'opacity=".8"') +
    oval(400, 498, 26, 11, '#2558C9', 'opacity=".14"') +
    stroke('M376 500l24-16l24 16M384 498v12h32v-12', '#2558C9', 4) +
    rect(388, 590, 24, 6, 3, '#3CC6A0')
  )
}

const jar: Drawing['draw'] = (pen, c, turned) => {
  const tilt = turned ? 0.2 : 0.12
  const inside = pen.linear(
    [
      [0, c.base],
      [0.2, c.light],
      [0.6, c.base],
      [1, c.shade],
    ],
    0,
    0,
    1,
    0,
  )
  return (
    shadow(pen, 400, 688, 150, 24) +
    shape(
      'M250 350C250 300 290 300 300 270H500C510 300 550 300 550 350V640Q550 688 500 688H300Q250 688 250 640Z',
      '#EAF1F4',
      'opacity=".75"',
    ) +
    shape('M262 372C300 356 500 356 538 372V634Q538 676 496 676H304Q262 676 262 634Z', inside) +
    [...Array(18)]
      .map((_, i) => oval(292 + ((i * 53) % 220), 400 + ((i * 71) % 240), 18, 10, i % 3 ? c.light : c.accent, 'opacity=".45"'))
      .join('') +
    rect(258, 450, 284, 150, 8, '#FFFBF2') +
    rect(258, 450, 284, 12, 2, c.accent) +
    oval(400, 530, 42, 42, c.base) +
    shape('M380 540c10-34 30-34 40 0c-12 10-28 10-40 0ZM400 512v-14', '#FFFBF2') +
    rect(310, 532, 34, 6, 3, c.shade) +
    rect(456, 532, 34, 6, 3, c.shade) +
    shape('M270 350C270 320 300 310 306 290V660H296Q270 660 270 630Z', '#fff', 'opacity=".5"') +
    tube(pen, colorways.walnut!, 400, 214, 280, 112, tilt) +
    rect(288, 244, 224, 4, 2, '#fff', 'opacity=".25"')
  )
}

export const appliances: Record<string, Drawing> = {
  refrigerator: { draw: fourDoor, focus: [470, 250, 2.3], scene: 'kitchen', stands: 'floor' },
  'refrigerator-small': { draw: threeDoor, focus: [470, 330, 2.3], scene: 'kitchen', stands: 'floor' },
  television: { draw: television, focus: [520, 400, 2.1], scene: 'living', stands: 'counter' },
  'air-conditioner': { draw: airConditioner, focus: [540, 340, 2.1], scene: 'living', stands: 'wall' },
  'air-tower': { draw: airTower, focus: [400, 520, 2.2], scene: 'living', stands: 'floor' },
  'air-portable': { draw: portableAir, focus: [400, 340, 2], scene: 'living', stands: 'floor' },
  washer: { draw: washer, focus: [400, 460, 1.9], scene: 'bath', stands: 'floor' },
  'washer-mini': { draw: washerMini, focus: [400, 420, 1.9], scene: 'bath', stands: 'wall' },
  'water-heater': { draw: waterHeater, focus: [560, 380, 2.2], scene: 'bath', stands: 'wall' },
  'gas-heater': { draw: gasHeater, focus: [400, 570, 2.2], scene: 'kitchen', stands: 'wall' },
  'rice-cooker': { draw: riceCooker, focus: [400, 540, 2], scene: 'kitchen', stands: 'counter' },
  microwave: { draw: microwave, focus: [340, 540, 2], scene: 'kitchen', stands: 'counter' },
  hood: { draw: hood, focus: [400, 400, 2], scene: 'kitchen', stands: 'wall' },
  'vacuum-robot': { draw: robot, focus: [400, 500, 2], scene: 'living', stands: 'floor' },
  'air-purifier': { draw: purifier, focus: [400, 300, 2.1], scene: 'living', stands: 'floor' },
  fan: { draw: fan, focus: [400, 290, 1.9], scene: 'living', stands: 'floor' },
  'fan-circle': { draw: fanCircle, focus: [400, 350, 1.9], scene: 'desk', stands: 'counter' },
  'fan-tower': { draw: fanTower, focus: [400, 240, 2.1], scene: 'living', stands: 'floor' },
  'smart-lock': { draw: smartLock, focus: [400, 270, 2.1], scene: 'door', stands: 'wall' },
  camera: { draw: camera, focus: [400, 370, 2.1], scene: 'desk', stands: 'counter' },
  gateway: { draw: gateway, focus: [400, 500, 1.9], scene: 'desk', stands: 'counter' },
  jar: { draw: jar, focus: [400, 520, 2], scene: 'table', stands: 'counter' },
}
