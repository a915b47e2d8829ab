import { useEffect, useState } from 'react'
import type { CartLine } from '../cart.ts'
import { day } from '../format.ts'
import { type Both, pick, useLang } from '../words.ts'
import { useCheckoutWords } from './words.ts'

export interface Promised {
  sku_id: string
  /** More than one when only several places together have that many. */
  parcels?: number
  available?: number
  ships_on: string | null
  arrives_on: string | null
}

export const askFor = (lines: readonly Pick<CartLine, 'sku_id' | 'quantity'>[], region_code: string | null) => ({
  ...(region_code ? { region_code } : {}),
  items: lines.map(({ sku_id, quantity }) => ({ sku_id, quantity })),
})

/** The day each parcel would arrive, before anybody pays; it follows the address as it is chosen. */
export function Promises(props: { lines: readonly CartLine[]; start: readonly Promised[]; region_code: string | null }) {
  const { lines, start, region_code } = props
  const say = useCheckoutWords()
  const lang = useLang()
  const [promised, setPromised] = useState(start)
  useEffect(() => setPromised(start), [start])
  useEffect(() => {
    if (!region_code) return
    const leaving = new AbortController()
    fetch('/api/mall/availability', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(askFor(lines, region_code)),
      signal: leaving.signal,
    })
      .then(async (answer) => (answer.ok ? setPromised(((await answer.json()) as { items: Promised[] }).items) : undefined))
      .catch(() => {}) // the days shown before stay
    return () => leaving.abort()
  }, [region_code, lines])
  const parcels = new Map<string, CartLine[]>()
  for (const line of lines) {
    const one = promised.find(({ sku_id }) => sku_id === line.sku_id)
    // Sold, and in no parcel: a service.
    const service = one?.parcels === 0 && (one.available ?? 0) > 0
    const when = service ? 'z' : one?.arrives_on ? `a${one.arrives_on}` : one?.ships_on ? `s${one.ships_on}` : ''
    parcels.set(when, [...(parcels.get(when) ?? []), line])
  }
  const titled = (line: CartLine) => {
    const count = promised.find(({ sku_id }) => sku_id === line.sku_id)?.parcels ?? 1
    return pick(line.title as Both, lang) + (count > 1 ? say('in_parcels', { n: count }) : '')
  }
  return (
    <section aria-live="polite" aria-label={say('promise')}>
      <h2 className="text-lg font-semibold">{say('promise')}</h2>
      <p className="mt-1 text-sm text-muted">{say('promise_text')}</p>
      <ul className="mt-3 space-y-2">
        {[...parcels].sort().map(([when, some], i) => (
          <li key={when} className="flex flex-wrap items-baseline gap-x-3 rounded-card bg-jade-wash px-4 py-3 text-sm">
            <strong className="text-jade">
              {parcels.size > 1 && when !== 'z' ? `${say('parcel', { n: i + 1 })} · ` : ''}
              {when === 'z'
                ? say('service')
                : when
                  ? say(when[0] === 'a' ? 'arrives' : 'ships', { date: day(when.slice(1), lang) })
                  : say('unknown')}
            </strong>
            <span className="text-muted">{some.map(titled).join(lang === 'zh' ? '、' : ', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
