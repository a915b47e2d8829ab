import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { ListPage, useTell } from '../shared/list-page.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Amount, Count, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

export type Document = RowOf<'/api/admin/erp/documents'>
type Shop = RowOf<'/api/admin/erp/shops'>
export const tones: Record<string, Tone> = { unmapped: 'danger', waiting: 'waiting', booked: 'done', differs: 'danger', refused: 'danger' }
const row_id = (row: Document) => row.document_no
const path = '/api/admin/erp/documents'
/** Today in China, where the business day ends at midnight. */
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

/** Reasons of ours in the reader's words; those of an ERP as it wrote them. */
export const reasonOf = (t: ReturnType<typeof useText>, reason: string): string =>
  reason.startsWith('material_missing: ')
    ? t('reason_material_missing', { skus: reason.slice(18) })
    : reason.startsWith('setting_missing: ')
      ? t('reason_setting_missing', { setting: reason.slice(17) })
      : reason

/** Sales as the ERP gets them. */
export function Component() {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const channels = useChannels()
  const nodes = useNodes()
  const shops = useApi<{ items: Shop[] }>('/api/admin/erp/shops')
  const [busy, setBusy] = useState(false)
  const columns = useMemo<Column<Document>[]>(
    () => [
      {
        key: 'document_no',
        title: t('document'),
        width: 260,
        grow: true,
        render: (row) => (
          <TwoLines
            first={<span className="strong">{row.document_no}</span>}
            second={row.erp_no ?? (row.reason ? reasonOf(t, row.reason) : null)}
          />
        ),
        value: row_id,
      },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={tones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`)}</Status>,
        value: (row) => row.state,
      },
      {
        key: 'direction',
        title: t('direction'),
        width: 80,
        render: (row) => t.maybe(`direction_${row.direction}`),
        value: (row) => row.direction,
      },
      { key: 'business_on', title: t('day'), width: 120, render: (row) => row.business_on, value: (row) => row.business_on },
      {
        key: 'channel_id',
        title: t('channel'),
        width: 180,
        render: (row) => channels.name(row.channel_id),
        value: (row) => row.channel_id,
      },
      { key: 'node_id', title: t('node'), width: 160, render: (row) => nodes.name(row.node_id), value: (row) => row.node_id },
      {
        key: 'total_minor',
        title: t('total'),
        width: 130,
        align: 'right',
        render: (row) => <Amount minor={row.total_minor} currency={row.currency} />,
        value: (row) => row.total_minor,
      },
      {
        key: 'differences',
        title: t('differences'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.differences.length} />,
        value: (row) => row.differences.length,
      },
    ],
    [t, channels, nodes],
  )
  const sumUp = async () => {
    setBusy(true)
    try {
      const channel_ids = (shops.data?.items ?? []).map(({ channel_id }) => channel_id)
      const { documents } = await api.post<{ documents: string[] }>('/api/admin/erp/summaries', { channel_ids, upto_on: today() })
      tell.success(t('summed', { count: documents.length }))
      await queries.invalidateQueries({ queryKey: [path] })
    } catch (error) {
      tell.error((error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <ListPage<Document>
      name="erp-documents"
      title={t('title')}
      hint={t('hint')}
      path={path}
      row_id={row_id}
      row_height={52}
      columns={columns}
      open={row_id}
      search={{ key: 'q', placeholder: t('search') }}
      filters={[
        { key: 'channel_id', title: t('channel'), kind: 'choice', options: channels.options },
        {
          key: 'direction',
          title: t('direction'),
          kind: 'choice',
          options: ['S', 'R'].map((value) => ({ value, label: t.maybe(`direction_${value}`) })),
        },
      ]}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('every') },
          { value: 'waiting', title: t('state_waiting') },
          { value: 'unmapped', title: t('state_unmapped'), alert: true },
          { value: 'differs', title: t('state_differs'), alert: true },
          { value: 'refused', title: t('state_refused'), alert: true },
          { value: 'booked', title: t('state_booked') },
        ],
      }}
      actions={
        may('erp.edit') ? (
          <>
            <Button onClick={() => void navigate('/erp-documents/results')}>{t('result_file')}</Button>
            <Button onClick={() => void navigate('/erp-documents/new-shop')}>{t('new_shop')}</Button>
            <Button type="primary" loading={busy} disabled={(shops.data?.items.length ?? 0) === 0} onClick={() => void sumUp()}>
              {t('sum_up')}
            </Button>
          </>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong" style={{ overflowWrap: 'anywhere' }}>
              {row.document_no}
            </span>
            <Status tone={tones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`)}</Status>
          </div>
          <div className="card-row second">
            <span>
              {row.business_on} · {channels.name(row.channel_id)}
              {row.direction === 'R' ? ` · ${t('direction_R')}` : ''}
            </span>
            <Amount minor={row.total_minor} currency={row.currency} />
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={20_000}
    />
  )
}
