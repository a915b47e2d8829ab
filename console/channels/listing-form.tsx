import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { type AnswerOf, api, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { MoneyInput } from '../shared/money-input.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { Amount, Facts, Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { Listing } from './listings.tsx'
import { useText } from './text.ts'

interface Values {
  channel_id?: string
  sku_id: string
  published: boolean
  price_minor: number | null
  title: string | null
  attributes: { name: string; value: string }[]
}

/** One SKU on one channel: whether it is sold there, as what, for how much, and what only that channel asks. */
export function Component() {
  const t = useText()
  const { listing_id } = useParams()
  const [channel_id, sku_id] = listing_id
    ? [listing_id.slice(0, listing_id.indexOf('~')), listing_id.slice(listing_id.indexOf('~') + 1)]
    : []
  const found = useApi<Page<Listing>>(
    listing_id ? '/api/admin/channel-listings' : null,
    { channel: channel_id, q: sku_id?.slice(0, 60), limit: 50 },
    { refetchOnWindowFocus: false, gcTime: 0 },
  )
  const listing = found.data?.items.find((row) => row.sku_id === sku_id)
  const inLanguage = useInLanguage()
  return (
    <DetailDrawer title={listing ? inLanguage(listing.product_title) : t('new_listing')}>
      {listing_id && found.isPending ? <Skeleton /> : null}
      {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {listing ? <Seen listing={listing} /> : null}
      {listing ? <Content listing={listing} /> : null}
      {listing_id && found.data && !listing ? <p className="faint">{t('listings_empty')}</p> : null}
      {!listing_id || listing ? <ListingForm known={listing ?? null} /> : null}
    </DetailDrawer>
  )
}

function Seen({ listing }: { listing: Listing }) {
  const t = useText()
  if (!listing.seen_at) return null
  return (
    <Section title={t('shows')}>
      <Facts
        items={[
          [t('published'), t(listing.seen_on_sale ? 'on_sale' : 'off_sale')],
          [t('own_price'), <Amount key="price" minor={listing.seen_price_minor} currency={listing.currency} />],
          [t('own_title'), listing.seen_title],
          [t('seen_at'), exactTime(listing.seen_at)],
        ]}
      />
    </Section>
  )
}

const shapes = ['square', 'tall', 'wide'] as const

/** What the channel gets to show: its words, and the pictures of a shape, those made for it marked. */
function Content({ listing: { channel_id, sku_id, spu_id } }: { listing: Listing }) {
  const t = useText()
  const may = useMay()
  const [layout, setLayout] = useState<(typeof shapes)[number]>('square')
  const { data, isError, error, refetch } = useApi<AnswerOf<'/api/admin/channel-listings/content'>>('/api/admin/channel-listings/content', {
    ...{ channel: channel_id, sku: sku_id, layout },
  })
  return (
    <Section
      title={t('gets')}
      extra={
        <Segmented
          size="small"
          aria-label={t('shape')}
          value={layout}
          onChange={setLayout}
          options={shapes.map((value) => ({ value, label: t(`shape_${value}`) }))}
        />
      }
    >
      {isError ? <Failure error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <>
          <Facts
            items={[
              [t('wanted_title'), data.title],
              [t('selling_points'), data.selling_points.join(' · ')],
              [t('description'), data.description ? t('letters', { count: data.description.length }) : t('none')],
              [t('film'), data.video ? t(data.video.own ? 'made_for_it' : 'made_for_all') : t('none')],
            ]}
          />
          {data.pictures.length === 0 ? (
            <p className="problem">{t('no_picture')}</p>
          ) : (
            <ul className="channel-pictures" aria-label={t('pictures')}>
              {data.pictures.map((one) => (
                <li key={one.reference}>
                  <img src={`/media/${one.reference}/160.webp`} alt={one.alt?.zh ?? ''} width={72} height={72} loading="lazy" />
                  <span className={one.own ? 'strong' : 'faint'}>{t(one.own ? 'made_for_it' : 'made_for_all')}</span>
                </li>
              ))}
            </ul>
          )}
          {may('products.edit') ? <Link to={`/products/${spu_id}/edit`}>{t('edit_media')}</Link> : null}
        </>
      ) : isError ? null : (
        <Skeleton rows={3} />
      )}
    </Section>
  )
}

function ListingForm({ known }: { known: Listing | null }) {
  const t = useText()
  const words = useWords()
  const may = useMay()
  const navigate = useNavigate()
  const around = useListAround()
  const channels = useChannels()
  const initial: Values = known
    ? {
        ...{ channel_id: known.channel_id, sku_id: known.sku_id, published: known.published, title: known.title },
        price_minor: known.price_minor,
        attributes: Object.entries(known.attributes).map(([name, value]) => ({ name, value })),
      }
    : { sku_id: '', published: true, price_minor: null, title: null, attributes: [] }
  const send = async ({ price_minor, title, attributes, ...values }: Values) => {
    const item = {
      ...values,
      title: title?.trim() || null,
      price_minor: price_minor ?? null,
      attributes: Object.fromEntries((attributes ?? []).filter((one) => one?.name && one.value).map(({ name, value }) => [name, value])),
    }
    return (await api.batch('/api/admin/channel-listings', { items: [item] }))[0]
  }
  return (
    <ApiForm<Values>
      name={`listing.${known ? `${known.channel_id}.${known.sku_id}` : 'new'}`}
      initial={initial}
      inside={['items', 0]}
      send={send}
      succeeded={({ status }) => status === 'saved'}
      reason={(outcome) => [t.maybe(`outcome_${outcome.status}`, ''), outcome.detail].filter(Boolean).join(' — ')}
      done={() => {
        void around?.refresh()
        void navigate('/channel-listings')
      }}
    >
      {(_form, busy) => (
        <>
          <div className="grid-form" style={{ marginTop: 20 }}>
            <Form.Item name="channel_id" label={t('title')} rules={[{ required: true }]}>
              <Select disabled={known !== null} showSearch={{ optionFilterProp: 'label' }} options={channels.options} />
            </Form.Item>
            <Form.Item name="sku_id" label={t('sku_id')} rules={[{ required: true }]}>
              <Input disabled={known !== null} maxLength={64} />
            </Form.Item>
            <Form.Item name="price_minor" label={t('own_price')} extra={t('own_price_hint')}>
              <MoneyInput />
            </Form.Item>
            <Form.Item name="title" label={t('own_title')} extra={t('own_title_hint')}>
              <Input maxLength={300} />
            </Form.Item>
            <Form.Item name="published" label={t('published')} valuePropName="checked">
              <Switch />
            </Form.Item>
          </div>
          <div className="panel">
            <h2>{t('own_attributes')}</h2>
            <p className="faint">{t('own_attributes_hint')}</p>
            <Form.List name="attributes">
              {(fields, { add, remove }) => (
                <>
                  {fields.map(({ key, name }) => (
                    <div className="edit-row" key={key}>
                      <Form.Item name={[name, 'name']} label={t('attribute')}>
                        <Input maxLength={60} />
                      </Form.Item>
                      <Form.Item name={[name, 'value']} label={t('attribute_value')}>
                        <Input maxLength={500} />
                      </Form.Item>
                      <Button
                        type="text"
                        icon={<DeleteOutlined />}
                        aria-label={t('remove')}
                        title={t('remove')}
                        onClick={() => remove(name)}
                      />
                    </div>
                  ))}
                  <Button icon={<PlusOutlined />} onClick={() => add({ name: '', value: '' })}>
                    {t('add_attribute')}
                  </Button>
                </>
              )}
            </Form.List>
          </div>
          <Button type="primary" htmlType="submit" loading={busy} block disabled={!may('products.edit')}>
            {words('save')}
          </Button>
        </>
      )}
    </ApiForm>
  )
}
