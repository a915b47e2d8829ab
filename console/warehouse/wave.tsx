import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Count, Exact, Facts, Section } from '../shared/values.tsx'
import { useGoodsName } from './goods.tsx'
import { printBoxes } from './labels.ts'
import type { WaveView } from './model.ts'
import { OutboundStatus } from './outbounds.tsx'
import { useText } from './text.ts'
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
  const boxes = outbounds.flatMap((one) => one.boxes.filter(({ status, waybill_no }) => waybill_no !== null && status !== 'voided'))
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
              {boxes.length > 0 && may('labels.print') ? (
                <Button onClick={() => void printBoxes(boxes.map((box) => box.id))}>{t('print_labels')}</Button>
              ) : null}
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
          [t('owner'), wave.claimed_name ?? wave.owner_name ?? t('free_claim')],
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
          {outbounds.map((one) => (
            <li key={one.id}>
              <span className="number faint" style={{ minWidth: 34 }}>
                {one.slot_no}
              </span>
              <Link className="number" to={`/warehouse-parcels/${one.id}`}>
                {one.code}
              </Link>
              <span style={{ flex: 1 }}>{one.lines.map((line) => `${goodsName(line)} ×${line.quantity}`).join('，')}</span>
              <span className="number faint">
                {one.boxes
                  .map(({ waybill_no }) => waybill_no)
                  .filter(Boolean)
                  .join(' ')}
              </span>
              <OutboundStatus row={one} />
            </li>
          ))}
        </ul>
      </Section>
    </DetailDrawer>
  )
}

/** Sends one verb about the wave and tells what came of it. */
function useSend() {
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const send = async (verb: string, body: object) => {
    setBusy(true)
    try {
      const outcomes: Outcome[] = await api.batch(`/api/admin/warehouse/waves/${verb}`, body)
      const refused = outcomes.filter(({ detail }) => detail)
      if (refused.length > 0) void message.warning(`${refused.length} · ${refused[0]!.detail}`, 6)
      await queries.invalidateQueries()
    } catch (error) {
      void message.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return { busy, send }
}
