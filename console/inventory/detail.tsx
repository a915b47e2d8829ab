import { Button, Input, InputNumber, Modal } from 'antd'
import { useId, useState } from 'react'
import { useParams } from 'react-router'
import { Statement } from '../ledger/statement.tsx'
import { api, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Count, Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { TryPromise } from './promise.tsx'
import { useRulesText } from './rules-text.ts'
import { useText } from './text.ts'

/** The stock of one SKU at one node: what it is, every posting that made it so, and its correction after a count. */
export function Component() {
  const t = useText()
  const rules = useRulesText()
  const may = useMay()
  const nodes = useNodes()
  const [node_id = '', sku_id = ''] = (useParams().stock ?? '').split('~')
  const [correcting, setCorrecting] = useState(false)
  const asset = `sku:${sku_id}`
  const accounts = { available: `node:${node_id}:available`, reserved: `node:${node_id}:reserved` }
  const available = useBalance(accounts.available, asset)
  const reserved = useBalance(accounts.reserved, asset)
  return (
    <DetailDrawer
      title={sku_id}
      status={<span className="faint">{nodes.name(node_id)}</span>}
      actions={may('stock.correct') ? <Button onClick={() => setCorrecting(true)}>{t('correct')}</Button> : undefined}
    >
      <div className="tiles" style={{ marginTop: 20 }}>
        <Tile title={t('available')} value={available} />
        <Tile title={t('reserved')} value={reserved} />
        <Tile title={t('on_hand')} value={available === undefined || reserved === undefined ? undefined : available + reserved} />
      </div>
      {may('stock.availability') ? (
        <Section title={rules('try_promise')}>
          <TryPromise sku_id={sku_id} />
        </Section>
      ) : null}
      <Section title={t('statement_available')}>
        <Statement account={accounts.available} asset={asset} />
      </Section>
      <Section title={t('statement_reserved')}>
        <Statement account={accounts.reserved} asset={asset} />
      </Section>
      {correcting ? <Correction node_id={node_id} sku_id={sku_id} available={available ?? 0} close={() => setCorrecting(false)} /> : null}
    </DetailDrawer>
  )
}

const useBalance = (account: string, asset: string): number | undefined =>
  useApi<{ balance: { balance: number } }>('/api/admin/ledger/postings', { account, asset, limit: 1 }, { retry: false }).data?.balance
    .balance

const Tile = ({ title, value }: { title: string; value: number | undefined }) => (
  <div className="tile">
    <span>{title}</span>
    <b>
      <Count value={value} />
    </b>
  </div>
)

function Correction({ node_id, sku_id, available, close }: { node_id: string; sku_id: string; available: number; close(): void }) {
  const t = useText()
  const words = useWords()
  const tell = useTell()
  const around = useListAround()
  const field = useId()
  const [id] = useState(newId)
  const [counted, setCounted] = useState(available)
  const [reason, setReason] = useState(t('reason_default'))
  const [busy, setBusy] = useState(false)
  const change = counted - available
  const { refetch } = useApi(
    '/api/admin/ledger/postings',
    { account: `node:${node_id}:available`, asset: `sku:${sku_id}`, limit: 1 },
    { retry: false },
  )
  const send = async () => {
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/stock/corrections', { corrections: [{ id, node_id, sku_id, change, reason }] })
      if (outcome?.detail) void tell.error(t.maybe(`outcome_${outcome.status}`, outcome.detail), 6)
      else {
        void tell.success(t('corrected'))
        close()
        void refetch()
        void around?.refresh()
      }
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={t('correct_title', { sku: sku_id })}
      okText={t('correct')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: change === 0 || !reason.trim() }}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={close}
      width={420}
    >
      <div className="field">
        <label htmlFor={`${field}-counted`}>{t('counted')}</label>
        <InputNumber
          id={`${field}-counted`}
          autoFocus
          min={0}
          precision={0}
          value={counted}
          onChange={(value) => setCounted(value ?? 0)}
          style={{ width: '100%' }}
        />
        <span className={change < 0 ? 'refused' : 'faint'}>{t('change', { change: `${change > 0 ? '+' : ''}${change}` })}</span>
      </div>
      <div className="field">
        <label htmlFor={`${field}-reason`}>{t('reason')}</label>
        <Input id={`${field}-reason`} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Modal>
  )
}
