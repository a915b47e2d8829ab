import { brands } from '../brands.ts'
import type { BrandId } from '../types.ts'
import { drawBare, svg } from './draw.ts'
import { createPen, faint, group, mix, oval, type Pen, rect, shape, stroke } from './pen.ts'

export type Banner = {
  brand: BrandId | 'tongshang'
  title: string
  subtitle: string
  /** A short line above the title, such as a date. */
  label?: string
  things: { picture: string; colorway: string }[]
  width?: number
  height?: number
}
const typeface = `font-family="PingFang SC, Microsoft YaHei, Noto Sans SC, system-ui, sans-serif"`
const house = { color: '#1F4FD8', dark_color: '#122E82' }
const inkOf = (brand: BrandId | 'tongshang') => brands.find(({ id }) => id === brand) ?? house
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** A wide or a phone banner: the words on the left (or above), the things themselves on a low stage in the same light. */
export function drawBanner({ brand, title, subtitle, label, things, width = 1440, height = 480 }: Banner): string {
  const pen = createPen(`banner-${brand}-${width}-${things.map((thing) => thing.picture).join('-')}-`)
  const { color, dark_color } = inkOf(brand)
  const wide = width / height > 2
  const ground = height * 0.8
  const back =
    rect(
      0,
      0,
      width,
      height,
      0,
      pen.linear(
        [
          [0, mix(color, '#FFFFFF', 0.9)],
          [0.55, mix(color, '#FFFFFF', 0.8)],
          [1, mix(color, '#FFFFFF', 0.62)],
        ],
        0,
        0,
        1,
        0.6,
      ),
    ) +
    oval(
      width * 0.74,
      height * 0.46,
      height * 0.44,
      height * 0.44,
      pen.linear(
        [
          [0, '#FFFFFF', 0.95],
          [1, mix(color, '#FFFFFF', 0.6), 0.4],
        ],
        0,
        0,
        0.4,
        1,
      ),
    ) +
    shape(
      `M0 ${height * 0.86}C${width * 0.2} ${height * 0.7} ${width * 0.32} ${height * 0.92} ${width * 0.5} ${height * 0.8}S${width * 0.82} ${height * 0.66} ${width} ${height * 0.78}V${height}H0Z`,
      mix(color, '#FFFFFF', 0.55),
      'opacity=".6"',
    ) +
    shape(
      `M0 ${height * 0.95}C${width * 0.24} ${height * 0.84} ${width * 0.46} ${height * 0.98} ${width * 0.64} ${height * 0.88}S${width * 0.9} ${height * 0.84} ${width} ${height * 0.88}V${height}H0Z`,
      mix(color, '#FFFFFF', 0.4),
      'opacity=".6"',
    )
  const stage = wide ? { x: width * 0.72, span: width * 0.5, y: ground } : { x: width * 0.62, span: width * 0.7, y: height * 0.88 }
  const plinth =
    oval(stage.x + 12, stage.y + height * 0.06, stage.span * 0.56, height * 0.1, dark_color, 'opacity=".14"') +
    oval(stage.x, stage.y + height * 0.03, stage.span * 0.54, height * 0.09, mix(color, '#FFFFFF', 0.45)) +
    oval(
      stage.x,
      stage.y,
      stage.span * 0.54,
      height * 0.09,
      pen.linear(
        [
          [0, '#FFFFFF'],
          [1, mix(color, '#FFFFFF', 0.72)],
        ],
        0,
        0,
        1,
        0.6,
      ),
    )
  const size = (wide ? height * 0.9 : height * 0.68) / (things.length > 2 ? 1.1 : 1)
  const step = things.length > 1 ? (stage.span * (wide ? 0.74 : 0.52)) / (things.length - 1) : 0
  const set = things
    .map((thing, i) => {
      const middle = things.length > 1 && i === Math.floor((things.length - 1) / 2)
      const s = (size * (middle || things.length === 1 ? 1 : 0.8)) / 800
      const cx = stage.x - (step * (things.length - 1)) / 2 + step * i
      const y = stage.y + (middle ? -height * 0.015 : height * 0.025)
      return {
        y,
        drawn: group(
          `translate(${(cx - 400 * s).toFixed(1)} ${(y - 690 * s).toFixed(1)}) scale(${s.toFixed(4)})`,
          drawBare(pen, thing.picture, thing.colorway),
        ),
      }
    })
    .sort((one, other) => one.y - other.y)
    .map(({ drawn }) => drawn)
    .join('')
  const x = wide ? width * 0.067 : width * 0.06
  const wideText = /[\u2e80-\uffff]/.test(title) ? [...title].length : [...title].length * 0.54
  const room = wide ? width * 0.38 : width * 0.86
  const titleSize = Math.min(wide ? height * 0.135 : height * 0.105, room / wideText)
  const subSize = Math.min(
    wide ? height * 0.056 : height * 0.05,
    room / ((/[\u2e80-\uffff]/.test(subtitle) ? 1 : 0.52) * [...subtitle].length),
  )
  const y = wide ? height * 0.46 : height * 0.2
  const words =
    (label
      ? rect(x, y - titleSize - height * 0.105, labelWidth(label, height) + height * 0.06, height * 0.068, height * 0.034, color) +
        text(x + height * 0.03, y - titleSize - height * 0.057, height * 0.036, 500, '#FFFFFF', label)
      : '') +
    text(x, y, titleSize, 700, '#16202B', title) +
    text(x, y + subSize * 1.9, subSize, 400, '#445264', subtitle)
  const mark = group(`translate(${x} ${wide ? height * 0.75 : height * 0.86}) scale(${(height * 0.0017).toFixed(4)})`, markShapes(brand))
  return svg(pen.defs, back + plinth + set + words + mark, width, height).replace(/viewBox="[^"]*"/, `viewBox="0 0 ${width} ${height}"`)
}
const labelWidth = (label: string, height: number) =>
  [...label].reduce((sum, sign) => sum + (/[\u2e80-\uffff]/.test(sign) ? 1 : 0.56), 0) * height * 0.036
const text = (x: number, y: number, size: number, weight: number, color: string, words: string) =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size.toFixed(1)}" font-weight="${weight}" fill="${color}" ${typeface}>${escaped(words)}</text>`

export type Mark = {
  of: BrandId | 'tongshang'
  size?: number
  dark?: boolean /** The bare mark without its tile, for favicons on color. */
  bare?: boolean
}

/** The house's gate, or a brand's own mark. */
export function drawMark({ of, size = 64, dark = false, bare = false }: Mark): string {
  const { color } = inkOf(of)
  const paint = dark ? mix(color, '#FFFFFF', 0.35) : color
  const inside = bare || of === 'tongshang' ? markShapes(of, paint, true) : rect(0, 0, 64, 64, 15, paint) + markShapes(of, '#FFFFFF', true)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="${size}" height="${size}">${inside}</svg>`
}

/** Marks in a square of 64. The gate: two strokes that lean toward each other and leave a way for one line. */
function markShapes(of: BrandId | 'tongshang', given?: string, alone = false): string {
  const paint = given ?? inkOf(of).color
  switch (of) {
    case 'tongshang':
      return (
        stroke('M12 55V24Q12 11 23 11H24', paint, 8.5) +
        stroke('M52 55V24Q52 11 41 11H40', paint, 8.5) +
        stroke('M32 6V30Q32 36 32 42V58', alone && given ? mix(paint, '#3CC6A0', 0.75) : '#0E8F6E', 6.5)
      )
    case 'jilang':
      return (
        shape('M18 40a14 14 0 0 1 28 0Z', paint) +
        stroke('M32 12v6M13 20l4.4 4.4M51 20l-4.4 4.4', paint, 4.5) +
        stroke('M10 46H54M18 54H46', paint, 4.5)
      )
    case 'zhimu':
      return (
        stroke('M32 54V30', paint, 4.6) +
        shape('M31 33C12 33 9 20 10 11C24 11 32 18 31 33Z', paint) +
        shape('M34 30C34 17 43 12 54 13C54 25 48 32 34 30Z', paint, 'opacity=".82"') +
        stroke('M12 54Q32 46 52 54', paint, 4.4)
      )
    case 'yilin':
      return (
        stroke('M10 30L32 11L54 30', paint, 5) +
        shape('M14 32h36v18q0 4-4 4H18q-4 0-4-4Z', paint) +
        stroke('M17 36L32 47L47 36', given === '#FFFFFF' ? '#0F7A5C' : '#FFFFFF', 4)
      )
    case 'xuneng':
      return stroke('M22 14a24 24 0 1 0 20 0', paint, 5) + shape('M36 6L20 35H30L27 54L45 27H34Z', paint)
  }
}

/** A friendly face for a member or a clerk; the same number is always the same face. */
export function drawAvatar(number: number, size = 96): string {
  const pen = createPen(`avatar-${number}-`)
  const pick = <T>(list: T[], turn: number): T => list[Math.floor(number / turn) % list.length]!
  const skinTone = pick(['#F8D9BF', '#F3CBA8', '#E9B98F', '#FBE2CD'], 1)
  const hair = pick(['#2B2320', '#3B2A22', '#54382A', '#8C8F96', '#1E1B22'], 3)
  const ground = pick(['#DCE8FB', '#E3F3EA', '#FBEFD8', '#F9E4E0', '#ECE6F6', '#DFF0F6'], 2)
  const shirt = pick(['#2F5BD0', '#0E8F6E', '#D6402B', '#B7791F', '#673460', '#2D678A', '#44505E'], 5)
  const style = number % 6
  const back = style === 1 ? shape('M22 46C20 18 80 18 78 46V78H22Z', hair) : style === 4 ? oval(50, 20, 13, 12, hair) : ''
  const front = [
    shape('M27 44C24 22 40 16 52 17C68 18 76 28 73 44C68 36 60 32 50 33C40 32 32 36 27 44Z', hair),
    shape('M26 50C22 20 44 16 52 17C72 18 78 32 74 50C70 38 62 30 46 30C38 34 30 38 26 50Z', hair),
    shape('M28 40C30 22 42 18 52 19C66 20 72 28 72 40C62 30 40 30 28 40Z', hair),
    shape('M27 46C24 22 44 14 60 20C74 24 76 34 73 46C70 36 64 34 58 36C48 38 36 34 27 46Z', hair),
    shape('M27 44C26 24 42 20 50 20C60 20 74 24 73 44C66 32 58 30 50 30C42 30 34 32 27 44Z', hair),
    shape('M26 48C24 24 38 16 50 16C64 16 76 24 74 48C72 42 70 38 66 36C60 40 40 40 34 36C30 38 28 42 26 48Z', hair),
  ][style]!
  const glasses =
    number % 5 === 3
      ? oval(41, 50, 7.5, 7, 'none', 'stroke="#3A444E" stroke-width="2"') +
        oval(59, 50, 7.5, 7, 'none', 'stroke="#3A444E" stroke-width="2"') +
        stroke('M48.5 50h3', '#3A444E', 2)
      : ''
  const face =
    shape(
      'M14 100C14 80 32 76 50 76S86 80 86 100Z',
      pen.linear([
        [0, mix(shirt, '#FFFFFF', 0.25)],
        [1, shirt],
      ]),
    ) +
    rect(43, 64, 14, 18, 7, mix(skinTone, '#A8683C', 0.18)) +
    oval(
      50,
      50,
      23,
      25,
      pen.radial(
        [
          [0, mix(skinTone, '#FFFFFF', 0.3)],
          [1, skinTone],
        ],
        0.38,
        0.3,
        0.8,
      ),
    ) +
    front +
    oval(41, 51, 2.5, 3, '#2A2420') +
    oval(59, 51, 2.5, 3, '#2A2420') +
    oval(35, 59, 4.4, 2.8, '#F0917C', 'opacity=".4"') +
    oval(65, 59, 4.4, 2.8, '#F0917C', 'opacity=".4"') +
    stroke('M43 61q7 6 14 0', '#A4533F', 2.4) +
    glasses
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="${size}" height="${size}"><defs>${pen.defs.join('')}</defs>${rect(0, 0, 100, 100, 0, ground)}${back}${face}</svg>`
}

export type EmptyState = 'orders' | 'cart' | 'search' | 'stock' | 'tasks' | 'messages' | 'error' | 'offline' | 'locked'

/** A small scene for a page that has nothing to show yet; words are the page's own. */
export function drawEmptyState(of: EmptyState, size = 320): string {
  const pen = createPen(`empty-${of}-`)
  const inside =
    faint(
      1,
      oval(
        160,
        128,
        128,
        96,
        pen.linear([
          [0, '#F2F6FD'],
          [1, '#DFE8F7'],
        ]),
      ),
      oval(160, 206, 108, 12, '#C9D6EA', 'opacity=".7"'),
      oval(52, 66, 7, 7, '#F0B95A'),
      oval(272, 84, 5, 5, '#0E8F6E'),
      stroke('M262 40l12 12M274 40l-12 12', '#6E95FF', 4),
    ) + emptyThing(pen, of)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="${size}" height="${Math.round(size * 0.75)}"><defs>${pen.defs.join('')}</defs>${inside}</svg>`
}
function emptyThing(pen: Pen, of: EmptyState): string {
  const paper = pen.linear([
    [0, '#FFFFFF'],
    [1, '#E6EDF8'],
  ])
  const blue = pen.linear([
    [0, '#7F9FF0'],
    [1, '#1F4FD8'],
  ])
  const bare = (picture: string, colorway: string, s = 0.22, x = 160) =>
    group(`translate(${x - 400 * s} ${206 - 690 * s}) scale(${s})`, drawBare(pen, picture, colorway))
  switch (of) {
    case 'orders':
      return (
        rect(104, 46, 112, 150, 12, paper, 'stroke="#C9D6EA" stroke-width="2"') +
        rect(132, 36, 56, 22, 11, blue) +
        [0, 1, 2]
          .map(
            (i) => rect(124, 82 + i * 32, 18, 18, 5, i === 0 ? '#0E8F6E' : '#DCE5F2') + rect(152, 87 + i * 32, 46 - i * 8, 8, 4, '#C9D6EA'),
          )
          .join('') +
        stroke('M128 91l4 4l7-8', '#FFFFFF', 3)
      )
    case 'cart':
      return (
        stroke('M76 70H102L122 156H212L230 92H110', '#1F4FD8', 9) +
        shape('M112 98H224L208 148H124Z', paper) +
        stroke('M140 104v38M166 104v38M192 104v38', '#C9D6EA', 4) +
        oval(136, 184, 13, 13, '#16202B') +
        oval(136, 184, 5, 5, '#FFFFFF') +
        oval(200, 184, 13, 13, '#16202B') +
        oval(200, 184, 5, 5, '#FFFFFF')
      )
    case 'search':
      return (
        oval(148, 110, 58, 58, '#FFFFFF', 'opacity=".9"') +
        oval(148, 110, 58, 58, 'none', `stroke="${blue}" stroke-width="12"`) +
        shape('M108 96a44 44 0 0 1 42-32', 'none', 'stroke="#C9D6EA" stroke-width="8" stroke-linecap="round"') +
        stroke('M192 154L228 190', '#1F4FD8', 16) +
        stroke('M134 104q0-14 14-14t14 14q0 10-14 16M148 136v1', '#B7791F', 7)
      )
    case 'stock':
      return bare('parcel', 'indigo', 0.26)
    case 'tasks':
      return (
        rect(88, 56, 144, 136, 16, paper, 'stroke="#C9D6EA" stroke-width="2"') +
        rect(88, 56, 144, 34, 16, blue) +
        rect(116, 44, 10, 26, 5, '#16202B') +
        rect(194, 44, 10, 26, 5, '#16202B') +
        stroke('M126 142l24 24l46-48', '#0E8F6E', 14)
      )
    case 'messages':
      return (
        shape(
          'M76 66Q76 50 92 50H204Q220 50 220 66V124Q220 140 204 140H134L104 166V140H92Q76 140 76 124Z',
          paper,
          'stroke="#C9D6EA" stroke-width="2"',
        ) +
        oval(116, 96, 8, 8, '#6E95FF') +
        oval(148, 96, 8, 8, '#6E95FF') +
        oval(180, 96, 8, 8, '#6E95FF') +
        shape('M176 150H240Q252 150 252 162V186Q252 198 240 198V212L222 198H188Q176 198 176 186Z', blue)
      )
    case 'error':
      return (
        stroke('M84 112H132M188 112H236', '#16202B', 10) +
        rect(124, 90, 34, 44, 10, blue) +
        rect(
          194,
          88,
          26,
          48,
          10,
          pen.linear([
            [0, '#F5856F'],
            [1, '#D93A26'],
          ]),
        ) +
        stroke('M158 102h14M158 122h14', '#1F4FD8', 6) +
        stroke('M176 74l6-16M190 78l12-10M164 78l-8-12', '#F0B95A', 5) +
        stroke('M70 112q-20 0-20 30t20 44M250 112q20 0 20 34t-26 44', '#16202B', 8)
      )
    case 'offline':
      return (
        stroke('M84 116a108 108 0 0 1 152 0M108 140a74 74 0 0 1 104 0M132 164a40 40 0 0 1 56 0', '#AFC2EC', 12) +
        oval(160, 190, 11, 11, '#1F4FD8') +
        stroke('M96 60L226 196', '#D93A26', 11)
      )
    case 'locked':
      return (
        stroke('M124 110V84a36 36 0 0 1 72 0v26', '#8795AA', 15) +
        rect(104, 106, 112, 90, 18, blue) +
        oval(160, 144, 13, 13, '#FFFFFF') +
        rect(154, 148, 12, 28, 6, '#FFFFFF') +
        rect(112, 112, 40, 8, 4, '#FFFFFF', 'opacity=".4"')
      )
  }
}
