import type { Drawing } from '#core/pictures.ts'

// Loaded when somebody first looks at a drawing: a shop with photographs never needs it.
let pictures: Promise<typeof import('#world/pictures/index.ts')> | undefined

/** `world:<picture>:<colorway>:<view>`: the products of the sample enterprise, drawn. */
const world: Drawing = async (picture, colorway = 'default', view = 'front') => {
  pictures ??= import('#world/pictures/index.ts')
  const { colorways, drawings, drawProduct, views } = await pictures
  const color = colorway === 'default' ? Object.keys(colorways)[0]! : colorway
  const side = views.find((one) => one === view || (one === 'three-quarter' && view === 'angle'))
  if (!picture || !Object.hasOwn(drawings, picture) || !Object.hasOwn(colorways, color) || !side) return null
  return drawProduct({ picture, colorway: color, view: side })
}

/** What is drawn instead of kept, by the first word of a reference. */
export const drawings: Record<string, Drawing> = { world }
