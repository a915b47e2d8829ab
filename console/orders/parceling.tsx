import { Button, InputNumber, Segmented, Select } from 'antd'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { type AnswerOf, api, newId, type Outcome, useApi } from '../shared/api.ts'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Amount, Exact, Section } from '../shared/values.tsx'
import { LineForm } from './line-form.tsx'
import { type OrderDetail, open, succeeded } from './model.ts'
import { useParcelingText } from './parceling-text.ts'

type View = AnswerOf<'/api/admin/orders/{id}/parceling'>
type Near = View['hints'][number]
const splitText: Record<string, 'split_by_rule' | 'split_by_weight' | 'split_by_bureau'> = {
  ...{ rule: 'split_by_rule', weight: 'split_by_weight', bureau: 'split_by_bureau' },
}
const fine = (outcome: Outcome): boolean => succeeded(outcome) || ['merged', 'unmerged', 'split', 'unsplit'].includes(outcome.status)

/** With what an order leaves in one parcel, with what it could, and how it was split. */
export function OrderParceling({ order }: { order: OrderDetail }) {
  const t = useParcelingText()
  const may = useMay()
  const tell = useTell()
  const around = useListAround()
  const base = `/api/admin/orders/${order.id}`
  const { data, refetch } = useApi<View>(`${base}/parceling`)
  const again = useApi(base)
  const [splitting, setSplitting] = useState(false)
  const [busy, setBusy] = useState<string | null>(null)
  if (!data) return null
  const begun = order.groups.some(({ state }) => !open.has(state))
  const changes = may('orders.review') && !begun
  const run = async (key: string, path: string, body: object) => {
    setBusy(key)
    const outcome = await api.batch(path, body).then(
      ([one]) => one,
      (error: Error): Outcome => ({ id: order.id, status: 'failed', detail: error.message }),
    )
    if (outcome && fine(outcome)) void tell.success(t.maybe(`done_${outcome.status}`, t.maybe(`outcome_${outcome.status}`)))
    else void tell.error(t.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? ''), 6)
    setBusy(null)
    void refetch()
    void again.refetch()
    void around?.refresh()
  }
  const splits = data.splits.filter(({ undone_at }) => undone_at === null)
  const several = order.lines.reduce((sum, { quantity }) => sum + quantity, 0) > 1
  if (!data.merge && data.hints.length === 0 && splits.length === 0 && !(changes && several)) return null
  const small = { size: 'small', type: 'text' } as const
  return (
    <Section
      title={t('section')}
      extra={
        changes && several ? (
          <Button {...small} onClick={() => setSplitting(true)}>
            {t('split')}
          </Button>
        ) : null
      }
    >
      {!data.merge && data.hints.length === 0 && splits.length === 0 ? <p className="faint">{t('nothing')}</p> : null}
      {data.merge ? (
        <>
          <p className="faint" style={{ display: 'flex', alignItems: 'center', gap: 12, margin: 0 }}>
            <span>
              {t('together')} ·{' '}
              {data.merge.rule_version === null
                ? t('by_hand', { by: data.merge.merged_by })
                : t('by_rule', { version: data.merge.rule_version })}{' '}
              <Exact at={data.merge.merged_at} />
            </span>
            <span className="spring" />
            {changes ? (
              <Button
                {...small}
                loading={busy === 'unmerge'}
                onClick={() => void run('unmerge', '/api/admin/orders/merges/endings', { ids: [data.merge!.id] })}
              >
                {t('unmerge')}
              </Button>
            ) : null}
          </p>
          <Orders orders={data.merge.orders} />
        </>
      ) : null}
      {data.hints.length > 0 && !begun ? (
        <>
          <p className="faint" style={{ display: 'flex', alignItems: 'center', gap: 12, margin: 0 }}>
            <span>{t('could')}</span>
            <span className="spring" />
            {changes ? (
              <Button
                size="small"
                loading={busy === 'merge'}
                onClick={() =>
                  void run('merge', '/api/admin/orders/merges', {
                    merges: [{ id: newId(), order_ids: [order.id, ...data.hints.map(({ id }) => id)].slice(0, 20) }],
                  })
                }
              >
                {t('merge_these')}
              </Button>
            ) : null}
          </p>
          <Orders orders={data.hints} />
        </>
      ) : null}
      {splits.length > 0 ? (
        <ul className="rows">
          {splits.map((split) => (
            <li key={split.split_id}>
              <span>
                {t(splitText[split.how] ?? 'split_by_hand', {
                  lines: split.line_nos.map((no) => t('line_of', { no })).join('、'),
                  version: split.rule_version ?? '',
                })}
              </span>
              <span className="faint">
                {split.split_by === 'rule' ? '' : split.split_by} <Exact at={split.split_at} />
              </span>
              <span className="spring" />
              {changes ? (
                <Button
                  {...small}
                  loading={busy === split.split_id}
                  onClick={() =>
                    void run(split.split_id, '/api/admin/orders/splits/endings', { splits: [{ id: order.id, split_id: split.split_id }] })
                  }
                >
                  {t('unsplit')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {splitting ? (
        <SplitForm
          order={order}
          close={() => setSplitting(false)}
          send={async (split) => {
            await run('split', '/api/admin/orders/splits', { splits: [split] })
            setSplitting(false)
          }}
        />
      ) : null}
    </Section>
  )
}

function Orders({ orders }: { orders: readonly Near[] }) {
  const channels = useChannels()
  return (
    <ul className="rows">
      {orders.map((one) => (
        <li key={one.id}>
          <Link className="code" to={`/orders/${one.id}?state=*`}>
            {one.order_no}
          </Link>
          <span className="faint">{channels.name(one.channel_id)}</span>
          <Amount minor={one.total_minor} currency={one.currency} />
          <span className="spring" />
          <span className="faint">
            <Exact at={one.placed_at} />
          </span>
        </li>
      ))}
    </ul>
  )
}

interface SplitFormProps {
  order: OrderDetail
  close(): void
  send(split: object): Promise<void>
}

/** Says what leaves in a parcel of its own: pieces of lines, or parcels of a weight. */
function SplitForm({ order, close, send }: SplitFormProps) {
  const t = useParcelingText()
  const inLanguage = useInLanguage()
  const field = useId()
  const [split_id] = useState(newId)
  const [how, setHow] = useState<'hand' | 'weight'>('hand')
  const groups = order.groups.filter(({ state }) => open.has(state))
  const [group_no, setGroup] = useState(groups[0]?.group_no ?? 1)
  const [taken, setTaken] = useState<Record<number, number>>({})
  const [kilograms, setKilograms] = useState<number | null>(null)
  const lines = order.lines.filter((line) => line.group_no === group_no)
  const submit = async () => {
    const pieces = lines.flatMap(({ line_no }) => (taken[line_no] ? [{ line_no, quantity: taken[line_no] }] : []))
    const going = pieces.reduce((sum, { quantity }) => sum + quantity, 0)
    if (how === 'hand' && (going === 0 || going === lines.reduce((sum, { quantity }) => sum + quantity, 0))) return t('choose_some')
    if (how === 'weight' && !kilograms) return t('choose_weight')
    await send({ id: order.id, split_id, ...(how === 'hand' ? { pieces } : { most_grams: Math.round(kilograms! * 1_000) }) })
    return null
  }
  return (
    <LineForm title={t('split_title', { order_no: order.order_no })} hint={t('split_hint')} button={t('split')} send={submit} close={close}>
      <Segmented
        value={how}
        onChange={(value) => setHow(value as 'hand' | 'weight')}
        options={[
          { value: 'hand', label: t('how_hand') },
          { value: 'weight', label: t('how_weight') },
        ]}
      />
      {how === 'hand' && groups.length > 1 ? (
        <div className="field">
          <label htmlFor={`${field}-group`}>{t('group')}</label>
          <Select
            id={`${field}-group`}
            value={group_no}
            onChange={setGroup}
            options={groups.map((group) => ({ value: group.group_no, label: t('group_of', { no: group.group_no }) }))}
          />
        </div>
      ) : null}
      {how === 'hand' ? (
        <table className="plain">
          <thead>
            <tr>
              <th>{t('line')}</th>
              <th className="right">{t('take_out')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.line_no}>
                <td>{inLanguage(line.title)}</td>
                <td className="right number" style={{ whiteSpace: 'nowrap' }}>
                  <InputNumber
                    size="small"
                    min={0}
                    max={line.quantity}
                    precision={0}
                    value={taken[line.line_no] ?? 0}
                    aria-label={`${t('take_out')} ${inLanguage(line.title)}`}
                    onChange={(value) => setTaken({ ...taken, [line.line_no]: value ?? 0 })}
                  />{' '}
                  / {line.quantity}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <div className="field">
          <label htmlFor={`${field}-weight`}>{t('most_kg')}</label>
          <InputNumber
            id={`${field}-weight`}
            min={0.01}
            max={10_000}
            precision={2}
            suffix={t('kilograms')}
            value={kilograms}
            onChange={setKilograms}
            style={{ width: 180 }}
          />
        </div>
      )}
    </LineForm>
  )
}
