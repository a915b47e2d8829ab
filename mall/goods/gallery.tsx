import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { Icon } from '../parts/icons.tsx'
import { mediaAddress, Picture } from '../parts/picture.tsx'
import { pick, useLang, useWords, type Words } from '../words.ts'
import { useGoodsWords } from './words.ts'

interface Shown {
  role: string
  reference: string
  sku_id?: string | null
  alt?: Words | null
  layout?: string | null
}

/** Pictures side by side, moved by finger, key or the small pictures below; each leads to its large one. No script needed. */
export function Gallery({ media, title, sku_id }: { media: readonly Shown[]; title: string; sku_id: string | undefined }) {
  const t = useWords()
  const say = useGoodsWords()
  const lang = useLang()
  const rail = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState(0)
  const [large, setLarge] = useState<number | null>(null)
  const all = media.filter(
    (one) =>
      ['cover', 'gallery', 'option', 'detail'].includes(one.role) &&
      (one.layout ?? 'square') === 'square' &&
      (!one.sku_id || one.sku_id === sku_id),
  )
  // The chosen color comes first.
  const ordered = [...all.filter((one) => one.sku_id), ...all.filter((one) => !one.sku_id)]
  const pictures = ordered.filter(({ reference }, i) => ordered.findIndex((one) => one.reference === reference) === i).slice(0, 8)
  const named = pictures.map(({ reference, alt }, i) => ({ reference, alt: pick(alt, lang) || (i === 0 ? title : `${title} ${i + 1}`) }))
  const go = (place: number) => rail.current?.scrollTo({ left: place * rail.current.clientWidth, behavior: 'smooth' })
  return (
    <section aria-label={t('product.pictures')}>
      <div
        ref={rail}
        className="rail snap-mandatory bg-tile md:rounded-card"
        onScroll={(event) => setShown(Math.round(event.currentTarget.scrollLeft / Math.max(1, event.currentTarget.clientWidth)))}
      >
        {named.length ? (
          named.map(({ reference, alt }, i) => (
            <a
              key={reference}
              id={`picture-${i + 1}`}
              href={mediaAddress(reference, 1440)}
              aria-label={`${say('zoom')}: ${alt}`}
              className="block w-full cursor-zoom-in"
              onClick={(event) => {
                event.preventDefault()
                setLarge(i)
              }}
            >
              <Picture
                reference={reference}
                alt={alt}
                large
                first={i === 0}
                sizes="(width >= 1312px) 640px, (width >= 768px) 50vw, 100vw"
                className="w-full"
              />
            </a>
          ))
        ) : (
          <div className="w-full">
            <Picture reference={null} alt={title} large sizes="100vw" className="w-full" />
          </div>
        )}
      </div>
      {pictures.length > 1 ? (
        <ul className="mt-3 flex justify-center gap-2 px-4 md:justify-start md:px-0">
          {pictures.map(({ reference }, i) => (
            <li key={reference}>
              <a
                href={`#picture-${i + 1}`}
                onClick={(event) => {
                  event.preventDefault()
                  go(i)
                }}
                aria-label={t('product.picture', { n: i + 1 })}
                aria-current={i === shown ? 'true' : undefined}
                className="block size-12 overflow-hidden rounded-lg border border-transparent bg-tile aria-[current]:border-primary md:size-18"
              >
                <Picture reference={reference} alt="" sizes="72px" className="w-full" />
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      {large === null ? null : <Zoom pictures={named} at={large} move={setLarge} />}
    </section>
  )
}

/** One picture over the whole screen: a press makes it larger where it was pressed, dragging moves it, arrow keys turn over. */
function Zoom(props: { pictures: readonly { reference: string; alt: string }[]; at: number; move(at: number | null): void }) {
  const { pictures, at, move } = props
  const say = useGoodsWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const stage = useRef<HTMLElement>(null)
  const held = useRef<{ x: number; y: number; moved: boolean } | null>(null)
  const [near, setNear] = useState<{ x: number; y: number } | null>(null)
  useEffect(() => dialog.current?.showModal(), [])
  // Scrolled once it is laid out large, so that what was pressed stays in sight.
  useEffect(() => {
    if (!near || !stage.current) return
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = stage.current
    stage.current.scrollTo(near.x * scrollWidth - clientWidth / 2, near.y * scrollHeight - clientHeight / 2)
  }, [near])
  const turn = (by: number) => {
    setNear(null)
    move((at + by + pictures.length) % pictures.length)
  }
  const keys = (event: KeyboardEvent) => {
    if (near) return // arrows scroll the large picture
    if (event.key === 'ArrowRight') turn(1)
    if (event.key === 'ArrowLeft') turn(-1)
  }
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!held.current || !near || event.pointerType !== 'mouse') return
    event.currentTarget.scrollBy(held.current.x - event.clientX, held.current.y - event.clientY)
    const far = Math.abs(held.current.x - event.clientX) + Math.abs(held.current.y - event.clientY) > 2
    held.current = { x: event.clientX, y: event.clientY, moved: held.current.moved || far }
  }
  const press = (event: { clientX: number; clientY: number; currentTarget: Element }) => {
    if (held.current?.moved) return
    const box = event.currentTarget.getBoundingClientRect()
    setNear(near ? null : { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height })
  }
  const { reference, alt } = pictures[at]!
  return (
    <dialog
      ref={dialog}
      aria-label={alt}
      className="fixed inset-0 m-0 h-dvh max-h-none w-screen max-w-none overflow-hidden bg-paper text-ink"
      onClose={() => move(null)}
      onKeyDown={keys}
    >
      <section
        ref={stage}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
        tabIndex={0}
        aria-label={alt}
        className="h-full w-full overflow-auto overscroll-contain"
        onPointerDown={(event) => {
          held.current = { x: event.clientX, y: event.clientY, moved: false }
        }}
        onPointerMove={drag}
        onPointerUp={() =>
          setTimeout(() => {
            held.current = null
          })
        }
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button below does the same */}
        <img
          src={mediaAddress(reference, 1440)}
          alt={alt}
          draggable={false}
          onClick={press}
          className={near ? 'w-[250vmin] max-w-none cursor-zoom-out' : 'h-full w-full cursor-zoom-in object-contain'}
        />
      </section>
      <div className="pointer-events-none absolute inset-x-0 bottom-0 flex justify-center gap-3 p-4 pb-[calc(16px+env(safe-area-inset-bottom))] *:pointer-events-auto">
        {pictures.length > 1 ? (
          <button type="button" className={round} aria-label={say('zoom_previous')} onClick={() => turn(-1)}>
            <Icon name="right" className="size-5 rotate-180" />
          </button>
        ) : null}
        <button type="button" className={`${round} px-5`} onClick={() => setNear(near ? null : { x: 0.5, y: 0.5 })}>
          {say(near ? 'zoom_less' : 'zoom_more')}
        </button>
        {pictures.length > 1 ? (
          <button type="button" className={round} aria-label={say('zoom_next')} onClick={() => turn(1)}>
            <Icon name="right" className="size-5" />
          </button>
        ) : null}
        <button type="button" className={round} aria-label={say('zoom_close')} onClick={() => dialog.current?.close()}>
          <Icon name="close" className="size-5" />
        </button>
      </div>
    </dialog>
  )
}

const round = 'inline-flex min-h-12 min-w-12 items-center justify-center rounded-full border border-line bg-paper hover:border-primary'
