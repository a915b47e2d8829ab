import type { Drawing } from './appliances.ts'
import { faint, glass, group, mix, oval, rect, shadow, shape, sheen, skin, solid, steel, stroke, tube } from './pen.ts'

const chestFreezer: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 560, 340, 20, skin(pen, c)) +
    rect(0, 0, 560, 60, 18, mix(c.light, c.base, 0.4)) +
    rect(0, 58, 560, 4, 0, c.deep, 'opacity=".35"') +
    rect(230, 24, 100, 16, 8, mix(c.shade, c.deep, 0.4)) +
    sheen(pen, 12, 70, 500, 240, 0.35) +
    rect(430, 250, 96, 54, 10, glass(pen)) +
    oval(456, 277, 11, 11, 'none', `stroke="${c.accent}" stroke-width="4"`) +
    rect(480, 268, 34, 5, 2, '#fff', 'opacity=".7"') +
    rect(480, 281, 22, 5, 2, '#fff', 'opacity=".4"') +
    [0, 1, 2, 3].map((i) => rect(30, 250 + i * 14, 120, 6, 3, c.shade)).join('')
  return (
    rect(170, 684, 36, 12, 5, '#39424D') +
    rect(590, 684, 36, 12, 5, '#39424D') +
    solid(pen, c, turned, { w: 560, h: 340, d: 260, r: 18, bottom: 686 }, face)
  )
}

const stickVacuum: Drawing['draw'] = (pen, c) =>
  shadow(pen, 380, 690, 210, 24) +
  group(
    'rotate(14 400 600)',
    stroke('M400 620V330', '#9AA6B3', 26) +
      stroke('M394 620V330', '#F2F5F8', 6) +
      rect(352, 150, 96, 210, 40, skin(pen, c)) +
      sheen(pen, 360, 160, 80, 150, 0.5) +
      tube(pen, { ...c, light: '#EAF3F8', base: '#B7CCD9', shade: '#7E98A9' }, 400, 256, 370, 40, 0.2) +
      oval(400, 152, 48, 22, mix(c.shade, c.deep, 0.4)) +
      [0, 1, 2, 3, 4].map((i) => stroke(`M${372 + i * 14} 144v16`, c.light, 3)).join('') +
      shape(
        'M440 210C520 190 540 260 500 320C488 340 452 336 440 330',
        'none',
        `stroke="${mix(c.shade, c.deep, 0.35)}" stroke-width="30" stroke-linecap="round"`,
      ) +
      shape('M440 206C516 188 534 256 496 314', 'none', `stroke="${c.base}" stroke-width="9" stroke-linecap="round"`) +
      rect(462, 300, 60, 84, 18, '#1B232C') +
      oval(492, 326, 9, 9, c.accent),
  ) +
  shape('M190 650Q190 616 226 616H420Q460 616 460 650V684H190Z', skin(pen, c)) +
  rect(190, 668, 270, 22, 8, '#1B232C') +
  faint(0.9, ...[0, 1, 2, 3, 4, 5, 6].map((i) => oval(216 + i * 36, 690, 5, 5, '#8CE0A8'))) +
  shape('M180 690L90 712H200Z', '#8CE0A8', 'opacity=".45"')

const switchPanel: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 380, 380, 34, skin(pen, c)) +
    rect(3, 3, 374, 374, 31, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="4"') +
    rect(26, 26, 328, 328, 20, mix(c.base, c.light, 0.5)) +
    stroke('M190 30V350', c.shade, 5) +
    sheen(pen, 30, 30, 310, 220, 0.5) +
    rect(90, 306, 40, 7, 3.5, c.accent, 'opacity=".85"') +
    rect(250, 306, 40, 7, 3.5, c.shade)
  return (
    oval(
      440,
      440,
      260,
      240,
      pen.radial([
        [0, '#24323F', 0.2],
        [1, '#24323F', 0],
      ]),
    ) + solid(pen, c, turned, { w: 380, h: 380, d: 50, r: 34, bottom: 600, grounded: false }, face)
  )
}

const curtain: Drawing['draw'] = (pen, c) => {
  const fold = pen.linear(
    [
      [0, c.shade],
      [0.15, c.light],
      [0.3, c.base],
      [0.45, c.light],
      [0.6, c.shade],
      [0.75, c.light],
      [1, c.shade],
    ],
    0,
    0,
    1,
    0,
  )
  return (
    rect(190, 150, 420, 460, 6, '#FFFFFF') +
    rect(
      206,
      166,
      388,
      428,
      4,
      pen.linear(
        [
          [0, '#BFE0F4'],
          [0.7, '#FBEBD0'],
          [1, '#F6D6A8'],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    oval(470, 330, 52, 52, '#FFF6DA') +
    shape('M206 500Q300 400 400 480T594 440V594H206Z', '#9CC0A4') +
    rect(394, 166, 12, 428, 0, '#FFFFFF') +
    rect(206, 372, 388, 12, 0, '#FFFFFF') +
    rect(100, 110, 600, 26, 13, steel(pen)) +
    rect(86, 92, 70, 170, 18, skin(pen, { ...c, light: '#FFFFFF', base: '#EEF2F6', shade: '#B4BFCA' })) +
    oval(121, 232, 8, 8, '#3CC6A0') +
    shape('M160 130H300C306 300 250 420 268 660H150C156 480 160 300 160 130Z', fold) +
    shape('M690 130H550C540 300 600 420 580 660H700C694 480 690 300 690 130Z', fold) +
    oval(420, 700, 300, 16, '#17222E', 'opacity=".1"')
  )
}

const bib: Drawing['draw'] = (pen, c) =>
  shadow(pen, 400, 690, 190, 22) +
  shape(
    'M262 300C230 200 270 130 330 130C360 130 350 170 338 196C320 240 350 286 400 286S480 240 462 196C450 170 440 130 470 130C530 130 570 200 538 300C600 380 610 520 570 610C540 660 470 676 400 676S260 660 230 610C190 520 200 380 262 300Z',
    skin(pen, c),
  ) +
  shape(
    'M214 540C280 590 520 590 586 540C588 580 580 600 570 616C540 664 470 680 400 680S260 664 230 616C220 600 212 580 214 540Z',
    mix(c.base, c.shade, 0.45),
  ) +
  shape('M214 540C280 590 520 590 586 540', 'none', `stroke="${c.light}" stroke-width="9" stroke-linecap="round"`) +
  oval(340, 160, 9, 9, c.deep, 'opacity=".5"') +
  oval(460, 160, 9, 9, c.deep, 'opacity=".5"') +
  group(
    'translate(400 430) scale(1.5)',
    oval(0, 0, 40, 36, '#FFFFFF', 'opacity=".92"') +
      oval(-28, -30, 14, 16, '#FFFFFF', 'opacity=".92"') +
      oval(28, -30, 14, 16, '#FFFFFF', 'opacity=".92"') +
      oval(-13, -4, 4, 5, c.deep) +
      oval(13, -4, 4, 5, c.deep) +
      oval(0, 9, 6, 4, c.accent) +
      stroke('M-8 18q8 7 16 0', c.deep, 2.5),
  ) +
  shape('M244 380C214 470 220 560 244 600', 'none', 'stroke="#fff" stroke-width="13" stroke-linecap="round" opacity=".5"')

const windowRobot: Drawing['draw'] = (pen, c, turned) => {
  const face =
    rect(0, 0, 340, 340, 70, skin(pen, c)) +
    rect(3, 3, 334, 334, 67, 'none', 'stroke="#fff" stroke-opacity=".6" stroke-width="5"') +
    sheen(pen, 26, 20, 290, 230, 0.5) +
    oval(170, 170, 84, 84, mix(c.base, c.shade, 0.4)) +
    oval(170, 170, 74, 74, skin(pen, c)) +
    rect(128, 156, 84, 28, 14, '#141B23') +
    oval(150, 170, 5, 5, '#3CC6A0') +
    rect(166, 167, 34, 6, 3, '#fff', 'opacity=".7"') +
    rect(140, 22, 60, 12, 6, c.deep, 'opacity=".4"')
  return (
    rect(
      60,
      60,
      680,
      640,
      10,
      pen.linear(
        [
          [0, '#D8EEF9', 0.9],
          [1, '#A9CFE4', 0.7],
        ],
        0,
        0,
        1,
        1,
      ),
    ) +
    rect(60, 60, 680, 640, 10, 'none', 'stroke="#FFFFFF" stroke-width="16"') +
    shape('M90 90H300L130 670H90Z', '#fff', 'opacity=".4"') +
    stroke('M430 60C440 120 410 150 420 230', '#E0A030', 7) +
    solid(pen, c, turned, { w: 340, h: 340, d: 70, r: 70, bottom: 570, cx: 420, grounded: false }, face)
  )
}

/** Things a family of products needs that no other drawing could stand for. */
export const more: Record<string, Drawing> = {
  'chest-freezer': { draw: chestFreezer, focus: [480, 520, 1.9], scene: 'kitchen', stands: 'floor' },
  'stick-vacuum': { draw: stickVacuum, focus: [450, 270, 1.9], scene: 'living', stands: 'floor' },
  'switch-panel': { draw: switchPanel, focus: [400, 460, 1.8], scene: 'living', stands: 'wall' },
  curtain: { draw: curtain, focus: [200, 240, 1.9], scene: 'living', whole: true },
  bib: { draw: bib, focus: [400, 440, 1.8], scene: 'nursery', stands: 'counter' },
  'window-robot': { draw: windowRobot, focus: [420, 400, 1.8], scene: 'living', whole: true },
}
