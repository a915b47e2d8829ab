import type { Media, mediaLayouts } from './model.ts'

export type Layout = (typeof mediaLayouts)[number]

/** What one channel shows of one SKU in pictures, films and papers. */
export interface ChannelMedia {
  /** The cover first; each picture once. */
  pictures: Media[]
  /** The long pictures below the description. */
  details: Media[]
  video: Media | null
  documents: Media[]
  models: Media[]
}

/**
 * The media of a product as one channel gets them, in their order, of one shape only when one is asked. What was made for the channel takes the place
 * of what serves everywhere: role by role, SKU by SKU, shape by shape (what fits every shape counts as square). Papers and models are added to, for
 * they inform rather than present.
 */
export function mediaOnChannel<One extends Pick<Media, 'role' | 'channel_id' | 'layout' | 'sku_id'>>(
  media: readonly One[],
  channel_id: string,
  layout?: Layout,
): One[] {
  const fits = (one: One) => layout === undefined || one.layout === null || one.layout === layout || one.role === 'detail'
  const made = media.filter((one) => one.channel_id === channel_id && fits(one))
  const replaced = ({ role, sku_id, layout: shape }: One) =>
    role !== 'document' &&
    role !== 'model' &&
    made.some(
      (own) =>
        own.role === role && own.sku_id === sku_id && (layout !== undefined || own.layout === null || own.layout === (shape ?? 'square')),
    )
  return media.filter((one) => fits(one) && (one.channel_id === channel_id || (one.channel_id === null && !replaced(one))))
}

/**
 * What a channel's page of one SKU shows in this shape. Pictures of sister SKUs stay away; the SKU's own come first, then covers, then those made for
 * the shape before those that fit everywhere.
 */
export function channelMedia(media: readonly Media[], channel_id: string, layout: Layout, sku_id: string): ChannelMedia {
  const reached = mediaOnChannel(media, channel_id, layout).filter((one) => one.sku_id === null || one.sku_id === sku_id)
  const of = (...roles: Media['role'][]) => reached.filter(({ role }) => roles.includes(role))
  const place = (one: Media) => (one.sku_id === null ? 4 : 0) + (one.role === 'cover' ? 0 : 2) + (one.layout === layout ? 0 : 1)
  return {
    pictures: once(of('cover', 'gallery', 'option').sort((a, b) => place(a) - place(b))),
    details: once(of('detail')),
    video: of('video')[0] ?? null,
    documents: of('document'),
    models: of('model'),
  }
}

const once = (media: readonly Media[]) => media.filter(({ reference }, i) => media.findIndex((one) => one.reference === reference) === i)
