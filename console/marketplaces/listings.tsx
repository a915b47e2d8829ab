import { Button, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useListingText } from './listing-text.ts'
import { MakeListings } from './make-listings.tsx'
import type { Connection, Listing } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: Listing) => `${row.connection_id} ${row.listing_key}`

/** Which SKU each listing of a platform is; unmapped ones with the orders that wait for them. */
export function Component() {
  const t = useText()
  const l = useListingText()
  const inLanguage = useInLanguage()
  const shops = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { staleTime: 60_000 })
  const may = useMay()
  const [making, setMaking] = useState(false)
  const shopName = useMemo(() => new Map((shops.data?.items ?? []).map(({ connection_id, name }) => [connection_id, name])), [shops.data])
  const { currencyOf } = useChannels()
  const shopCurrency = useMemo(() => {
    const channelOf = new Map((shops.data?.items ?? []).map(({ connection_id, channel_id }) => [connection_id, channel_id]))
    return (row: Listing) => currencyOf(channelOf.get(row.connection_id))
  }, [shops.data, currencyOf])
  const columns = useMemo<Column<Listing>[]>(
    () => [
      {
        key: 'title',
        title: l('listing'),
        width: 250,
        grow: true,
        render: (row) => (
          <TwoLines
            first={<span className="strong">{row.title}</span>}
            second={`${shopName.get(row.connection_id) ?? row.connection_id} · ${row.listing_key}`}
          />
        ),
        value: (row) => row.title,
      },
      {
        key: 'outer_code',
        title: l('outer_code'),
        width: 130,
        render: (row) => row.outer_code ?? <Missing />,
        value: (row) => row.outer_code ?? '',
      },
      {
        key: 'sku_id',
        title: l('sku'),
        width: 200,
        render: (row) =>
          row.sku_id ? (
            <TwoLines
              first={inLanguage(row.sku_title) || row.sku_id}
              second={`${row.sku_id} · ${l.maybe(`matched_${row.matched_by}`, '')}`}
            />
          ) : (
            <Status tone="danger">{row.waiting > 0 ? l('orders_wait', { count: row.waiting }) : t('tab_unmapped')}</Status>
          ),
        value: (row) => row.sku_id ?? '',
      },
      {
        key: 'stock',
        title: l('stock'),
        width: 130,
        align: 'right',
        render: (row) => (
          <TwoLines
            first={
              <>
                <Count value={row.stock_wanted} /> / <Count value={row.stock_told} />
              </>
            }
            second={row.failure ? <span className="refused">{row.failure}</span> : undefined}
          />
        ),
        value: (row) => row.stock_told ?? '',
      },
      {
        key: 'price',
        title: l('price'),
        width: 160,
        align: 'right',
        render: (row) => (
          <>
            <Amount minor={row.price_wanted_minor} currency={shopCurrency(row)} /> /{' '}
            <Amount minor={row.price_told_minor} currency={shopCurrency(row)} />
          </>
        ),
        value: (row) => (row.price_told_minor === null ? null : majorOf(row.price_told_minor, shopCurrency(row))),
      },
      {
        ...{ key: 'sale', title: l('on_sale'), width: 110 },
        render: (row) => <Sale row={row} />,
        value: (row) => (row.sale_told === null ? '' : l(row.sale_told ? 'sale_on' : 'sale_off')),
      },
      {
        ...{ key: 'content', title: l('content'), width: 160 },
        render: (row) => <Content row={row} />,
        value: (row) => (row.content_state ? l(`content_${row.content_state}`) : ''),
      },
      { key: 'told_at', title: l('told_at'), width: 120, render: (row) => <Ago at={row.told_at} />, value: (row) => row.told_at ?? '' },
    ],
    [t, l, inLanguage, shopName, shopCurrency],
  )
  return (
    <>
      <ListPage<Listing>
        name="marketplace-listings"
        title={l('listings')}
        hint={l('listings_hint')}
        path="/api/admin/marketplaces/listings"
        also_refresh={['/api/admin/marketplaces']}
        row_id={row_id}
        row_name={(row) => row.title}
        row_height={52}
        columns={columns}
        search={{ key: 'words', placeholder: l('search_listing') }}
        filters={[
          {
            key: 'connection_id',
            title: t('name'),
            kind: 'choice',
            options: [...shopName].map(([value, label]) => ({ value, label })),
            width: 220,
          },
        ]}
        tabs={{
          key: 'mapped',
          tabs: [
            { value: 'false', title: t('tab_unmapped'), alert: true },
            { value: 'true', title: t('tab_mapped') },
          ],
        }}
        actions={may('marketplaces.edit') ? <Button onClick={() => setMaking(true)}>{l('make_listings')}</Button> : null}
        batch={[
          { key: 'map', title: l('map_action'), permission: 'marketplaces.map', primary: true, hotkey: 'm', form: MapForm, most: 500 },
          {
            key: 'push',
            title: l('push'),
            permission: 'marketplaces.edit',
            applies: ({ sku_id }) => sku_id !== null,
            confirm: { title: (count) => t('push_title', { count }) },
            run: pushAgain,
            most: 500,
          },
          {
            ...{ key: 'put_on_sale', title: l('put_on_sale'), permission: 'marketplaces.edit', most: 500 },
            confirm: { title: (count) => l('put_on_sale_title', { count }), detail: l('sale_hint') },
            run: (rows) => setSale(rows, true),
          },
          {
            ...{ key: 'take_off_sale', title: l('take_off_sale'), permission: 'marketplaces.edit', danger: true, most: 500 },
            confirm: { title: (count) => l('take_off_sale_title', { count }), detail: l('sale_hint') },
            run: (rows) => setSale(rows, false),
          },
          {
            ...{ key: 'content', title: l('tell_content'), permission: 'marketplaces.edit', most: 200 },
            applies: ({ sku_id, creating }) => sku_id !== null && !creating,
            confirm: { title: (count) => l('tell_content_title', { count }), detail: l('tell_content_hint') },
            run: (rows) => perShop(rows, 'contents', {}),
          },
          {
            key: 'unmap',
            title: l('unmap'),
            permission: 'marketplaces.map',
            danger: true,
            applies: ({ sku_id }) => sku_id !== null,
            confirm: { title: (count) => l('unmap_title', { count }), detail: l('unmap_hint') },
            run: (rows) => mapTo(rows, null),
            most: 500,
          },
        ]}
        card={(row) => (
          <>
            <div className="card-row">
              <span className="strong">{row.title}</span>
              {row.sku_id ? null : <Status tone="danger">{t('tab_unmapped')}</Status>}
            </div>
            <div className="card-row second">
              <span>{row.sku_id ?? row.outer_code ?? row.listing_key}</span>
              {row.sale_wanted === null && row.feed_id === null ? null : <Sale row={row} />}
              <span>
                <Count value={row.stock_wanted} /> / <Count value={row.stock_told} />
              </span>
            </div>
            {row.content_state === null ? null : <Content row={row} />}
          </>
        )}
        empty={{ title: l('all_mapped'), hint: l('listings_empty_hint'), action: <Link to="/marketplaces">{t('title')}</Link> }}
        refetch_ms={15_000}
        succeeded={({ status }) => /mapped$|^asked$/.test(status)}
        reason={({ status, detail }) => l.maybe(`listing_${status}`, detail ?? status)}
      />
      {making ? <MakeListings shops={shops.data?.items ?? []} close={() => setMaking(false)} /> : null}
    </>
  )
}

const mapTo = (rows: Listing[], sku_id: string | null): Promise<Outcome[]> =>
  api.batch('/api/admin/marketplaces/mappings', {
    items: rows.map(({ connection_id, listing_key }) => ({ connection_id, listing_key, sku_id })),
  })

function Sale({ row }: { row: Listing }) {
  const l = useListingText()
  if (row.feed_id !== null) return <Status tone="active">{l('in_feed')}</Status>
  if (row.sale_wanted === null) return <Missing />
  if (row.sale_wanted !== row.sale_told)
    return <Status tone={row.failure ? 'danger' : 'active'}>{l(row.sale_wanted ? 'sale_going_on' : 'sale_going_off')}</Status>
  return <Status tone={row.sale_told ? 'done' : 'quiet'}>{l(row.sale_told ? 'sale_on' : 'sale_off')}</Status>
}

/** Whether words and pictures were told, and why not. */
function Content({ row: { creating, content_state, content_detail } }: { row: Listing }) {
  const l = useListingText()
  if (content_state === null) return <Missing />
  const tone = content_state === 'told' ? (content_detail ? 'waiting' : 'done') : content_state === 'refused' ? 'danger' : 'active'
  return (
    <TwoLines
      first={<Status tone={tone}>{l(creating ? `creation_${content_state}` : `content_${content_state}`)}</Status>}
      second={
        content_detail ? (
          <span className={content_state === 'refused' ? 'refused' : undefined} title={content_detail}>
            {l.maybe(`content_${content_detail.split(':')[0]}`, content_detail)}
          </span>
        ) : undefined
      }
    />
  )
}

const pushAgain = (rows: Listing[]): Promise<Outcome[]> => perShop(rows, 'offers', {})
const setSale = (rows: Listing[], on_sale: boolean): Promise<Outcome[]> => perShop(rows, 'sales', { on_sale })

/** One call a shop; outcomes come back under the rows' own ids. */
async function perShop(rows: Listing[], act: 'offers' | 'sales' | 'contents', more: object): Promise<Outcome[]> {
  const shops = [...new Set(rows.map(({ connection_id }) => connection_id))]
  const answers = await Promise.all(
    shops.map(async (shop) => {
      const listing_keys = rows.filter(({ connection_id }) => connection_id === shop).map(({ listing_key }) => listing_key)
      const outcomes = await api.batch(`/api/admin/marketplaces/${shop}/${act}`, { listing_keys, ...more })
      return outcomes.map((one) => ({ ...one, id: `${shop} ${one.id}` }))
    }),
  )
  return answers.flat()
}

interface FormProps {
  rows: Listing[]
  run(work: (rows: Listing[]) => Promise<Outcome[]>): void
  cancel(): void
}

function MapForm({ rows, run, cancel }: FormProps) {
  const l = useListingText()
  const words = useWords()
  const inLanguage = useInLanguage()
  const [typed, setTyped] = useState('')
  const [sku_id, setSku] = useState<string | null>(null)
  const found = useApi<{ items: { sku_id: string; title: { zh: string; en: string }; name: { zh: string; en: string } | null }[] }>(
    typed.trim() ? '/api/admin/marketplaces/skus' : null,
    { words: typed.trim() },
  )
  return (
    <Modal
      open
      title={l('map_title', { count: rows.length })}
      okText={l('map_action')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: sku_id === null }}
      onOk={() => run((some) => mapTo(some, sku_id))}
      onCancel={cancel}
    >
      <ul className="points">
        {rows.slice(0, 5).map((row) => (
          <li key={row_id(row)}>
            {row.title} <span className="faint">{row.outer_code}</span>
          </li>
        ))}
      </ul>
      <Select
        autoFocus
        style={{ width: '100%', marginTop: 12 }}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        aria-label={l('sku')}
        placeholder={l('map_placeholder')}
        value={sku_id}
        onChange={setSku}
        loading={found.isFetching}
        options={(found.data?.items ?? []).map((one) => ({
          value: one.sku_id,
          label: `${one.sku_id} · ${inLanguage(one.title)} ${inLanguage(one.name)}`,
        }))}
      />
    </Modal>
  )
}
