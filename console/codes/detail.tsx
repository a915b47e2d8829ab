import { DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Modal, Progress } from 'antd'
import { useId, useState } from 'react'
import { useParams } from 'react-router'
import { api, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Count, Exact, Facts, Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { BatchState } from './list.tsx'
import type { BatchDetail } from './model.ts'
import { useText } from './text.ts'

/** One batch: how far its codes have come, its printing files, where it was sent. */
export function Component() {
  const t = useText()
  const { batch_id } = useParams()
  const detail = useApi<BatchDetail>(`/api/admin/codes/batches/${batch_id}`)
  if (!detail.data)
    return (
      <DetailDrawer title={t('title')}>
        {detail.isError ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail {...detail.data} />
}

const counted = ['printed', 'bound', 'sold', 'scanned', 'claimed', 'voided'] as const

function Detail({ batch, prints, shipments }: BatchDetail) {
  const t = useText()
  const may = useMay()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<'print' | 'void' | null>(null)
  const refresh = () => {
    setAsking(null)
    void queries.invalidateQueries({ queryKey: [`/api/admin/codes/batches/${batch.batch_id}`] })
    void queries.invalidateQueries({ queryKey: ['/api/admin/codes/batches'] })
  }
  const issues = may('codes.issue') && !batch.voided_at
  return (
    <DetailDrawer
      title={batch.lot}
      status={<BatchState batch={batch} />}
      actions={
        issues ? (
          <>
            <Button danger onClick={() => setAsking('void')}>
              {t('void_batch')}
            </Button>
            <Button type="primary" disabled={batch.printed === batch.quantity} onClick={() => setAsking('print')}>
              {t('print')}
            </Button>
          </>
        ) : undefined
      }
    >
      <div className="tiles" style={{ marginTop: 20, gridTemplateColumns: 'repeat(auto-fill, minmax(130px, 1fr))' }}>
        {counted.map((key) => (
          <div className="tile" key={key}>
            <span>{t(key)}</span>
            <b>
              <Count value={batch[key]} />
            </b>
            <Progress percent={(100 * batch[key]) / batch.quantity} showInfo={false} size="small" aria-label={t(key)} />
          </div>
        ))}
      </div>
      <Section title={t('goods')}>
        <Facts
          items={[
            [t('sku_id'), batch.sku_id],
            [t('gtin'), batch.gtin],
            [t('quantity'), <Count key="quantity" value={batch.quantity} />],
            [t('produced_on'), batch.produced_on],
            [t('expires_on'), batch.expires_on],
            [t('factory'), batch.factory],
            [t('points'), <Count key="points" value={batch.points} />],
            [t('covered'), t(batch.covered ? 'yes' : 'no')],
            [t('made_by'), batch.made_by],
            [t('made_at'), <Exact key="made_at" at={batch.made_at} />],
            batch.voided_at ? [t('state_void'), batch.void_reason] : null,
          ]}
        />
      </Section>
      <Section title={t('prints')}>
        {prints.length === 0 ? <p className="faint">{t('no_prints')}</p> : null}
        <ul className="rows">
          {prints.map((print) => (
            <li key={print.print_id}>
              <span style={{ flex: 1, minWidth: 180 }}>
                {t('part', { from: print.from_index + 1, to: print.from_index + print.quantity })}
                <span className="faint" style={{ display: 'block' }}>
                  {print.printed_by} · <Exact at={print.printed_at} />
                  {print.again_reason ? ` · ${t('again', { reason: print.again_reason })}` : ''}
                </span>
              </span>
              {may('codes.issue')
                ? (['csv', 'xlsx'] as const).map((format) => (
                    <Button
                      key={format}
                      type="link"
                      icon={<DownloadOutlined />}
                      disabled={format === 'xlsx' && print.quantity > 100_000}
                      href={`/api/admin/codes/batches/${batch.batch_id}/prints/${print.print_id}/file?format=${format}`}
                    >
                      {t(format)}
                    </Button>
                  ))
                : null}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('shipments')}>
        {shipments.length === 0 ? <p className="faint">{t('no_shipments')}</p> : null}
        <ul className="rows">
          {shipments.map((one) => (
            <li key={one.shipment_id}>
              <span className="number">{one.region_code}</span> {one.dealer_id ?? one.node_id} <Exact at={one.shipped_at} />
            </li>
          ))}
        </ul>
      </Section>
      {asking === 'print' ? <Print batch={batch} done={refresh} cancel={() => setAsking(null)} /> : null}
      {asking === 'void' ? <Void batch_id={batch.batch_id} done={refresh} cancel={() => setAsking(null)} /> : null}
    </DetailDrawer>
  )
}

/** Sends one item and tells what came of it. */
function useSend(done: () => void) {
  const tell = useTell()
  const [busy, setBusy] = useState(false)
  const send = async (path: string, item: object, success?: string) => {
    setBusy(true)
    try {
      const [outcome] = await api.batch(path, { items: [item] })
      if (outcome?.detail) void tell.error(outcome.detail, 6)
      else {
        if (success) void tell.success(success)
        done()
      }
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return { busy, send }
}

function Print({ batch, done, cancel }: { batch: BatchDetail['batch']; done(): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const left = batch.quantity - batch.printed
  const [id] = useState(newId)
  const [quantity, setQuantity] = useState(left)
  const { busy, send } = useSend(done)
  return (
    <Modal
      open
      title={t('print_title')}
      okText={t('print')}
      cancelText={words('cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: !quantity }}
      onOk={() => void send('/api/admin/codes/prints', { id, batch_id: batch.batch_id, quantity }, t('print_done'))}
      onCancel={cancel}
      width={420}
    >
      <div className="field">
        <label htmlFor={field}>{t('quantity')}</label>
        <InputNumber
          id={field}
          autoFocus
          min={1}
          max={left}
          precision={0}
          value={quantity}
          onChange={(value) => setQuantity(value ?? 0)}
          style={{ width: '100%' }}
        />
        <span className="faint">{t('print_left', { left, from: batch.printed + 1 })}</span>
      </div>
    </Modal>
  )
}

function Void({ batch_id, done, cancel }: { batch_id: string; done(): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const [id] = useState(newId)
  const [reason, setReason] = useState('')
  const { busy, send } = useSend(done)
  return (
    <Modal
      open
      title={t('void_title')}
      okText={t('void_batch')}
      cancelText={words('cancel')}
      confirmLoading={busy}
      okButtonProps={{ danger: true, disabled: !reason.trim() }}
      onOk={() => void send('/api/admin/codes/voids', { id, batch_id, reason: reason.trim() })}
      onCancel={cancel}
      width={420}
    >
      <p>{t('void_hint')}</p>
      <div className="field">
        <label htmlFor={field}>{t('reason')}</label>
        <Input id={field} autoFocus maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Modal>
  )
}
