/** Pictures of the sample enterprise: products, banners, marks, faces and empty pages, all drawn, all SVG text. */
export { colorways } from './colorways.ts'
export { type Banner, drawAvatar, drawBanner, drawEmptyState, drawMark, type EmptyState, type Mark } from './compositions.ts'
export { drawings, drawProduct, type ProductPicture, type View, views } from './draw.ts'
