import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import { Notice } from '../shared/states.tsx'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Missing, Status } from '../shared/values.tsx'
import { useInboundText } from './inbound-text.ts'
import { OutboundStatus } from './outbounds.tsx'

type Holder = RowOf<'/api/admin/warehouse/lot-holders'>
type LotBin = RowOf<'/api/admin/warehouse/lot-bins'>
const row_id = (row: Holder) => `${row.outbound_id} ${row.box_no ?? 0}`

/** Which orders got a lot: the question of a recall. */
export function Component() {
  const t = useInboundText()
  const [params, setParams] = useSearchParams()
  const [sku_id, lot] = [params.get('sku_id') ?? '', params.get('lot') ?? '']
  const asked = sku_id !== '' && lot !== ''
  const form = <Ask key={`${sku_id} ${lot}`} sku_id={sku_id} lot={lot} ask={(next) => setParams(next)} />
  if (!asked)
    return (
      <div className="page">
        <header className="page-head">
          <h1>{t('recall_title')}</h1>
          <p>{t('recall_hint')}</p>
        </header>
        <section className="panel">{form}</section>
        <Notice drawing="empty" title={t('recall_start')} hint={t('recall_start_hint')} />
      </div>
    )
  return <Holders key={`${sku_id} ${lot}`} sku_id={sku_id} lot={lot} form={form} />
}

function Ask({ sku_id, lot, ask }: { sku_id: string; lot: string; ask(next: { sku_id: string; lot: string }): void }) {
  const t = useInboundText()
  const [draft, setDraft] = useState({ sku_id, lot })
  const ready = draft.sku_id.trim() !== '' && draft.lot.trim() !== ''
  return (
    <form
      className="two"
      style={{ alignItems: 'end', rowGap: 12 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) ask({ sku_id: draft.sku_id.trim(), lot: draft.lot.trim() })
      }}
    >
      <Field title={t('sku')}>
        {(id) => (
          <Input id={id} maxLength={64} value={draft.sku_id} onChange={(event) => setDraft({ ...draft, sku_id: event.target.value })} />
        )}
      </Field>
      <Field title={t('lot')}>
        {(id) => <Input id={id} maxLength={40} value={draft.lot} onChange={(event) => setDraft({ ...draft, lot: event.target.value })} />}
      </Field>
      <div>
        <Button type="primary" htmlType="submit" disabled={!ready}>
          {t('find')}
        </Button>
      </div>
    </form>
  )
}

function Holders({ sku_id, lot, form }: { sku_id: string; lot: string; form: React.ReactNode }) {
  const t = useInboundText()
  const nodes = useNodes()
  const nodeName = nodes.name
  const query = useMemo(() => ({ sku_id, lot }), [sku_id, lot])
  const bins = useApi<{ items: LotBin[] }>('/api/admin/warehouse/lot-bins', query)
  const columns = useMemo<Column<Holder>[]>(
    () => [
      {
        ...{ key: 'order_no', title: t('order_no'), width: 190 },
        render: (row) => <Link to={`/orders/${row.order_id}`}>{row.order_no}</Link>,
        value: (row) => row.order_no,
      },
      {
        ...{ key: 'sure', title: t('certainty'), width: 110 },
        render: (row) => (
          <span title={row.sure ? '' : t('possible_hint')}>
            <Status tone={row.sure ? 'danger' : 'waiting'}>{t(row.sure ? 'sure' : 'possible')}</Status>
          </span>
        ),
        value: (row) => t(row.sure ? 'sure' : 'possible'),
      },
      {
        ...{ key: 'quantity', title: t('quantity'), width: 90, align: 'right' as const },
        render: (row) => <Count value={row.quantity} />,
        value: (row) => row.quantity,
      },
      {
        ...{ key: 'waybill_no', title: t('waybill_no'), width: 180 },
        render: (row) => row.waybill_no ?? <Missing />,
        value: (row) => row.waybill_no,
      },
      {
        ...{ key: 'code', title: t('parcel'), width: 200 },
        render: (row) => <Link to={`/warehouse-parcels/${row.outbound_id}`}>{row.code}</Link>,
        value: (row) => row.code,
      },
      {
        key: 'status',
        title: t('status'),
        width: 110,
        render: (row) => <OutboundStatus row={{ status: row.status, stop_reason: null }} />,
        value: (row) => row.status,
      },
      {
        ...{ key: 'shipped_at', title: t('shipped_at'), width: 130 },
        render: (row) => (row.shipped_at ? <Ago at={row.shipped_at} /> : <Missing />),
        value: (row) => row.shipped_at,
      },
      {
        key: 'node_id',
        title: t('node'),
        width: 160,
        grow: true,
        render: (row) => nodeName(row.node_id),
        value: (row) => nodeName(row.node_id),
      },
    ],
    [t, nodeName],
  )
  return (
    <ListPage<Holder>
      name="warehouse-recall"
      title={t('recall_title')}
      hint={t('recall_hint')}
      path="/api/admin/warehouse/lot-holders"
      query={query}
      row_id={row_id}
      row_name={(row) => row.order_no}
      columns={columns}
      above={
        <div className="panel">
          {form}
          <p style={{ paddingTop: 12 }} role="status">
            <b>{t('still_here')}</b>{' '}
            {bins.data?.items.length
              ? bins.data.items.map((one) => `${nodeName(one.node_id)} ${one.bin_code} ×${one.quantity}`).join('，')
              : t('nowhere')}
          </p>
        </div>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <Link className="strong" to={`/orders/${row.order_id}`}>
              {row.order_no}
            </Link>
            <Status tone={row.sure ? 'danger' : 'waiting'}>{t(row.sure ? 'sure' : 'possible')}</Status>
          </div>
          <div className="card-row second">
            <span>{row.waybill_no ?? row.code}</span>
            <span>{row.quantity ?? ''}</span>
          </div>
        </>
      )}
      empty={{ title: t('recall_empty'), hint: t('recall_empty_hint') }}
    />
  )
}
