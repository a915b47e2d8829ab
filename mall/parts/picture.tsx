/** Lists show small pictures and the page of a product large ones; both know screens of double density. */
const widths = { small: [160, 320, 640], large: [640, 960, 1440] }

export const mediaAddress = (reference: string, width: number, format: 'webp' | 'avif' | 'jpg' = 'webp'): string =>
  `/media/${encodeURIComponent(reference)}/${width}.${format}`

const setOf = (reference: string, format: 'webp' | 'avif', of: number[]) =>
  of.map((width) => `${mediaAddress(reference, width, format)} ${width}w`).join(', ')

/** A square picture that keeps its place while it loads. Large ones also as AVIF, where the bytes are. */
export function Picture(props: {
  reference: string | null | undefined
  alt: string
  /** As in `sizes` of an image: how wide it is drawn. */
  sizes: string
  large?: boolean
  /** Seen at once: fetched first. */
  first?: boolean
  className?: string
}) {
  const { reference, alt, sizes, large, first, className = '' } = props
  if (!reference) {
    // A decoration that is missing is nothing to be told of.
    const said = alt ? { role: 'img', 'aria-label': alt } : { 'aria-hidden': true }
    return <span {...said} className={`block aspect-square ${className}`} />
  }
  const image = (
    <img
      src={mediaAddress(reference, large ? 960 : 320)}
      srcSet={setOf(reference, 'webp', large ? widths.large : widths.small)}
      sizes={sizes}
      width={960}
      height={960}
      alt={alt}
      loading={first ? 'eager' : 'lazy'}
      decoding={first ? 'sync' : 'async'}
      fetchPriority={first ? 'high' : 'auto'}
      className={`aspect-square object-cover ${className}`}
    />
  )
  if (!large) return image
  return (
    <picture className="contents">
      <source type="image/avif" srcSet={setOf(reference, 'avif', widths.large)} sizes={sizes} />
      {image}
    </picture>
  )
}
