import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section } from '../shared/values.tsx'
import { CarriageForm } from './carriage.tsx'
import { useCarriageText } from './carriage-text.ts'
import { useGoodsName } from './goods.tsx'
import { useInboundText } from './inbound-text.ts'
import type { OutboundView } from './model.ts'
import { OutboundStatus } from './outbounds.tsx'
import { useText } from './text.ts'

/** One parcel to send: what is in it, how it may be packed, and every scan of it. */
export function Component() {
  const t = useText()
  const { id } = useParams()
  const view = useApi<OutboundView>(`/api/admin/warehouse/outbounds/${id}`, {}, { refetchInterval: 10_000 })
  if (!view.data)
    return (
      <DetailDrawer title={t('parcel')}>
        {view.isError ? <Failure error={view.error} retry={() => void view.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail {...view.data} />
}

function Detail({ outbound, lines, boxes, packing, scans, putbacks }: OutboundView) {
  const t = useText()
  const nodes = useNodes()
  const carriers = useCarriers()
  const goodsName = useGoodsName()
  const p = useInboundText()
  const c = useCarriageText()
  const may = useMay()
  const tell = useTell()
  const queries = useQueryClient()
  const [changing, setChanging] = useState(false)
  const change = async (work: (rows: { id: string }[]) => Promise<Outcome[]>) => {
    try {
      const [outcome] = await work([outbound])
      const words = c.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? '')
      if (outcome?.detail) void tell.error(words, 6)
      else void tell.success(words)
      setChanging(false)
      await queries.invalidateQueries()
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
  }
  return (
    <DetailDrawer
      title={<span className="number">{outbound.code}</span>}
      status={<OutboundStatus row={outbound} />}
      actions={
        may('warehouse.plan') && outbound.status !== 'shipped' && outbound.status !== 'stopped' ? (
          <Button onClick={() => setChanging(true)}>{c('change')}</Button>
        ) : undefined
      }
    >
      {changing ? <CarriageForm rows={[outbound]} run={(work) => void change(work)} cancel={() => setChanging(false)} /> : null}
      <Facts
        items={[
          [
            t('order_no'),
            <Link key="order" className="number" to={`/orders/${outbound.order_id}`}>
              {outbound.order_no}
            </Link>,
          ],
          [t('site'), nodes.name(outbound.node_id)],
          [t('waves'), outbound.wave_no],
          [t('carrier'), `${carriers.name(outbound.carrier_id)} ${carriers.serviceName(outbound.carrier_id, outbound.service_id)}`],
          [t('expected'), outbound.weight_grams === null ? null : `${outbound.weight_grams} g`],
          [t('released_at'), <Exact key="released" at={outbound.released_at} />],
        ]}
      />
      <Section title={t('goods')}>
        <ul className="rows">
          {lines.map((line) => (
            <li key={line.line_no}>
              <span style={{ flex: 1 }}>
                {goodsName(line)} <span className="faint code">{line.sku_id}</span>
              </span>
              <span className="number">
                {line.checked} / {line.quantity}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={boxes.length > 0 ? t('boxes') : t('packing')}>
        <ul className="rows">
          {boxes.length > 0
            ? boxes.map((box) => (
                <li key={box.id}>
                  <span style={{ flex: 1 }}>
                    {t('box', { no: box.box_no })} <span className="number">{box.waybill_no ?? '—'}</span>
                  </span>
                  <span className="number">{box.weight_grams === null ? '—' : `${box.weight_grams} g`}</span>
                  {box.lots.map((one) => (
                    <span key={`${one.line_no} ${one.lot} ${one.sure}`} className="under" title={one.sure ? '' : p('possible_hint')}>
                      {t('lot')}{' '}
                      <Link
                        to={`/warehouse-recall?sku_id=${encodeURIComponent(lines.find(({ line_no }) => line_no === one.line_no)?.sku_id ?? '')}&lot=${encodeURIComponent(one.lot)}`}
                      >
                        {one.lot}
                      </Link>{' '}
                      ×{one.quantity} {one.sure ? '' : p('possible')}
                    </span>
                  ))}
                  {box.serials.map((one) => (
                    <code key={one.serial} className="under">
                      {one.serial}
                    </code>
                  ))}
                </li>
              ))
            : packing.map((box, i) => (
                <li key={box.lines.map(({ line_no, quantity }) => `${line_no}x${quantity}`).join(' ') + String(i)}>
                  <span style={{ flex: 1 }}>{box.carton === 'own' ? t('carton_own') : t('carton', { carton: box.carton })}</span>
                  <span className="number">{box.weight_grams} g</span>
                </li>
              ))}
        </ul>
      </Section>
      {putbacks.length > 0 ? (
        <Section title={t('putbacks')}>
          <ul className="rows">
            {putbacks.map((one) => (
              <li key={one.id}>
                <span style={{ flex: 1 }}>
                  {one.sku_id} ×{one.quantity}
                </span>
                <span>{one.bin_code ?? one.suggested_bin ?? '—'}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {scans.length > 0 ? (
        <Section title={t('scans')}>
          <ul className="rows">
            {scans.map((scan) => (
              <li key={scan.id}>
                <Exact at={scan.scanned_at} />
                <code style={{ flex: 1 }}>{scan.text}</code>
                <span>{t.maybe(`said_${scan.status}`, scan.status, { code: '', count: '', order: '' })}</span>
                <span className="faint">{scan.scanned_by}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </DetailDrawer>
  )
}
