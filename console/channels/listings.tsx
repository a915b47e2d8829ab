import { ImportOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

export type Listing = RowOf<'/api/admin/channel-listings'>
export const listingId = ({ channel_id, sku_id }: Pick<Listing, 'channel_id' | 'sku_id'>): string => `${channel_id}~${sku_id}`
const faults = ['price', 'content', 'state', 'between'] as const

/** What every channel is to sell, and where it shows another price, title or state than it should. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  const publish = (published: boolean): BatchAction<Listing> => ({
    key: published ? 'publish' : 'take_off',
    title: t(published ? 'publish' : 'take_off'),
    permission: 'products.edit',
    danger: !published,
    most: 500,
    applies: (row) => row.published !== published,
    confirm: { title: (count) => t(published ? 'publish_confirm' : 'take_off_confirm', { count }) },
    run: (rows) =>
      api.batch('/api/admin/channel-listings', {
        items: rows.map(({ channel_id, sku_id, price_minor, title, attributes }) => ({
          ...{ channel_id, sku_id, price_minor, title, attributes, published },
        })),
      }),
  })
  return (
    <ListPage<Listing>
      name="channel-listings"
      title={t('listings')}
      path="/api/admin/channel-listings"
      row_id={listingId}
      row_name={(row) => `${channels.name(row.channel_id)} ${inLanguage(row.product_title)}`}
      row_height={52}
      columns={useColumns(channels.name)}
      search={{ key: 'q', placeholder: t('listings_search') }}
      filters={[{ key: 'channel', title: t('title'), kind: 'choice', options: channels.options, width: 200 }]}
      tabs={{
        key: 'wrong',
        tabs: [
          { value: '', title: t('all') },
          { value: 'any', title: t('wrong_any'), alert: true },
          ...faults.map((value) => ({ value, title: t(`wrong_${value}`) })),
        ],
        counts_path: '/api/admin/channel-listings/count',
        count_each: (value): { wrong?: string } => (value === '' ? {} : { wrong: value }),
      }}
      batch={[publish(true), publish(false)]}
      succeeded={({ status }) => status === 'saved'}
      open={listingId}
      actions={
        may('products.edit') ? (
          <>
            {may('products.import') ? (
              <Button icon={<ImportOutlined />} onClick={() => void navigate('/imports/new?importer=channel_listings')}>
                {t('import_seen')}
              </Button>
            ) : null}
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/channel-listings/new')}>
              {t('publish')}
            </Button>
          </>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.product_title)}</span>
            <Faults row={row} />
          </div>
          <div className="card-row second">
            <span>{channels.name(row.channel_id)}</span>
            <Amount minor={row.wanted_price_minor} currency={row.currency} />
          </div>
        </>
      )}
      empty={{ title: t('listings_empty'), hint: t('listings_hint') }}
    />
  )
}

function Faults({ row }: { row: Listing }) {
  const t = useText()
  const tone = (fault: string) => (fault === 'between' ? ('waiting' as const) : ('danger' as const))
  if (row.faults.length > 0)
    return (
      <span className="parts">
        {row.faults.map((fault) => (
          <Status key={fault} tone={tone(fault)}>
            {t.maybe(`wrong_${fault}`, fault)}
          </Status>
        ))}
      </span>
    )
  return <Status tone={row.seen_at ? 'done' : 'quiet'}>{t(row.seen_at ? 'agrees' : 'not_seen')}</Status>
}

function useColumns(channelName: (id: string) => string): Column<Listing>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      {
        key: 'product',
        title: t('product'),
        width: 280,
        grow: true,
        render: (row) => (
          <TwoLines
            first={<span className="strong">{inLanguage(row.product_title)}</span>}
            second={`${row.sku_id} ${inLanguage(row.sku_name)}`}
          />
        ),
        value: (row) => row.sku_id,
      },
      {
        key: 'channel_id',
        title: t('title'),
        width: 170,
        render: (row) => channelName(row.channel_id),
        value: (row) => channelName(row.channel_id),
      },
      {
        key: 'published',
        title: t('published'),
        width: 100,
        render: (row) => (
          <Status tone={row.wanted_on_sale ? 'done' : 'quiet'}>
            {t(row.wanted_on_sale ? 'on_sale' : row.published ? 'product_off' : 'off_sale')}
          </Status>
        ),
        value: (row) => t(row.published ? 'on_sale' : 'off_sale'),
      },
      {
        key: 'price',
        title: t('price_wanted_seen'),
        width: 130,
        align: 'right',
        render: (row) => (
          <TwoLines
            first={<Amount minor={row.wanted_price_minor} currency={row.currency} />}
            second={row.seen_price_minor === null ? t('not_seen') : <Amount minor={row.seen_price_minor} currency={row.currency} />}
          />
        ),
        value: (row) => row.wanted_price_minor ?? '',
      },
      {
        key: 'titles',
        title: t('title_wanted_seen'),
        width: 260,
        render: (row) => <TwoLines first={row.wanted_title} second={row.seen_title ?? t('not_seen')} />,
        value: (row) => row.wanted_title,
      },
      {
        key: 'faults',
        title: t('check'),
        width: 170,
        render: (row) => <Faults row={row} />,
        value: (row) => row.faults.join(' '),
      },
      {
        key: 'between',
        title: t('over_channels'),
        width: 190,
        render: (row) =>
          row.lowest_minor === row.highest_minor ? (
            <Amount minor={row.lowest_minor} currency={row.currency} />
          ) : (
            <span>
              <Amount minor={row.lowest_minor} currency={row.currency} /> – <Amount minor={row.highest_minor} currency={row.currency} />
            </span>
          ),
        value: (row) => `${row.lowest_minor ?? ''}-${row.highest_minor ?? ''}`,
      },
      { key: 'seen_at', title: t('seen_at'), width: 110, render: (row) => (row.seen_at ? <Ago at={row.seen_at} /> : null) },
    ],
    [t, inLanguage, channelName],
  )
}
