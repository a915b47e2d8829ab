import { useCallback, useEffect, useState } from 'react'
import { type Chosen, RegionPicker } from '../checkout/region.tsx'
import { day } from '../format.ts'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { type Both, pick, useLang } from '../words.ts'
import { useGoodsWords } from './words.ts'

export interface Arrival {
  ships_on: string | null
  arrives_on: string | null
}
export interface NearStore {
  id: string
  name: Both
  address: Record<string, string>
  opening_hours: string | null
  state: 'in_stock' | 'on_display'
  distance_km: number | null
}

/** Remembered in this browser only, so that nobody is asked twice. */
const key = 'tongshang.region'
const recall = (): Chosen | null => {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Chosen | null
    return kept && /^\d{6}$/.test(kept.code) ? kept : null
  } catch {
    return null
  }
}
const remember = (chosen: Chosen): void => {
  try {
    localStorage.setItem(key, JSON.stringify(chosen))
  } catch {
    // A browser that keeps nothing asks again.
  }
}

type Place = { region: Chosen } | { longitude: number; latitude: number }

/** The day it would arrive where the visitor lives and the stores near him that have it. A kept page does not know him, so he is asked here. */
export function Nearby({ spu_id, sku_id }: { spu_id: string; sku_id: string }) {
  const say = useGoodsWords()
  const [alive, setAlive] = useState(false)
  const [place, setPlace] = useState<Place | null>(null)
  const [open, setOpen] = useState(false)
  const [told, setTold] = useState('')
  const [found, setFound] = useState<{ promise: Arrival | null; stores: NearStore[] } | null>(null)
  useEffect(() => {
    setAlive(true)
    const region = recall()
    if (region) setPlace({ region })
  }, [])
  useEffect(() => {
    if (!place) return
    const leaving = new AbortController()
    ask(sku_id, place, leaving.signal)
      .then(setFound)
      .catch(() => leaving.signal.aborted || setTold(say('nearby_failed')))
    return () => leaving.abort()
  }, [place, sku_id, say])
  const choose = useCallback((region: Chosen) => {
    remember(region)
    setTold('')
    setPlace({ region })
    setOpen(false)
  }, [])
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude } }) => {
        setTold('')
        setPlace({ longitude, latitude })
        setOpen(false)
      },
      () => setTold(say('nearby_denied')),
      { timeout: 10_000, maximumAge: 300_000 },
    )
  const link = 'inline-flex min-h-11 items-center gap-2 text-left text-sm text-primary hover:underline'
  return (
    <section className="mt-6 rounded-card border border-line p-4 md:mt-8 md:p-5" aria-label={say('nearby')}>
      {!alive ? (
        <Go to={`/products/${spu_id}/delivery?sku=${encodeURIComponent(sku_id)}`} rel="nofollow" className={link}>
          <Icon name="pin" className="size-5" />
          {say('nearby_ask')}
        </Go>
      ) : (
        <button type="button" className={link} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="pin" className="size-5" />
          {place && 'region' in place ? say('nearby_to', { place: placeName(place.region) }) : say('nearby_ask')}
          {place ? <span className="underline underline-offset-4">{say('nearby_change')}</span> : null}
        </button>
      )}
      {open ? (
        <div className="mt-2">
          <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
            <RegionPicker start={place && 'region' in place ? place.region : { province: '', city: '', district: '' }} picked={choose} />
          </div>
          <button type="button" className={`${link} mt-1`} onClick={locate}>
            {say('nearby_here')}
          </button>
        </div>
      ) : null}
      <div aria-live="polite">
        {told ? <p className="mt-1 text-sm text-price">{told}</p> : null}
        {found && !open ? <Found {...found} /> : null}
      </div>
    </section>
  )
}

export const placeName = ({ province, city, district }: Omit<Chosen, 'code'>): string => [...new Set([province, city, district])].join('')

async function ask(sku_id: string, place: Place, signal: AbortSignal): Promise<{ promise: Arrival | null; stores: NearStore[] }> {
  const region_code = 'region' in place ? place.region.code : null
  const where = region_code
    ? { region_code }
    : { longitude: String((place as { longitude: number }).longitude), latitude: String((place as { latitude: number }).latitude) }
  const [promise, stores] = await Promise.all([
    region_code
      ? fetch('/api/mall/availability', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ region_code, items: [{ sku_id }] }),
          signal,
        })
      : null,
    fetch(`/api/mall/outlets/stock?${new URLSearchParams({ sku_id, ...where })}`, { signal }),
  ])
  if (!stores.ok || promise?.ok === false) throw new Error('not answered')
  return {
    promise: promise ? ((await promise.json()) as { items: Arrival[] }).items[0]! : null,
    stores: ((await stores.json()) as { items: NearStore[] }).items,
  }
}

/** What is known for one place. */
export function Found({ promise, stores }: { promise: Arrival | null; stores: readonly NearStore[] }) {
  const say = useGoodsWords()
  const lang = useLang()
  return (
    <>
      {promise ? (
        <p className="mt-1 text-sm font-semibold text-jade">
          {promise.arrives_on
            ? say('nearby_arrives', { date: day(promise.arrives_on, lang) })
            : promise.ships_on
              ? say('nearby_ships', { date: day(promise.ships_on, lang) })
              : say('nearby_none')}
        </p>
      ) : null}
      <h3 className="mt-4 text-sm font-semibold">{say('stores')}</h3>
      {stores.length === 0 ? <p className="mt-1 text-sm text-muted">{say('stores_none')}</p> : null}
      <ul className="divide-y divide-line text-sm">
        {stores.slice(0, 5).map(({ id, name, address, opening_hours, state, distance_km }) => (
          <li key={id} className="py-3">
            <span className="flex flex-wrap items-baseline justify-between gap-x-3">
              <strong className="font-medium">{pick(name, lang)}</strong>
              <span className={state === 'in_stock' ? 'text-jade' : 'text-amber'}>{say(`stores_${state}`)}</span>
            </span>
            <span className="block text-muted">
              {[...new Set([address.province, address.city, address.district])].join('')}
              {address.street}
              {distance_km === null ? '' : ` · ${say('stores_km', { n: distance_km })}`}
            </span>
            {opening_hours ? <span className="figures block text-muted">{opening_hours}</span> : null}
          </li>
        ))}
      </ul>
    </>
  )
}
