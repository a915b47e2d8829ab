import { expect, test } from 'vitest'
import { channelMedia, mediaOnChannel } from './media.ts'
import type { Media } from './model.ts'

const one = (reference: string, more: Partial<Media> = {}): Media => ({
  ...{ role: 'gallery', reference, sku_id: null, alt: null, channel_id: null, layout: null },
  ...more,
})
const cover = one('cover', { role: 'cover' })
const red = one('red', { role: 'option', sku_id: 'red' })
const blue = one('blue', { role: 'option', sku_id: 'blue' })
const white = one('white', { role: 'cover', channel_id: 'tmall' })
const tall = one('tall', { role: 'cover', channel_id: 'tmall', layout: 'tall' })
const wide = one('wide', { layout: 'wide' })
const manual = one('manual', { role: 'document' })
const theirs = one('theirs', { role: 'document', channel_id: 'tmall' })

const names = (media: readonly Media[]) => media.map(({ reference }) => reference)
const pictures = (media: readonly Media[], channel: string, layout: 'square' | 'tall' | 'wide' = 'square', sku = 'red') =>
  names(channelMedia(media, channel, layout, sku).pictures)

test.each([
  ['what serves everywhere, when nothing was made for it', [cover, one('a')], 'jd', 'square', ['cover', 'a']],
  ['its own cover instead of the common one, the gallery stays', [cover, white, one('a')], 'tmall', 'square', ['white', 'a']],
  ['nothing of another channel', [cover, white], 'jd', 'square', ['cover']],
  ["the picture of the SKU first, its sister's not at all", [cover, blue, red], 'jd', 'square', ['red', 'cover']],
  ['a square cover stays where only a tall one was made', [cover, tall], 'tmall', 'square', ['cover']],
  ['the tall one where tall ones are asked', [cover, tall], 'tmall', 'tall', ['tall']],
  ['what was made for the shape before what fits everywhere', [one('a'), wide], 'jd', 'wide', ['wide', 'a']],
  ['none of another shape', [wide], 'jd', 'square', []],
  ['each picture once', [cover, one('cover')], 'jd', 'square', ['cover']],
] as const)('a channel shows %s', (_name, media, channel, layout, wanted) => expect(pictures(media, channel, layout)).toEqual(wanted))

test('papers of a channel are added to those for everyone, and all shapes stay apart when none is asked', () => {
  expect(names(channelMedia([manual, theirs], 'tmall', 'square', 'red').documents)).toEqual(['manual', 'theirs'])
  expect(names(mediaOnChannel([cover, tall, white, red, blue, manual], 'tmall'))).toEqual(['tall', 'white', 'red', 'blue', 'manual'])
  expect(names(mediaOnChannel([cover, tall, wide], 'tmall'))).toEqual(['cover', 'tall', 'wide'])
})
