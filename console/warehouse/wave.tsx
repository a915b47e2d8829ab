import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Count, Exact, Facts, Section } from '../shared/values.tsx'
import { useCarriageText } from './carriage-text.ts'
import { useGoodsName } from './goods.tsx'
import { useInboundText } from './inbound-text.ts'
import type { WaveView } from './model.ts'
import { OutboundStatus } from './outbounds.tsx'
import { useText } from './text.ts'
import { WaveLabels } from './wave-labels.tsx'
import { WaveStatus } from './waves.tsx'

/** One wave: what is to be fetched, the orders in it, and what can be done with the whole of it. */
export function Component() {
  const t = useText()
  const { id } = useParams()
  const view = useApi<WaveView>(`/api/admin/warehouse/waves/${id}`, {}, { refetchInterval: 10_000 })
  if (!view.data)
    return (
      <DetailDrawer title={t('waves')}>
        {view.isError ? <Failure error={view.error} retry={() => void view.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Wave {...view.data} />
}

function Wave({ wave, picks, outbounds }: WaveView) {
  const t = useText()
  const may = useMay()
  const carriers = useCarriers()
  const goodsName = useGoodsName()
  const { busy, send } = useSend()
  const open = wave.status !== 'done' && wave.status !== 'canceled'
  const act = (path: string) => void send(path, { ids: [wave.id] })
  return (
    <DetailDrawer
      wide
      title={wave.wave_no}
      status={<WaveStatus status={wave.status} />}
      actions={
        <>
          {wave.status === 'locked' && may('warehouse.plan') ? (
            <Button type="primary" loading={busy} onClick={() => act('releases')}>
              {t('release')}
            </Button>
          ) : null}
          {open && wave.status !== 'locked' && may('warehouse.work') ? (
            <>
              <Button loading={busy} onClick={() => act('labels')}>
                {t('labels')}
              </Button>
              {may('labels.print') ? <WaveLabels wave_id={wave.id} /> : null}
              <Button type="primary" loading={busy} disabled={wave.checked === 0} onClick={() => act('shipments')}>
                {t('ship_all')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <Facts
        items={[
          [t('kind'), t.maybe(`kind_${wave.kind}`)],
          [t('carrier'), carriers.name(wave.carrier_id)],
          [t('order_count'), <Count key="orders" value={wave.orders} />],
          [t('pieces'), <Count key="pieces" value={wave.pieces} />],
          [t('progress'), `${wave.checked} / ${wave.shipped}`],
          [t('owner'), <Owner key="owner" wave={wave} />],
          [t('planned_at'), <Exact key="planned" at={wave.planned_at} />],
        ]}
      />
      {picks.length > 0 ? (
        <Section title={t('picks')}>
          <ul className="rows">
            {picks.map((pick) => (
              <li key={pick.id}>
                <b className="number" style={{ minWidth: 110 }}>
                  {pick.bin_code ?? t('no_bin')}
                </b>
                <span style={{ flex: 1 }}>{goodsName(pick)}</span>
                <span className="number">
                  {pick.status === 'open' ? pick.quantity : `${pick.picked} / ${pick.quantity}`}
                  {pick.status === 'short' ? <span className="refused"> {t('short')}</span> : null}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title={t('parcels')}>
        <ul className="rows">
          {parcelsOf(outbounds).map((own) => (
            <li key={own[0]!.id}>
              <span className="number faint" style={{ minWidth: 34 }}>
                {own.map(({ slot_no }) => slot_no).join('+')}
              </span>
              <span>
                {own.map((one) => (
                  <Link key={one.id} className="number" to={`/warehouse-parcels/${one.id}`} style={{ display: 'block' }}>
                    {one.code}
                  </Link>
                ))}
                {own.length > 1 ? <small className="faint">{t('one_parcel', { count: own.length })}</small> : null}
              </span>
              <span style={{ flex: 1 }}>
                {sumLines(own)
                  .map((line) => `${goodsName(line)} ×${line.quantity}`)
                  .join('，')}
              </span>
              <span className="number faint">
                {[...new Set(own.flatMap(({ boxes }) => boxes.flatMap(({ waybill_no }) => waybill_no ?? [])))].join(' ')}
              </span>
              <span>
                {own.map((one) => (
                  <OutboundStatus key={one.id} row={one} />
                ))}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </DetailDrawer>
  )
}

type Outbound = WaveView['outbounds'][number]

/** Parcels as they leave: orders that were merged are one. What was stopped stands by itself. */
const parcelsOf = (outbounds: readonly Outbound[]): Outbound[][] => [
  ...Map.groupBy(outbounds, ({ id, merge_id, status }) => (merge_id && status !== 'stopped' ? merge_id : id)).values(),
]

/** The goods of a parcel, each once. */
const sumLines = (own: readonly Outbound[]): Outbound['lines'] =>
  [
    ...Map.groupBy(
      own.flatMap(({ lines }) => lines),
      ({ sku_id }) => sku_id,
    ).values(),
  ].map((same) => ({
    ...same[0]!,
    quantity: same.reduce((sum, { quantity }) => sum + quantity, 0),
  }))

/** Sends one verb about the wave and tells what came of it. */
function useSend() {
  const { message } = App.useApp()
  const queries = useQueryClient()
  const t = useText()
  const c = useCarriageText()
  const [busy, setBusy] = useState(false)
  const wordsOf = ({ status, detail = status, reason }: Outcome & { reason?: string }) =>
    reason ? c.maybe(`refused_${reason}`, detail) : t.maybe(`said_${status}`, detail)
  const send = async (verb: string, body: object) => {
    setBusy(true)
    try {
      const outcomes: Outcome[] = await api.batch(`/api/admin/warehouse/waves/${verb}`, body)
      const refused = outcomes.filter(({ detail }) => detail)
      if (refused.length > 0) void message.warning(`${refused.length} · ${wordsOf(refused[0]!)}`, 6)
      await queries.invalidateQueries()
    } catch (error) {
      void message.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return { busy, send }
}

/** Whose wave it is; a planner gives it to somebody of the house, or frees it. */
function Owner({ wave }: { wave: WaveView['wave'] }) {
  const t = useText()
  const p = useInboundText()
  const may = useMay()
  const tell = useTell()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const open = wave.status === 'locked' || wave.status === 'released'
  const plans = may('warehouse.plan') && open
  const clerks = useApi<{ items: { id: string; name: string }[] }>(
    plans ? '/api/admin/warehouse/clerks' : null,
    { node_id: wave.node_id },
    { enabled: plans, staleTime: 60_000 },
  )
  if (!plans) return wave.claimed_name ?? wave.owner_name ?? t('free_claim')
  const held = wave.claimed_by ?? wave.owner_id ?? ''
  const options = [{ value: '', label: p('anybody') }, ...(clerks.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]
  if (held && !options.some(({ value }) => value === held))
    options.push({ value: held, label: wave.claimed_name ?? wave.owner_name ?? held })
  const give = async (owner_id: string) => {
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/warehouse/waves/assignments', {
        assignments: [{ id: wave.id, owner_id: owner_id || null }],
      })
      const words = p.maybe(`outcome_${outcome?.status.replace('already_', '')}`, outcome?.detail ?? '')
      if (outcome?.detail) void tell.error(words, 6)
      else void tell.success(words)
      await queries.invalidateQueries()
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <Select
      aria-label={p('assign')}
      size="small"
      value={held}
      loading={busy}
      onChange={(value) => void give(value)}
      options={options}
      popupMatchSelectWidth={false}
      style={{ minWidth: 140 }}
    />
  )
}
