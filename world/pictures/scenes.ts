import type { Scene } from './appliances.ts'
import { colorways } from './colorways.ts'
import { faint, group, mix, oval, type Pen, rect, round, shadow, shape, stroke } from './pen.ts'

/** Sun through a window, falling on the wall from the upper left. */
function windowLight(pen: Pen, opacity = 0.55): string {
  const sun = pen.linear(
    [
      [0, '#FFFDF4', opacity],
      [1, '#FFFDF4', 0],
    ],
    0,
    0,
    0.7,
    1,
  )
  return shape('M40 0H210L420 520H190ZM250 0H400L650 520H470Z', sun)
}
function plant(pen: Pen, x: number, y: number, size: number, pot: string): string {
  const leaf = pen.linear(
    [
      [0, '#9CCB8A'],
      [1, '#2F6B46'],
    ],
    0,
    0,
    1,
    1,
  )
  const one = (a: number, s: number) =>
    group(
      `rotate(${a})`,
      shape(`M0 0C${-26 * s} ${-50 * s} ${-22 * s} ${-120 * s} 0 ${-160 * s}C${22 * s} ${-120 * s} ${26 * s} ${-50 * s} 0 0Z`, leaf) +
        stroke(`M0 0V${-140 * s}`, '#2A5B3B', 2, 'opacity=".4"'),
    )
  return group(
    `translate(${x} ${y}) scale(${size})`,
    oval(10, 4, 66, 12, '#17222E', 'opacity=".18"') +
      group('translate(0 -70)', one(-52, 0.8), one(48, 0.85), one(-26, 1), one(24, 1.05), one(0, 1.15)) +
      shape(
        'M-50 -84H50L38 0H-38Z',
        pen.linear(
          [
            [0, mix(pot, '#FFFFFF', 0.35)],
            [1, mix(pot, '#000000', 0.2)],
          ],
          0,
          0,
          1,
          0.2,
        ),
      ) +
      rect(-55, -94, 110, 18, 6, pot),
  )
}
function frame(pen: Pen, x: number, y: number, w: number, h: number): string {
  return (
    rect(x + 8, y + 10, w, h, 4, '#17222E', 'opacity=".12"') +
    rect(x, y, w, h, 4, '#FFFFFF') +
    rect(
      x + w * 0.1,
      y + h * 0.1,
      w * 0.8,
      h * 0.8,
      2,
      pen.linear(
        [
          [0, '#DDE9F3'],
          [1, '#F5E6D2'],
        ],
        0,
        0,
        0,
        1,
      ),
    ) +
    shape(
      `M${x + w * 0.1} ${y + h * 0.74}Q${x + w * 0.35} ${y + h * 0.42} ${x + w * 0.55} ${y + h * 0.64}T${x + w * 0.9} ${y + h * 0.56}V${y + h * 0.9}H${x + w * 0.1}Z`,
      '#8FB0C8',
    ) +
    oval(x + w * 0.68, y + h * 0.32, w * 0.08, w * 0.08, '#F2A65A')
  )
}
const wood = (pen: Pen) =>
  pen.linear(
    [
      [0, '#E9D3B4'],
      [1, '#C7A379'],
    ],
    0,
    0,
    0,
    1,
  )
const boards = (y: number) =>
  [0, 1, 2, 3, 4].map((i) => stroke(`M${-100 + i * 250} ${y}L${-320 + i * 340} 800`, '#A9845A', 2, 'opacity=".22"')).join('')

/** A room seen straight on: wall, ground at `ground`, a few things that say where we are. */
export function drawScene(pen: Pen, scene: Scene, stands: string): { back: string; front: string; ground: number; size: number } {
  const wall = (color: string) =>
    rect(
      0,
      0,
      800,
      800,
      0,
      pen.linear(
        [
          [0, mix(color, '#FFFFFF', 0.65)],
          [1, color],
        ],
        0,
        0,
        1,
        1,
      ),
    )
  const floor = (y: number) =>
    rect(0, y, 800, 800 - y, 0, wood(pen)) +
    boards(y) +
    rect(0, y, 800, 7, 0, '#FFFFFF', 'opacity=".55"') +
    rect(0, y - 12, 800, 12, 0, '#FFFFFF', 'opacity=".75"')
  const counter = (y: number, color: string, edge: string) =>
    rect(
      0,
      y,
      800,
      800 - y,
      0,
      pen.linear(
        [
          [0, color],
          [1, edge],
        ],
        0,
        0,
        0,
        1,
      ),
    ) + rect(0, y, 800, 4, 0, '#FFFFFF', 'opacity=".7"')
  switch (scene) {
    case 'kitchen': {
      const tiles = faint(
        0.5,
        ...[...Array(7)].map((_, i) => stroke(`M0 ${60 + i * 78}H800`, '#FFFFFF', 3)),
        ...[...Array(10)].map((_, i) => stroke(`M${i * 88 + 20} 0V600`, '#FFFFFF', 3)),
      )
      const shelf =
        rect(560, 150, 220, 12, 3, '#B98F61') +
        rect(560, 162, 220, 6, 2, '#7F5D3A', 'opacity=".5"') +
        rect(590, 92, 34, 58, 6, '#E9EEF2') +
        rect(590, 92, 34, 14, 4, '#C9803B') +
        rect(634, 102, 34, 48, 6, '#DCE8E0') +
        rect(634, 102, 34, 12, 4, '#2F7D4F') +
        oval(712, 134, 30, 16, '#E6CFA9')
      if (stands === 'floor')
        return {
          back:
            wall('#E3E9E4') +
            tiles +
            windowLight(pen) +
            rect(
              0,
              330,
              190,
              330,
              0,
              pen.linear(
                [
                  [0, '#FBF8F2'],
                  [1, '#DED5C6'],
                ],
                0,
                0,
                1,
                1,
              ),
            ) +
            rect(0, 318, 200, 16, 3, '#6B7683') +
            rect(20, 360, 150, 270, 6, 'none', 'stroke="#CFC4B2" stroke-width="3"') +
            plant(pen, 80, 318, 0.62, '#C9803B') +
            shelf +
            floor(660),
          front: '',
          ground: 712,
          size: 0.98,
        }
      if (stands === 'wall')
        return {
          back: wall('#E3E9E4') + tiles + windowLight(pen) + counter(690, '#F3EEE4', '#CDBFA8') + plant(pen, 92, 696, 0.66, '#C9803B'),
          front:
            oval(700, 690, 46, 12, '#17222E', 'opacity=".15"') +
            shape('M650 636h100c0 36-20 56-50 56s-50-20-50-56Z', '#F7F2E8') +
            oval(680, 630, 22, 22, '#F2912E') +
            oval(716, 626, 24, 24, '#E98420'),
          ground: 690,
          size: 0.86,
        }
      return {
        back:
          wall('#E3E9E4') + tiles + windowLight(pen) + shelf + counter(600, '#F5EFE4', '#CDBFA8') + plant(pen, 86, 640, 0.72, '#3F8F5B'),
        front:
          oval(690, 700, 74, 14, '#17222E', 'opacity=".15"') +
          shape(
            'M612 626h156c0 48-32 76-78 76s-78-28-78-76Z',
            pen.linear(
              [
                [0, '#FFFFFF'],
                [1, '#D8DEE4'],
              ],
              0,
              0,
              1,
              1,
            ),
          ) +
          oval(656, 618, 30, 30, '#D6402B') +
          oval(702, 612, 32, 32, '#E8553E') +
          oval(736, 622, 26, 26, '#F2B93E'),
        ground: 668,
        size: 0.82,
      }
    }
    case 'living':
      if (stands === 'counter')
        return {
          back:
            wall('#E4E3DC') +
            windowLight(pen) +
            floor(690) +
            rect(
              70,
              606,
              660,
              96,
              10,
              pen.linear(
                [
                  [0, '#B88A5E'],
                  [1, '#7C5634'],
                ],
                0,
                0,
                1,
                1,
              ),
            ) +
            rect(70, 606, 660, 8, 4, '#E3C49E') +
            stroke('M290 620V696M510 620V696', '#5F4026', 3, 'opacity=".5"') +
            rect(110, 700, 20, 34, 4, '#5F4026') +
            rect(670, 700, 20, 34, 4, '#5F4026') +
            plant(pen, 60, 730, 1.05, '#E9EEF2'),
          front: '',
          ground: 608,
          size: 0.86,
        }
      if (stands === 'wall')
        return {
          back: wall('#E7E4DD') + windowLight(pen) + floor(690),
          front:
            shape(
              'M150 560Q150 520 190 520H610Q650 520 650 560V600H150Z',
              pen.linear(
                [
                  [0, '#A9BFCF'],
                  [1, '#6F8CA3'],
                ],
                0,
                0,
                1,
                1,
              ),
            ) +
            shape(
              'M110 590Q110 566 140 566T170 596V640H630V596Q630 566 660 566T690 590V694Q690 706 676 706H124Q110 706 110 694Z',
              pen.linear(
                [
                  [0, '#BCD0DE'],
                  [1, '#7793A9'],
                ],
                0,
                0,
                1,
                1,
              ),
            ) +
            rect(168, 604, 232, 46, 16, '#C9DAE6') +
            rect(402, 604, 230, 46, 16, '#B7CBDA') +
            group('rotate(-12 230 570)', rect(196, 528, 84, 84, 18, '#F2C463')) +
            rect(140, 704, 14, 26, 4, '#5F4026') +
            rect(646, 704, 14, 26, 4, '#5F4026') +
            plant(pen, 740, 726, 0.9, '#C9803B'),
          ground: 640,
          size: 0.8,
        }
      return {
        back:
          wall('#E6E3DB') +
          windowLight(pen) +
          frame(pen, 610, 110, 130, 170) +
          floor(640) +
          shape(
            'M-60 470Q-60 430-20 430H120Q170 430 170 480V700H-60Z',
            pen.linear(
              [
                [0, '#A9C0B0'],
                [1, '#6C8A77'],
              ],
              0,
              0,
              1,
              1,
            ),
          ) +
          shape('M90 520Q90 490 128 490T170 524V706H90Z', '#86A491') +
          oval(440, 730, 400, 52, '#F3EBDD', 'opacity=".9"') +
          oval(440, 730, 372, 44, 'none', 'stroke="#D9C5A5" stroke-width="3"'),
        front: plant(pen, 716, 716, 0.95, '#E9EEF2'),
        ground: 722,
        size: 0.88,
      }
    case 'bath':
      return {
        back:
          wall('#DDE8EA') +
          faint(
            0.6,
            ...[...Array(8)].map((_, i) => stroke(`M0 ${40 + i * 84}H800`, '#FFFFFF', 3)),
            ...[...Array(6)].map((_, i) => stroke(`M${i * 150 + 30} 0V660`, '#FFFFFF', 3)),
          ) +
          windowLight(pen, 0.6) +
          (stands === 'wall'
            ? rect(
                0,
                690,
                800,
                110,
                0,
                pen.linear(
                  [
                    [0, '#EDF2F3'],
                    [1, '#C6D2D5'],
                  ],
                  0,
                  0,
                  0,
                  1,
                ),
              )
            : rect(
                0,
                660,
                800,
                140,
                0,
                pen.linear(
                  [
                    [0, '#EDF2F3'],
                    [1, '#C6D2D5'],
                  ],
                  0,
                  0,
                  0,
                  1,
                ),
              )) +
          rect(630, 90, 130, 14, 7, '#B8C4CC') +
          shape(
            'M640 100h110v210q-55 18-110 0Z',
            pen.linear(
              [
                [0, '#FFFFFF'],
                [1, '#B9D3E4'],
              ],
              0,
              0,
              1,
              0,
            ),
          ) +
          rect(640, 250, 110, 14, 0, '#7FB0D0'),
        front:
          shape(
            'M40 618h140l-16 120q-54 14-108 0Z',
            pen.linear(
              [
                [0, '#E7CFA6'],
                [1, '#AD8854'],
              ],
              0,
              0,
              1,
              0,
            ),
          ) +
          oval(110, 618, 72, 16, '#8D6A3C') +
          oval(90, 606, 34, 18, '#F4B9B0') +
          oval(130, 604, 34, 20, '#FFFFFF') +
          oval(110, 598, 30, 16, '#9CC4E4'),
        ground: stands === 'wall' ? 660 : 716,
        size: stands === 'wall' ? 0.8 : 0.9,
      }
    case 'nursery':
      return {
        back:
          wall('#F6E7DC') +
          [0, 1, 2, 3, 4, 5].map((i) => oval(90 + i * 140, 100 + (i % 2) * 70, 9, 9, '#FFFFFF', 'opacity=".8"')).join('') +
          windowLight(pen, 0.65) +
          stroke('M60 60Q230 150 420 70T760 90', '#D9B899', 3) +
          [0, 1, 2, 3, 4]
            .map((i) =>
              shape(`M${120 + i * 130} ${96 + (i % 2) * 6}l44 4l-24 44Z`, ['#F2B95A', '#9BD0EC', '#F5A79A', '#A9CE9B', '#C9A9DA'][i]!),
            )
            .join('') +
          counter(600, '#F3DFC4', '#D3B48C') +
          group(
            'translate(70 420)',
            oval(76, 196, 70, 12, '#17222E', 'opacity=".15"') +
              oval(76, 130, 62, 66, '#C79A6B') +
              oval(76, 60, 50, 46, '#D2A878') +
              oval(36, 22, 19, 19, '#C79A6B') +
              oval(116, 22, 19, 19, '#C79A6B') +
              oval(76, 74, 22, 17, '#F3DFC4') +
              oval(60, 52, 5, 6, '#3A2517') +
              oval(92, 52, 5, 6, '#3A2517') +
              oval(76, 68, 6, 4, '#3A2517') +
              oval(76, 140, 36, 40, '#E7C9A3'),
          ),
        front: [0, 1, 2]
          .map(
            (i) =>
              rect(596 + (i === 2 ? 34 : i * 66), i === 2 ? 596 : 656, 62, 62, 10, ['#F2B95A', '#7FB8DA', '#E98C7D'][i]!) +
              oval(627 + (i === 2 ? 34 : i * 66), i === 2 ? 627 : 687, 15, 15, '#FFFFFF', 'opacity=".75"'),
          )
          .join(''),
        ground: 668,
        size: 0.82,
      }
    case 'table':
      return {
        back:
          wall('#EFE6D8') +
          windowLight(pen, 0.65) +
          counter(560, '#D6B183', '#A67C4C') +
          [0, 1, 2].map((i) => stroke(`M0 ${620 + i * 56}H800`, '#8A6238', 2, 'opacity=".22"')).join('') +
          shape('M150 600L650 600L740 760H60Z', '#F8F3E9', 'opacity=".92"') +
          stroke('M142 614H658', '#C2504A', 5, 'opacity=".6"') +
          plant(pen, 92, 610, 0.74, '#7B8FA3'),
        front: group(
          'translate(664 640)',
          oval(20, 66, 70, 13, '#17222E', 'opacity=".16"') +
            shape(
              'M-34 0h104q0 62-52 66Q-34 62-34 0Z',
              pen.linear(
                [
                  [0, '#FFFFFF'],
                  [1, '#C9D3DB'],
                ],
                0,
                0,
                1,
                0,
              ),
            ) +
            oval(18, 0, 52, 12, '#E9EEF2') +
            oval(18, 1, 44, 9, '#B8763A'),
        ),
        ground: 690,
        size: 0.8,
      }
    case 'desk':
      return {
        back:
          wall('#E2E8EF') +
          windowLight(pen) +
          frame(pen, 570, 120, 150, 190) +
          counter(600, '#E2C8A2', '#B58E5E') +
          group(
            'translate(56 470)',
            rect(0, 20, 34, 130, 4, '#2F5BD0') +
              rect(36, 6, 28, 144, 4, '#F2F4F7') +
              rect(66, 32, 38, 118, 4, '#D6402B') +
              rect(106, 14, 26, 136, 4, '#0E8F6E') +
              rect(36, 30, 28, 8, 0, '#C9D3DB'),
          ) +
          rect(40, 620, 170, 10, 4, '#17222E', 'opacity=".12"'),
        front: plant(pen, 706, 690, 0.7, '#FFFFFF'),
        ground: 676,
        size: 0.76,
      }
    case 'outdoor':
      return {
        back:
          rect(
            0,
            0,
            800,
            800,
            0,
            pen.linear(
              [
                [0, '#BFE0F4'],
                [0.55, '#F4F3E4'],
                [1, '#F8EBCF'],
              ],
              0,
              0,
              0,
              1,
            ),
          ) +
          oval(150, 140, 62, 62, '#FFF6DA') +
          oval(
            150,
            140,
            150,
            150,
            pen.radial([
              [0, '#FFF6DA', 0.8],
              [1, '#FFF6DA', 0],
            ]),
          ) +
          shape('M0 470C120 330 210 390 300 320S470 420 560 350S720 330 800 400V700H0Z', '#A9C6D2') +
          shape('M0 540C140 430 240 500 380 450S640 470 800 420V720H0Z', '#7FAA9A') +
          shape('M0 600C200 540 320 600 480 560S700 560 800 540V800H0Z', '#88B06C') +
          shape(
            'M0 660Q400 600 800 660V800H0Z',
            pen.linear(
              [
                [0, '#CFC9BA'],
                [1, '#A8A294'],
              ],
              0,
              0,
              0,
              1,
            ),
          ) +
          [0, 1, 2]
            .map((i) =>
              group(
                `translate(${70 + i * 330} ${588 - (i % 2) * 20}) scale(${0.8 + (i % 2) * 0.3})`,
                rect(-6, -40, 12, 60, 4, '#7B5A3A'),
                oval(
                  0,
                  -76,
                  46,
                  52,
                  pen.linear([
                    [0, '#A7D08C'],
                    [1, '#3D7A4C'],
                  ]),
                ),
              ),
            )
            .join(''),
        front: '',
        ground: 722,
        size: 0.86,
      }
    case 'garage':
      return {
        back:
          wall('#DADFE4') +
          windowLight(pen) +
          faint(0.5, ...[0, 1, 2, 3, 4].map((i) => stroke(`M0 ${120 + i * 120}H800`, '#FFFFFF', 3))) +
          rect(
            0,
            640,
            800,
            160,
            0,
            pen.linear(
              [
                [0, '#B9C1C8'],
                [1, '#8C969F'],
              ],
              0,
              0,
              0,
              1,
            ),
          ) +
          shape('M90 640L20 800H44L112 640ZM690 640L756 800H780L712 640Z', '#F2C463', 'opacity=".85"'),
        front: plant(pen, 720, 690, 0.8, '#FFFFFF'),
        ground: 700,
        size: 0.84,
      }
    case 'door':
      return {
        back:
          wall('#E3DED3') +
          windowLight(pen) +
          rect(0, 720, 800, 80, 0, wood(pen)) +
          rect(186, 0, 428, 740, 6, '#5E4027') +
          rect(
            206,
            0,
            388,
            726,
            4,
            pen.linear(
              [
                [0, '#B48A60'],
                [1, '#7E5836'],
              ],
              0,
              0,
              1,
              0,
            ),
          ),
        front:
          rect(236, 744, 330, 34, 8, '#7E6B57') +
          plant(pen, 88, 760, 1, '#E9EEF2') +
          shadow(pen, 700, 770, 40) +
          rect(676, 600, 50, 166, 20, round(pen, colorways.mist!)) +
          stroke('M702 610Q640 470 690 440', '#2558C9', 10),
        ground: 722,
        size: 0.92,
      }
  }
}
