import { Input, Modal, Select } from 'antd'
import { useId, useMemo, useState } from 'react'
import { api, newId, type Outcome, type RowOf, useApi } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Missing, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useBureauText } from './bureaus-text.ts'
import { useText } from './text.ts'

export type Errand = RowOf<'/api/admin/errands'>
type Counts = RowOf<'/api/admin/errands/counts'>[]
const row_id = (row: Errand) => row.id
export const errandTone = (status: string): Tone =>
  (({ waiting: 'waiting', accepted: 'active', returned: 'danger', unassigned: 'danger', done: 'done' }) as Record<string, Tone>)[status] ??
  'quiet'
export const returnReasons = ['goods_lacking', 'elsewhere', 'too_many', 'address_wrong', 'buyer_unreachable', 'other'] as const
export const isLate = ({ status, answer_by }: Pick<Errand, 'status' | 'answer_by'>) =>
  status === 'waiting' && answer_by !== null && Date.parse(answer_by) < Date.now()
export const addressOf = ({ address }: Pick<Errand, 'address'>) =>
  ['province', 'city', 'district', 'street']
    .map((key) => address[key])
    .filter(Boolean)
    .join(' ')

/** Which part of its order an errand is for; nothing where it is for all of it. */
export function usePart(): (row: Pick<Errand, 'part_no' | 'parts'>) => string | null {
  const t = useBureauText()
  return ({ part_no, parts }) => (parts > 1 ? t('part_of', { no: part_no + 1, parts }) : null)
}

export function useGoods(): (row: Pick<Errand, 'goods'>) => string {
  const inLanguage = useInLanguage()
  return ({ goods }) => goods.map(({ title, quantity }) => `${inLanguage(title)} × ${quantity}`).join('，')
}

/** What the bureaus of whoever looks have to do for orders. */
export function Component() {
  const t = useBureauText()
  const goodsOf = useGoods()
  const partOf = usePart()
  return (
    <ListPage<Errand>
      name="bureau-orders"
      title={t('inbox')}
      hint={t('inbox_hint')}
      path="/api/admin/errands"
      row_id={row_id}
      row_name={(row) => row.order_no}
      row_height={52}
      columns={useErrandColumns()}
      open={row_id}
      search={{ key: 'q', placeholder: t('inbox_search') }}
      filters={[useDutyFilter()]}
      tabs={{
        key: 'status',
        tabs: (['waiting', 'accepted', 'returned', 'over'] as const).map((value) => ({
          value: value === 'waiting' ? '' : value,
          title: t(`tab_${value}`),
        })),
        counts_path: '/api/admin/errands/counts',
        count: (counts, value) =>
          (counts as { items: Counts }).items.find(({ status }) => status === (value || 'waiting'))?.errands ??
          (value === '' || value === 'accepted' ? 0 : null),
      }}
      batch={useAnswers()}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="code">{row.order_no}</span>
            <ErrandStatus row={row} />
          </div>
          <div className="card-row">{goodsOf(row)}</div>
          <div className="card-row second">
            <span>{[partOf(row), t(`bureau_of_${row.duty}`), row.buyer_name, addressOf(row)].filter(Boolean).join(' · ')}</span>
          </div>
          <div className="card-row second">
            <span>{row.return_reason ? t(`reason_${row.return_reason}`) : ''}</span>
            <span style={{ whiteSpace: 'nowrap' }}>
              <Ago at={row.assigned_at} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('inbox_empty'), hint: t('inbox_empty_hint') }}
      refetch_ms={30_000}
      succeeded={({ status }) => status === 'accepted' || status === 'returned'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
    />
  )
}

export function ErrandStatus({ row }: { row: Pick<Errand, 'status' | 'answer_by'> }) {
  const t = useBureauText()
  return isLate(row) ? (
    <Status tone="danger">{t('overdue')}</Status>
  ) : (
    <Status tone={errandTone(row.status)}>{t(`status_${row.status}`)}</Status>
  )
}

export function useDutyFilter() {
  const t = useBureauText()
  const options = (['acceptance', 'processing', 'delivery'] as const).map((value) => ({ value, label: t(`bureau_of_${value}`) }))
  return { key: 'duty', title: t('duty'), kind: 'choice' as const, options, width: 140 }
}

export function useErrandColumns<Row extends Errand>(): Column<Row>[] {
  const t = useBureauText()
  const orders = useText()
  const inLanguage = useInLanguage()
  const goodsOf = useGoods()
  const partOf = usePart()
  return useMemo<Column<Row>[]>(
    () => [
      {
        key: 'order_no',
        title: t('order_no'),
        width: 150,
        render: (row) => (
          <TwoLines
            first={<span className="code">{row.order_no}</span>}
            second={row.states.map((state) => orders(`state_${state}`)).join('、')}
          />
        ),
        value: (row) => row.order_no,
      },
      {
        key: 'bureau',
        title: t('bureau'),
        width: 180,
        render: (row) => <TwoLines first={inLanguage(row.bureau_name) || <Missing />} second={t(`bureau_of_${row.duty}`)} />,
        value: (row) => inLanguage(row.bureau_name),
      },
      {
        key: 'goods',
        title: t('goods'),
        width: 220,
        grow: true,
        render: (row) => <TwoLines first={<span title={goodsOf(row)}>{goodsOf(row)}</span>} second={partOf(row)} />,
        value: goodsOf,
      },
      {
        key: 'buyer',
        title: t('buyer'),
        width: 230,
        render: (row) => <TwoLines first={`${row.buyer_name} ${row.buyer_phone ?? ''}`} second={addressOf(row)} />,
        value: (row) => `${row.buyer_name} ${row.buyer_phone ?? ''} ${addressOf(row)}`,
      },
      {
        key: 'status',
        title: t('status'),
        width: 170,
        render: (row) => (
          <TwoLines
            first={<ErrandStatus row={row} />}
            second={row.return_reason ? [t(`reason_${row.return_reason}`), row.return_note].filter(Boolean).join('：') : null}
          />
        ),
        value: (row) => t(`status_${row.status}`),
      },
      {
        key: 'assigned_at',
        title: t('assigned_at'),
        width: 110,
        render: (row) => <Ago at={row.assigned_at} />,
        value: (row) => exactTime(row.assigned_at),
      },
    ],
    [t, orders, inLanguage, goodsOf, partOf],
  )
}

const accept = (rows: readonly Errand[]): Promise<Outcome[]> =>
  api.batch('/api/admin/errands/acceptances', { ids: rows.map(({ id }) => id) })

function useAnswers(): BatchAction<Errand>[] {
  const t = useBureauText()
  return [
    {
      key: 'accept',
      title: t('accept'),
      permission: 'bureaus.work',
      primary: true,
      hotkey: 'a',
      most: 1000,
      applies: (row) => row.status === 'waiting',
      run: accept,
    },
    {
      key: 'return',
      title: t('return'),
      permission: 'bureaus.work',
      danger: true,
      most: 1000,
      applies: (row) => row.status === 'waiting' || row.status === 'accepted',
      form: ReturnForm,
    },
  ]
}

interface FormProps<Row> {
  rows: Row[]
  run(work: (rows: Row[]) => Promise<Outcome[]>): void
  cancel(): void
}

/** Says why orders go back to the head office. */
export function ReturnForm({ rows, run, cancel }: FormProps<Errand>) {
  const t = useBureauText()
  const words = useWords()
  const id = useId()
  const [reason, setReason] = useState<(typeof returnReasons)[number]>('goods_lacking')
  const [note, setNote] = useState('')
  const missing = reason === 'other' && !note.trim()
  const send = () =>
    run((set) =>
      api.batch('/api/admin/errands/returns', { returns: set.map((row) => ({ id: row.id, reason, note: note.trim() || null })) }),
    )
  return (
    <Modal
      open
      title={t('return_title', { count: rows.length })}
      okText={t('return')}
      okButtonProps={{ disabled: missing }}
      cancelText={words('cancel')}
      onOk={send}
      onCancel={cancel}
      width={420}
    >
      <div className="field">
        <label htmlFor={`${id}-reason`}>{t('reason')}</label>
        <Select
          id={`${id}-reason`}
          style={{ width: '100%' }}
          value={reason}
          onChange={setReason}
          options={returnReasons.map((value) => ({ value, label: t(`reason_${value}`) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-note`}>{t('return_note')}</label>
        <Input id={`${id}-note`} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
        <small className="faint">{t('return_note_hint')}</small>
      </div>
    </Modal>
  )
}

type Bureau = RowOf<'/api/admin/bureaus'>
export const useBureaus = () => useApi<{ items: Bureau[] }>('/api/admin/bureaus', {}, { staleTime: 30_000 }).data?.items ?? []

interface Given {
  id: string
  order_id: string
  part_no: number
  duty: Errand['duty']
}

/** Chooses who has orders from now on: by the rules, or a bureau by name. */
export function AssignForm<Row extends Given>({ rows, run, cancel }: FormProps<Row>) {
  const t = useBureauText()
  const words = useWords()
  const id = useId()
  const inLanguage = useInLanguage()
  const duties = new Set(rows.map(({ duty }) => duty))
  const bureaus = useBureaus().filter((bureau) => bureau.open && [...duties].every((duty) => bureau.duties.includes(duty)))
  const [bureau_id, setBureau] = useState('')
  const [over_capacity, setOver] = useState(false)
  // One number per row and opening of the form: sending it twice is one assignment.
  const [ids] = useState(() => new Map(rows.map((row) => [row.id, newId()])))
  const send = () =>
    run(async (set) => {
      const assignments = set.map(({ id: row, order_id, part_no, duty }) => ({
        ...{ id: ids.get(row) ?? newId(), order_id, part_no, duty },
        bureau_id: bureau_id || null,
        over_capacity,
      }))
      const outcomes = await api.batch('/api/admin/errands/assignments', { assignments })
      return set.map((row, i) => ({ ...outcomes[i]!, id: row.id }))
    })
  return (
    <Modal
      open
      title={t('assign_title', { count: rows.length })}
      okText={t('assign')}
      cancelText={words('cancel')}
      onOk={send}
      onCancel={cancel}
      width={460}
    >
      <div className="field">
        <label htmlFor={`${id}-to`}>{t('assign_to')}</label>
        <Select
          id={`${id}-to`}
          style={{ width: '100%' }}
          showSearch={{ optionFilterProp: 'label' }}
          value={bureau_id}
          onChange={setBureau}
          options={[
            { value: '', label: t('assign_by_rules') },
            ...bureaus.map((bureau) => ({
              value: bureau.bureau_id,
              label: `${inLanguage(bureau.name) || bureau.bureau_id}（${t('today')} ${bureau.taken_today}/${bureau.orders_per_day ?? t('no_limit')}）`,
            })),
          ]}
        />
      </div>
      <label>
        <input type="checkbox" checked={over_capacity} disabled={bureau_id === ''} onChange={(event) => setOver(event.target.checked)} />{' '}
        {t('over_capacity')}
      </label>
    </Modal>
  )
}
