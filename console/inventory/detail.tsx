import { Button, Input, InputNumber, Modal } from 'antd'
import { useId, useState } from 'react'
import { Link, useParams } from 'react-router'
import { Statement } from '../ledger/statement.tsx'
import { api, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure } from '../shared/states.tsx'
import { Count, Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { onHand, type StockRow } from './list.tsx'
import { TryPromise } from './promise.tsx'
import { useRulesText } from './rules-text.ts'
import { useText } from './text.ts'

const states = ['available', 'reserved', 'held', 'safety', 'shares', 'in_transit', 'inspection', 'defective', 'sample', 'gift'] as const
type State = (typeof states)[number]
const none = { title: null, ...(Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>) }

/** The stock of one SKU at one node in every state, each with the postings that made it so; and where else it stands. */
export function Component() {
  const t = useText()
  const rules = useRulesText()
  const may = useMay()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const [node_id = '', sku_id = ''] = (useParams().stock ?? '').split('~')
  const [correcting, setCorrecting] = useState(false)
  const [state, setState] = useState<State>('available')
  const all = useApi<{ items: StockRow[] }>('/api/admin/stock', { sku_id, limit: 200 })
  const shares = useApi<{ items: { channel_id: string; node_id: string; sku_id: string }[] }>(
    state === 'shares' ? '/api/admin/stock/shares' : null,
    { node_id, sku_id },
    { retry: false },
  )
  const row: StockRow = all.data?.items.find((one) => one.node_id === node_id) ?? { ...none, node_id, sku_id }
  const others = all.data?.items.filter((one) => one.node_id !== node_id) ?? []
  const asset = `sku:${sku_id}`
  const channels = [
    ...new Set(
      (shares.data?.items ?? [])
        .filter((one) => one.node_id === node_id && one.sku_id === sku_id && one.channel_id)
        .map((one) => one.channel_id),
    ),
  ]
  const accounts = state === 'shares' ? channels.map((channel_id) => `node:${node_id}:channel:${channel_id}`) : [`node:${node_id}:${state}`]
  return (
    <DetailDrawer
      title={sku_id}
      status={<span className="faint">{nodes.name(node_id)}</span>}
      actions={may('stock.correct') ? <Button onClick={() => setCorrecting(true)}>{t('correct')}</Button> : undefined}
    >
      {row.title ? <p className="faint">{inLanguage(row.title)}</p> : null}
      {all.isError ? <Failure error={all.error} retry={() => void all.refetch()} /> : null}
      <div className="tiles" style={{ marginTop: 20, gridTemplateColumns: 'repeat(auto-fill, minmax(96px, 1fr))' }}>
        {states.map((one) => (
          <button type="button" className="tile" key={one} aria-pressed={one === state} onClick={() => setState(one)}>
            <span>{t(`condition_${one}`)}</span>
            <b>
              <Count value={all.data ? row[one] : undefined} />
            </b>
          </button>
        ))}
        <div className="tile">
          <span>{t('on_hand')}</span>
          <b>
            <Count value={all.data ? onHand(row) : undefined} />
          </b>
        </div>
      </div>
      <Section title={t('statement_of', { what: t(`condition_${state}`) })}>
        {accounts.map((account) => (
          <Statement key={account} account={account} asset={asset} />
        ))}
      </Section>
      <Section title={t('elsewhere')}>
        <p className="faint">{others.length > 0 ? t('elsewhere_hint') : t('nowhere_else')}</p>
        {others.length > 0 ? (
          <div className="plain-scroll">
            <table className="plain">
              <thead>
                <tr>
                  <th>{t('node')}</th>
                  <th className="right">{t('available')}</th>
                  <th className="right">{t('reserved')}</th>
                  <th className="right">{t('condition_in_transit')}</th>
                  <th className="right">{t('on_hand')}</th>
                </tr>
              </thead>
              <tbody>
                {others.map((one) => (
                  <tr key={one.node_id}>
                    <td>
                      <Link to={`../${encodeURIComponent(`${one.node_id}~${sku_id}`)}`} relative="path">
                        {nodes.name(one.node_id)}
                      </Link>
                    </td>
                    <td className="right strong">
                      <Count value={one.available} />
                    </td>
                    <td className="right">
                      <Count value={one.reserved} />
                    </td>
                    <td className="right">
                      <Count value={one.in_transit} />
                    </td>
                    <td className="right">
                      <Count value={onHand(one)} />
                    </td>
                  </tr>
                ))}
                <tr>
                  <td className="faint">{t('all_nodes', { count: all.data!.items.length })}</td>
                  {(['available', 'reserved', 'in_transit'] as const).map((one) => (
                    <td key={one} className="right">
                      <Count value={all.data!.items.reduce((sum, each) => sum + each[one], 0)} />
                    </td>
                  ))}
                  <td className="right">
                    <Count value={all.data!.items.reduce((sum, each) => sum + onHand(each), 0)} />
                  </td>
                </tr>
              </tbody>
            </table>
          </div>
        ) : null}
      </Section>
      {may('stock.availability') ? (
        <Section title={rules('try_promise')}>
          <TryPromise sku_id={sku_id} />
        </Section>
      ) : null}
      {correcting ? (
        <Correction
          node_id={node_id}
          sku_id={sku_id}
          available={row.available}
          close={() => {
            setCorrecting(false)
            void all.refetch()
          }}
        />
      ) : null}
    </DetailDrawer>
  )
}

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
