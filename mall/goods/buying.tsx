import { useEffect, useState } from 'react'
import { day, moment, money } from '../format.ts'
import { useSending } from '../parts/form.tsx'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { ListPrice, Price } from '../parts/price.tsx'
import { Stepper } from '../parts/stepper.tsx'
import type { action as cartAction } from '../routes/cart.tsx'
import type { Product, Sku } from '../routes/product.tsx'
import { inLang } from '../visit.ts'
import { pick, useLang, useWords } from '../words.ts'

export function PriceLine({ page: { product }, sku }: { page: Product; sku: Sku | undefined }) {
  const t = useWords()
  const lang = useLang()
  const lifecycle = product.lifecycle
  const saves = sku?.list_price_minor && sku.price_minor ? sku.list_price_minor - sku.price_minor : 0
  return (
    <div className="mt-4">
      {sku?.price_minor ? (
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Price amount_minor={sku.price_minor} currency={sku.currency} size="large" />
          <ListPrice amount_minor={sku.list_price_minor} above_minor={sku.price_minor} currency={sku.currency} label={t('price.was')} />
          {saves > 0 ? <span className="text-sm text-price">{t('price.saves', { amount: money(saves, sku.currency) })}</span> : null}
        </p>
      ) : null}
      <p className="mt-1 flex flex-wrap gap-x-4 text-sm text-muted">
        {lifecycle === 'presale' || lifecycle === 'planned' ? (
          <span className="font-semibold text-amber">
            {t(`lifecycle.${lifecycle}`)}
            {product.available_on ? ` · ${t('available_on', { date: day(product.available_on, lang) })}` : ''}
          </span>
        ) : null}
        {product.sales_count > 0 ? (
          <span className="figures">{t('product.sold', { n: product.sales_count.toLocaleString('en') })}</span>
        ) : null}
      </p>
    </div>
  )
}

/** Every choice is an address of its own, so it works without script, can be shared and comes back after a reload. */
export function Options({ page: { product }, sku }: { page: Product; sku: Sku | undefined }) {
  const lang = useLang()
  if (!sku || product.skus.length < 2) return null
  return (
    <div className="mt-6 space-y-5">
      {product.options.map((option) => (
        <nav key={option.key} aria-labelledby={`option-${option.key}`}>
          <p id={`option-${option.key}`} className="text-sm font-semibold">
            {pick(option.name, lang)}
            <span className="ml-2 font-normal text-muted">
              {pick(option.values.find(({ value }) => value === sku.options[option.key])?.name, lang)}
            </span>
          </p>
          <div className="mt-2 flex flex-wrap gap-2">
            {option.values.map(({ value, name }) => {
              const next = nearest(product.skus, sku, option.key, value)
              const chosen = sku.options[option.key] === value
              const look = 'flex min-h-12 min-w-14 items-center justify-center rounded-xl border px-4 py-2 text-sm'
              if (!next)
                return (
                  <span key={value} className={`${look} border-dashed border-line text-muted line-through`}>
                    {pick(name, lang)}
                  </span>
                )
              return (
                <Go
                  key={value}
                  to={`/products/${product.spu_id}?sku=${encodeURIComponent(next.sku_id)}`}
                  replace
                  preventScrollReset
                  aria-current={chosen ? 'true' : undefined}
                  className={`${look} border-line hover:border-primary aria-[current]:border-primary aria-[current]:bg-wash aria-[current]:font-semibold aria-[current]:text-primary`}
                >
                  {pick(name, lang)}
                </Go>
              )
            })}
          </div>
        </nav>
      ))}
    </div>
  )
}

/** The SKU with this value that keeps as many of the other choices as possible. */
function nearest(skus: Sku[], now: Sku, key: string, value: string): Sku | undefined {
  const kept = (sku: Sku) => Object.entries(now.options).filter(([other, chosen]) => other !== key && sku.options[other] === chosen).length
  return skus.filter((sku) => sku.options[key] === value).sort((a, b) => kept(b) - kept(a))[0]
}

/** When it opens, and to whom earlier. */
export function OpeningNote({ page: { opening, product } }: { page: Product }) {
  const t = useWords()
  const lang = useLang()
  const closed = useClosed(opening)
  if (!opening || product.lifecycle === 'withdrawn') return null
  const { opens_at, mine_at, earlier } = opening
  // Opened to everybody while one looked.
  if (!closed && mine_at === opens_at) return null
  const [at, all] = [moment(mine_at!), moment(opens_at!)]
  return (
    <div className="mt-6 rounded-card bg-mist px-4 py-3 text-sm">
      <p className={`font-semibold ${closed ? 'text-amber' : 'text-jade'}`}>
        {closed
          ? mine_at === opens_at
            ? t('product.opens', { at })
            : t('product.opens.mine', { at, all })
          : t('product.opens.early', { all })}
      </p>
      {earlier.length ? (
        <ul className="mt-1 text-muted">
          {earlier.map(({ program, kind, name, hours, opens_at: from }, i) => {
            // Levels are called alike in every program; a membership has a name of its own.
            const who = kind === 'level' ? `${pick(program, lang)} · ${pick(name, lang)}` : pick(name, lang)
            return <li key={i}>{t('product.opens.for', { name: who, n: hours, at: moment(from) })}</li>
          })}
        </ul>
      ) : null}
    </div>
  )
}

/** Whether it is closed to who looks; the moment itself opens a page that is left open. */
function useClosed(opening: Product['opening']): boolean {
  const [opened, setOpened] = useState<string | null>(null)
  const mine_at = opening && !opening.open ? opening.mine_at : null
  useEffect(() => {
    const left = mine_at ? Date.parse(mine_at) - Date.now() : Number.POSITIVE_INFINITY
    // A timer counts no further than 24 days.
    if (left > 2_000_000_000) return
    const timer = setTimeout(() => setOpened(mine_at), Math.max(0, left))
    return () => clearTimeout(timer)
  }, [mine_at])
  return mine_at !== null && opened !== mine_at
}

export function BuyForm({ page, sku }: { page: Product; sku: Sku | undefined }) {
  const t = useWords()
  const lang = useLang()
  const fetcher = useSending<typeof cartAction>()
  const available = useLiveStock(page, sku?.sku_id)
  const closed = useClosed(page.opening)
  const { lifecycle } = page.product
  if (lifecycle === 'withdrawn') return <p className="mt-6 rounded-card bg-mist px-4 py-3">{t('product.gone')}</p>
  if (lifecycle === 'planned' || !sku?.price_minor) return <p className="mt-6 rounded-card bg-mist px-4 py-3">{t('product.not_yet')}</p>
  const sold_out = available !== undefined && available <= 0
  const done = fetcher.state === 'idle' && fetcher.data
  return (
    <fetcher.Form method="post" action={inLang(lang, '/cart')} className="mt-6">
      <input type="hidden" name="sku_id" value={sku.sku_id} />
      <div className="flex items-center gap-4">
        <span className="text-sm font-semibold" id="quantity">
          {t('product.quantity')}
        </span>
        <Stepper key={sku.sku_id} name="quantity" labelled_by="quantity" />
        {/* What is sold before it is there has a date instead. */}
        {page.product.kind === 'service' ? (
          <span className="text-sm text-jade">{t('stock.service')}</span>
        ) : lifecycle === 'presale' && !sold_out ? null : (
          <StockWord available={available} />
        )}
      </div>
      <div className="mt-4 min-h-12 empty:hidden md:min-h-0">
        {done && 'refused' in done && done.refused ? <Notice tone="bad">{done.refused}</Notice> : null}
        {done && 'added' in done && done.added ? (
          <Notice tone="good">
            {t('product.added')}
            {' · '}
            <Go to="/cart" className="underline underline-offset-4">
              {t('cart')}
            </Go>
          </Notice>
        ) : null}
      </div>
      <div className="fixed inset-x-0 bottom-0 z-40 border-t border-line bg-paper px-4 pt-3 pb-[calc(12px+env(safe-area-inset-bottom))] md:static md:mt-5 md:border-0 md:bg-transparent md:p-0">
        <div className="flex items-center gap-3">
          <Go
            to="/cart"
            aria-label={t('cart')}
            className="grid size-12 shrink-0 place-items-center rounded-full border border-line md:hidden"
          >
            <Icon name="cart" />
          </Go>
          <button type="submit" name="intent" value="add" disabled={sold_out} className="button-plain grow basis-0 px-4">
            {t('product.add')}
          </button>
          <button type="submit" name="intent" value="buy" disabled={sold_out || closed} className="button-primary grow basis-0 px-4">
            {closed ? t('product.buy.soon') : t('product.buy')}
          </button>
        </div>
      </div>
      <div className="h-6 md:hidden" />
    </fetcher.Form>
  )
}

/** What the page was made with, then what is true now: a kept page may be a minute old. */
function useLiveStock(page: Product, sku_id: string | undefined): number | undefined {
  const [live, setLive] = useState<Record<string, number>>({})
  useEffect(() => {
    if (!sku_id) return
    const leaving = new AbortController()
    fetch(`/api/mall/availability?sku_id=${encodeURIComponent(sku_id)}`, { signal: leaving.signal })
      .then((answer) => (answer.ok ? answer.json() : { items: [] }))
      .then(({ items }: { items: { sku_id: string; available: number }[] }) => {
        const now = items[0]
        if (now) setLive((before) => ({ ...before, [now.sku_id]: now.available }))
      })
      .catch(() => {}) // the page keeps what it was made with
    return () => leaving.abort()
  }, [sku_id])
  return sku_id ? (live[sku_id] ?? page.availability[sku_id]) : undefined
}

function StockWord({ available }: { available: number | undefined }) {
  const t = useWords()
  if (available === undefined) return null
  if (available <= 0) return <span className="text-sm text-price">{t('stock.out')}</span>
  if (available <= 10) return <span className="text-sm text-amber">{t('stock.low', { n: available })}</span>
  return <span className="text-sm text-jade">{t('stock.in')}</span>
}

export function Facts({ page: { product } }: { page: Product }) {
  const t = useWords()
  const service = [
    t('product.returns'),
    ...(product.warranty_months ? [t('product.warranty', { n: product.warranty_months })] : []),
    ...(product.shelf_life_days ? [t('product.shelf_life', { n: product.shelf_life_days })] : []),
  ]
  const rows: [IconName, string, string][] = [
    ...(product.kind === 'goods' ? ([['truck', t('product.delivery'), t('product.delivery.text')]] as [IconName, string, string][]) : []),
    ['wallet', t('product.pay'), t('product.pay.text')],
    ['shield', t('product.service'), service.join(' · ')],
  ]
  return (
    <dl className="mt-6 space-y-3 rounded-card border border-line p-4 text-sm md:mt-8 md:p-5">
      {rows.map(([icon, name, text]) => (
        <div key={icon} className="flex gap-3">
          <dt className="flex shrink-0 items-center gap-2 self-start text-muted">
            <Icon name={icon} className="size-5" />
            {name}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
