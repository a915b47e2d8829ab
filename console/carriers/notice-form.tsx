import { useState } from 'react'
import { api, newId, type Page, type RowOf, useApi } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useNodes } from '../shared/names.ts'
import type { Overview } from './model.ts'
import { noticesPath } from './notices.tsx'
import { usePartnersText } from './partners-text.ts'

interface Values {
  source: string
  account_id: string
}
const quiet = { retry: false, staleTime: 10_000 }

/** What is on its way to the third-party warehouses that have an account: sent purchases and shipped transfers. */
function useSources(accounts: Overview['accounts']) {
  const t = usePartnersText()
  const nodes = useNodes()
  const sent = useApi<Page<RowOf<'/api/admin/purchases'>>>('/api/admin/purchases', { state: 'sent', limit: 100 }, quiet)
  const confirmed = useApi<Page<RowOf<'/api/admin/purchases'>>>('/api/admin/purchases', { state: 'confirmed', limit: 100 }, quiet)
  const shipped = useApi<Page<RowOf<'/api/admin/stock/transfers'>>>('/api/admin/stock/transfers', { state: 'shipped', limit: 100 }, quiet)
  const warehouses = new Set(accounts.flatMap(({ active, settings }) => (active && settings.node ? [settings.node] : [])))
  const purchases = [...(sent.data?.items ?? []), ...(confirmed.data?.items ?? [])].map(({ id, order_no, node_id, pieces, came }) => ({
    ...{ value: `purchase ${id}`, node_id },
    label: `${t('source_purchase')} ${order_no} · ${nodes.name(node_id)} · ${pieces - came}`,
  }))
  const transfers = (shipped.data?.items ?? []).map(({ id, to_node_id, pieces }) => ({
    ...{ value: `transfer ${id}`, node_id: to_node_id },
    label: `${t('source_transfer')} ${id.slice(-12).toUpperCase()} · ${nodes.name(to_node_id)} · ${pieces}`,
  }))
  return {
    asked: !sent.isLoading && !confirmed.isLoading && !shipped.isLoading,
    options: [...purchases, ...transfers].filter(({ node_id }) => warehouses.has(node_id)),
  }
}

/** Tells a third-party warehouse what is on its way to it. */
export function Component() {
  const t = usePartnersText()
  const [notice_id] = useState(newId)
  const overview = useApi<Overview>('/api/admin/carriers')
  const accounts = overview.data?.accounts ?? []
  const { asked, options } = useSources(accounts)
  const warehouseOf = (source: string) => options.find(({ value }) => value === source)?.node_id
  return (
    <FormDrawer<Values>
      name="custody-notice"
      title={t('send_notice')}
      intro={t(asked && overview.data && options.length === 0 ? 'notice_none' : 'notices_hint')}
      initial={{ source: '', account_id: '' }}
      inside={['items', 0]}
      fields={[
        {
          ...{ key: 'source', title: t('notice_source'), kind: 'choice', required: true, hint: t('notice_source_hint') },
          options: options.map(({ value, label }) => ({ value, label })),
        },
        {
          ...{ key: 'account_id', title: t('account'), kind: 'choice', required: true },
          options: accounts.filter(({ settings }) => settings.node).map(({ account_id, name }) => ({ value: account_id, label: name })),
          // One warehouse, one account: there is nothing to choose.
          shown: ({ source }) =>
            source !== '' && accounts.filter(({ settings }) => settings.node && settings.node === warehouseOf(source)).length !== 1,
        },
      ]}
      button={t('send_notice')}
      send={async ({ source, account_id }) => {
        const [kind, source_id] = source.split(' ')
        const only = accounts.filter(({ settings }) => settings.node && settings.node === warehouseOf(source))
        const item = { notice_id, account_id: only.length === 1 ? only[0]!.account_id : account_id, source: kind, source_id }
        const [outcome] = await api.batch(noticesPath, { items: [item] })
        return outcome
      }}
      succeeded={({ status }) => status === 'asked' || status === 'already_asked'}
      reason={({ status, detail }) => t.maybe(`answer_${status}`, detail ?? status)}
      back="/custody-notices"
    />
  )
}
