import type { Colorway } from './colorways.ts'

/**
 * A small vocabulary for drawing in a square of 800 by 800: the light comes from the upper left, the ground is at
 * y = 690. Gradients are collected on the pen and their names carry the drawing's own prefix, so many drawings can
 * live in one page.
 */
export type Pen = {
  defs: string[]
  /** A gradient from (x1,y1) to (x2,y2), in fractions of the painted shape. Stops: [where, color, opacity]. */
  linear: (stops: Stop[], x1?: number, y1?: number, x2?: number, y2?: number) => string
  radial: (stops: Stop[], cx?: number, cy?: number, r?: number) => string
  clip: (shape: string) => string
}
export type Stop = [at: number, color: string, opacity?: number]

export function createPen(prefix: string): Pen {
  const defs: string[] = []
  const keep = (make: (id: string) => string): string => {
    const id = `${prefix}${defs.length}`
    defs.push(make(id))
    return `url(#${id})`
  }
  const marks = (stops: Stop[]) =>
    stops
      .map(
        ([at, color, opacity]) =>
          `<stop offset="${at}" stop-color="${color}"${opacity === undefined ? '' : ` stop-opacity="${opacity}"`}/>`,
      )
      .join('')
  return {
    defs,
    linear: (stops, x1 = 0, y1 = 0, x2 = 1, y2 = 1) =>
      keep((id) => `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${marks(stops)}</linearGradient>`),
    radial: (stops, cx = 0.5, cy = 0.5, r = 0.5) =>
      keep((id) => `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${marks(stops)}</radialGradient>`),
    clip: (inside) => keep((id) => `<clipPath id="${id}">${inside}</clipPath>`),
  }
}

const n = (value: number) => String(Math.round(value * 100) / 100)

export const rect = (x: number, y: number, w: number, h: number, r: number, fill: string, more = '') =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" rx="${n(r)}" fill="${fill}" ${more}/>`
export const oval = (cx: number, cy: number, rx: number, ry: number, fill: string, more = '') =>
  `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`
export const shape = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`
export const stroke = (d: string, color: string, width: number, more = '') =>
  `<path d="${d}" fill="none" stroke="${color}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`
export const group = (transform: string, ...inside: string[]) => `<g transform="${transform}">${inside.join('')}</g>`
export const faint = (opacity: number, ...inside: string[]) => `<g opacity="${opacity}">${inside.join('')}</g>`

/** The skin of a flat body: lit at the upper left, falling away to the lower right. */
export const skin = (pen: Pen, c: Colorway) =>
  pen.linear(
    [
      [0, c.light],
      [0.45, c.base],
      [1, c.shade],
    ],
    0,
    0,
    0.9,
    1,
  )
/** The skin of something round that stands upright. */
export const round = (pen: Pen, c: Colorway) =>
  pen.linear(
    [
      [0, c.base],
      [0.1, c.base],
      [0.28, c.light],
      [0.55, c.base],
      [0.88, c.shade],
      [1, c.base],
    ],
    0,
    0,
    1,
    0,
  )
/** The skin of a ball. */
export const ball = (pen: Pen, c: Colorway) =>
  pen.radial(
    [
      [0, c.light],
      [0.5, c.base],
      [1, c.shade],
    ],
    0.34,
    0.28,
    0.8,
  )
export const steel = (pen: Pen) =>
  pen.linear(
    [
      [0, '#E9EEF3'],
      [0.22, '#FFFFFF'],
      [0.5, '#C6CFD9'],
      [0.8, '#8E9AA8'],
      [1, '#BCC6D1'],
    ],
    0,
    0,
    1,
    0,
  )
export const glass = (pen: Pen) =>
  pen.linear(
    [
      [0, '#3A4A5E'],
      [0.5, '#1A2431'],
      [1, '#0B1119'],
    ],
    0,
    0,
    1,
    1,
  )
export const glow = (pen: Pen, color: string) =>
  pen.radial([
    [0, color, 0.75],
    [0.4, color, 0.3],
    [1, color, 0],
  ])

/** What the thing leaves on the ground: dark where it touches, soft and to the right where the light cannot come. */
export function shadow(pen: Pen, cx: number, y: number, rx: number, ry = Math.max(12, rx * 0.11)): string {
  const soft = pen.radial([
    [0, '#17222E', 0.34],
    [0.55, '#17222E', 0.14],
    [1, '#17222E', 0],
  ])
  const touch = pen.radial([
    [0, '#0C141C', 0.5],
    [0.7, '#0C141C', 0.18],
    [1, '#0C141C', 0],
  ])
  return oval(cx + rx * 0.14, y + ry * 0.25, rx * 1.28, ry * 1.5, soft) + oval(cx, y, rx * 1.02, ry * 0.6, touch)
}

/** A band of window light across a polished face. */
export function sheen(pen: Pen, x: number, y: number, w: number, h: number, opacity = 0.3): string {
  const light = pen.linear(
    [
      [0, '#fff', opacity],
      [1, '#fff', 0],
    ],
    0,
    0,
    0.6,
    1,
  )
  return shape(`M${n(x)} ${n(y)}H${n(x + w * 0.62)}L${n(x + w * 0.2)} ${n(y + h)}H${n(x)}Z`, light)
}

export type Body = {
  w: number
  h: number
  d: number
  r?: number
  bottom?: number
  cx?: number /** False for what hangs on a wall and leaves no shadow on the ground. */
  grounded?: boolean
}

/**
 * A body with straight sides. From the front only its face is seen; turned, the face leans to the left and the right
 * side and the top come into view, the side in shade and the top in light. `face` draws in its own corner (0,0)–(w,h).
 */
export function solid(pen: Pen, c: Colorway, turned: boolean, body: Body, face: string, side = ''): string {
  const { w, h, d, r = 14, grounded = true } = body
  const bottom = body.bottom ?? 690
  const cx = body.cx ?? 400
  if (!turned) {
    const x = cx - w / 2
    return (grounded ? shadow(pen, cx, bottom, w / 2) : '') + group(`translate(${n(x)} ${n(bottom - h)})`, face)
  }
  const kx = 0.86
  const lean = 0.075
  const sx = d * 0.62
  const sy = d * 0.22
  const fw = w * kx
  const fall = w * lean
  const x0 = cx - (fw + sx) / 2
  const y0 = bottom - h - fall
  const x1 = x0 + fw
  const y1 = y0 + fall
  const dark = pen.linear(
    [
      [0, c.shade],
      [1, mix(c.shade, c.deep, 0.45)],
    ],
    0,
    0,
    1,
    0.4,
  )
  const top = pen.linear(
    [
      [0, c.light],
      [1, c.base],
    ],
    0,
    0,
    1,
    0,
  )
  const q = Math.min(r * 0.6, sx * 0.4)
  const ground = grounded ? shadow(pen, cx + 6, bottom - 4, (fw + sx) / 2, Math.max(16, fw * 0.09)) : ''
  const front = group(`matrix(${kx} ${lean} 0 1 ${n(x0)} ${n(y0)})`, face)
  if (r >= 26) return ground + extrusion(pen, c, { w, h, r, sx, sy, kx, lean, x0, y0 }) + front
  return (
    ground +
    shape(
      `M${n(x0 + r * 0.5)} ${n(y0 + 1)}L${n(x1 - 2)} ${n(y1 + 2)}L${n(x1 + sx - q)} ${n(y1 - sy + q * 0.3)}L${n(x0 + sx + q)} ${n(y0 - sy)}Z`,
      top,
      `stroke="${c.base}" stroke-width="3" stroke-linejoin="round"`,
    ) +
    shape(
      `M${n(x1 - 8)} ${n(y1 + 3)}L${n(x1 + sx - q)} ${n(y1 - sy)}Q${n(x1 + sx)} ${n(y1 - sy)} ${n(x1 + sx)} ${n(y1 - sy + q)}V${n(y1 - sy + h - q)}Q${n(x1 + sx)} ${n(y1 - sy + h)} ${n(x1 + sx - q)} ${n(y1 - sy + h + q * 0.3)}L${n(x1 - 8)} ${n(y1 + h - 3)}Z`,
      dark,
    ) +
    (side ? group(`matrix(${n(0.62)} -0.22 0 1 ${n(x1)} ${n(y1)})`, side) : '') +
    front
  )
}

/** A body with generous corners, drawn as its own outline pushed back in thin slices, so that no corner shows a gap. */
function extrusion(
  pen: Pen,
  c: Colorway,
  box: { w: number; h: number; r: number; sx: number; sy: number; kx: number; lean: number; x0: number; y0: number },
): string {
  const { w, h, r, sx, sy, kx, lean, x0, y0 } = box
  const side = pen.linear(
    [
      [0, c.light],
      [Math.min(0.2, (r * 0.5) / h), c.base],
      [Math.min(0.34, (r * 1.3) / h), c.shade],
      [1, mix(c.shade, c.deep, 0.4)],
    ],
    0.5,
    0,
    0.62,
    1,
  )
  const slices = Math.max(6, Math.ceil(sx / 4))
  return [...Array(slices)]
    .map((_, i) => {
      const t = 1 - i / slices
      return group(`matrix(${kx} ${lean} 0 1 ${n(x0 + sx * t)} ${n(y0 - sy * t)})`, rect(0, 0, w, h, r, side))
    })
    .join('')
}

/** A tin, jar or bottle body: straight sides, an oval lid seen a little from above, more when turned. */
export function tube(pen: Pen, c: Colorway, cx: number, top: number, bottom: number, rx: number, tilt: number, paint?: string): string {
  const ry = rx * tilt
  const skinOf = paint ?? round(pen, c)
  return (
    shape(
      `M${n(cx - rx)} ${n(top)}V${n(bottom - ry * 0.4)}A${n(rx)} ${n(ry)} 0 0 0 ${n(cx + rx)} ${n(bottom - ry * 0.4)}V${n(top)}A${n(rx)} ${n(ry)} 0 0 1 ${n(cx - rx)} ${n(top)}Z`,
      skinOf,
    ) +
    oval(
      cx,
      top,
      rx,
      ry,
      pen.linear(
        [
          [0, c.light],
          [1, c.base],
        ],
        0,
        0,
        1,
        0.5,
      ),
    )
  )
}

/** A band around a tube between two heights, following its curve. */
export function band(cx: number, y1: number, y2: number, rx: number, tilt: number, fill: string): string {
  const ry = rx * tilt
  return shape(
    `M${n(cx - rx)} ${n(y1)}A${n(rx)} ${n(ry)} 0 0 0 ${n(cx + rx)} ${n(y1)}V${n(y2)}A${n(rx)} ${n(ry)} 0 0 1 ${n(cx - rx)} ${n(y2)}Z`,
    fill,
  )
}

/** A color between two others. */
export function mix(one: string, other: string, part: number): string {
  const parse = (hex: string) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16))
  const a = parse(one)
  const b = parse(other)
  return (
    '#' +
    a
      .map((value, i) =>
        Math.round(value + (b[i]! - value) * part)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')
  )
}
