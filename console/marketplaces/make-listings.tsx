import { Alert, Modal, Select } from 'antd'
import { useState } from 'react'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useWords } from '../shared/words.ts'
import { useListingText } from './listing-text.ts'
import type { Connection, Platform } from './model.ts'

interface Found {
  sku_id: string
  title: { zh: string; en: string }
  name: { zh: string; en: string } | null
}

/** Has SKUs made listings of a shop whose platform lets others do so. What was refused stays in the form with its reason. */
export function MakeListings({ shops, close }: { shops: Connection[]; close(): void }) {
  const l = useListingText()
  const words = useWords()
  const tell = useTell()
  const inLanguage = useInLanguage()
  const platforms = useApi<{ items: Platform[] }>('/api/admin/marketplaces/platforms', {}, { staleTime: 600_000 })
  const makers = new Set(
    (platforms.data?.items ?? []).filter(({ operations }) => operations.includes('content')).map((one) => one.platform),
  )
  const able = shops.filter(({ platform, state }) => state === 'live' && makers.has(platform))
  const [chosen, setShop] = useState<string | null>(null)
  const shop = chosen ?? (able.length === 1 ? able[0]!.connection_id : null)
  const [typed, setTyped] = useState('')
  const [sku_ids, setSkus] = useState<string[]>([])
  const [refused, setRefused] = useState<Outcome[]>([])
  const [busy, setBusy] = useState(false)
  const found = useApi<{ items: Found[] }>(typed.trim() ? '/api/admin/marketplaces/skus' : null, { words: typed.trim() })
  const send = async () => {
    setBusy(true)
    try {
      const outcomes = await api.batch(`/api/admin/marketplaces/${shop}/creations`, { sku_ids })
      const done = outcomes.filter(({ status }) => /asked$/.test(status)).length
      const left = outcomes.filter(({ status }) => !/asked$/.test(status))
      if (done > 0) void tell.success(l('make_done', { count: done }))
      setRefused(left)
      setSkus(left.map(({ id }) => id))
      if (left.length === 0) close()
    } catch (error) {
      void tell.error((error as Error).message)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={l('make_listings')}
      okText={l('make_listings')}
      cancelText={words('cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: shop === null || sku_ids.length === 0 }}
      onOk={() => void send()}
      onCancel={close}
    >
      <p className="faint">{l('make_hint')}</p>
      {platforms.data && able.length === 0 ? <Alert type="info" showIcon title={l('make_none')} /> : null}
      <Select
        style={{ width: '100%', marginTop: 12 }}
        aria-label={l('make_shop')}
        placeholder={l('make_shop')}
        value={shop}
        onChange={setShop}
        options={able.map(({ connection_id, name }) => ({ value: connection_id, label: name }))}
      />
      <Select
        mode="multiple"
        style={{ width: '100%', marginTop: 12 }}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        maxCount={200}
        aria-label={l('sku')}
        placeholder={l('map_placeholder')}
        value={sku_ids}
        onChange={setSkus}
        loading={found.isFetching}
        options={(found.data?.items ?? []).map((one) => ({
          value: one.sku_id,
          label: `${one.sku_id} · ${inLanguage(one.title)} ${inLanguage(one.name)}`,
        }))}
      />
      <ul className="points">
        {refused.map(({ id, status, detail }) => (
          <li key={id}>
            {id} <span className="refused">{l.maybe(`listing_${status}`, detail ?? status)}</span>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
