import { appliances, type Drawing } from './appliances.ts'
import { type Colorway, colorways } from './colorways.ts'
import { energy } from './energy.ts'
import { local } from './local.ts'
import { milk } from './milk.ts'
import { more } from './more.ts'
import { createPen, group, mix, oval, rect } from './pen.ts'
import { drawScene } from './scenes.ts'
import { services } from './services.ts'

export type View = 'front' | 'three-quarter' | 'detail' | 'scene'
export const views: View[] = ['three-quarter', 'front', 'detail', 'scene']

/** Every thing we can draw, by the name a product's `picture` uses. */
export const drawings: Record<string, Drawing> = { ...appliances, ...milk, ...local, ...services, ...energy, ...more }

export type ProductPicture = { picture: string; colorway: string; view?: View; width?: number; height?: number }

/** One picture of one product: an SVG text that contains no script, no text and nothing from elsewhere. */
export function drawProduct({ picture, colorway, view = 'three-quarter', width = 800, height = 800 }: ProductPicture): string {
  const drawing = drawings[picture]
  const c = colorways[colorway]
  if (!drawing) throw new Error(`no drawing is called ${picture}`)
  if (!c) throw new Error(`no colorway is called ${colorway}`)
  const pen = createPen(`${picture}-${colorway}-${view}-`)
  const inside = view === 'scene' ? inScene(pen, drawing, c) : onMist(pen, drawing, c, view)
  return svg(pen.defs, inside, width, height)
}

/** The thing alone, without a ground behind it, in its square of 800: for banners and pages that bring their own. */
export function drawBare(pen: ReturnType<typeof createPen>, picture: string, colorway: string, turned = true): string {
  return drawings[picture]!.draw(pen, colorways[colorway]!, turned)
}

function onMist(pen: ReturnType<typeof createPen>, drawing: Drawing, c: Colorway, view: View): string {
  const ground =
    rect(
      -400,
      -400,
      1600,
      1600,
      0,
      pen.linear(
        [
          [0, mix(c.wash, '#FFFFFF', 0.6)],
          [0.6, c.wash],
          [1, mix(c.wash, c.base, 0.12)],
        ],
        0,
        0,
        0.6,
        1,
      ),
    ) +
    oval(
      260,
      240,
      460,
      420,
      pen.radial([
        [0, '#FFFFFF', 0.7],
        [1, '#FFFFFF', 0],
      ]),
    )
  const [fx, fy, zoom] = drawing.focus
  const thing = drawing.draw(pen, c, view !== 'front')
  if (view === 'detail')
    return ground + group(`translate(${400 - fx * zoom} ${400 - fy * zoom}) scale(${zoom})`, drawing.draw(pen, c, false))
  return ground + thing
}

/** A room is seen straight on, so what hangs on its wall or stands against it is too; what stands on a table may turn. */
function inScene(pen: ReturnType<typeof createPen>, drawing: Drawing, c: Colorway): string {
  if (drawing.whole) return onMist(pen, drawing, c, 'three-quarter')
  const turned = drawing.scene === 'outdoor' || (drawing.stands === 'counter' && drawing.scene !== 'living')
  const { back, front, ground, size } = drawScene(pen, drawing.scene, drawing.stands ?? 'counter')
  return back + group(`translate(${400 - 400 * size} ${ground - 690 * size}) scale(${size})`, drawing.draw(pen, c, turned)) + front
}

/** Fits the square drawing into the wanted frame; a frame that is not square shows more of the ground, never less of the thing. */
export function svg(defs: string[], inside: string, width: number, height: number): string {
  const side = 800
  const w = width >= height ? (side * width) / height : side
  const h = width >= height ? side : (side * height) / width
  const x = (side - w) / 2
  const y = (side - h) / 2
  const box = [x, y, w, h].map((value) => Math.round(value * 100) / 100).join(' ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${width}" height="${height}"><defs>${defs.join('')}</defs>${inside}</svg>`
}
