import { Checkbox, Form, InputNumber, Modal, Select } from 'antd'
import { useMemo } from 'react'
import { api, type Outcome } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { healthOf, type Interface, toneOf } from './model.ts'
import { useText } from './text.ts'

const kinds = ['marketplace', 'carrier', 'payment', 'message', 'sign_in', 'finance', 'erp', 'service'] as const

/** Who answers for each interface and how fast it may be asked, many at once. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const organizations = useOrganizations()
  const columns = useMemo<Column<Interface>[]>(
    () => [
      {
        ...{ key: 'name', title: t('name'), width: 260, grow: true },
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.name)}</span>} second={row.interface_id} />,
        value: (row) => row.interface_id,
      },
      { key: 'kind', title: t('kind'), width: 130, render: (row) => t.maybe(`kind_${row.kind}`, row.kind), value: (row) => row.kind },
      {
        ...{ key: 'direction', title: t('direction'), width: 110 },
        render: (row) => t(row.direction === 'in' ? 'direction_in' : 'direction_out'),
        value: (row) => row.direction,
      },
      {
        ...{ key: 'owner', title: t('owner'), width: 200 },
        render: (row) =>
          row.owner_id === null ? <Status tone="waiting">{t('nobody')}</Status> : organizations.name(row.owner_id) || row.owner_id,
        value: (row) => row.owner_id ?? '',
      },
      {
        key: 'budget',
        title: t('budget'),
        width: 160,
        render: (row) => <Budget row={row} />,
        value: (row) => row.budget_calls ?? row.partner_calls ?? '',
      },
      {
        ...{ key: 'calls', title: t('calls'), width: 110, align: 'right' },
        render: (row) => <Count value={row.calls} />,
        value: (row) => row.calls,
      },
      {
        ...{ key: 'last', title: t('last_success'), width: 120 },
        render: (row) => <Ago at={row.last_success_at} />,
        value: (row) => row.last_success_at ?? '',
      },
      {
        key: 'health',
        title: t('health'),
        width: 110,
        render: (row) => <Status tone={toneOf(row)}>{t(healthOf(row))}</Status>,
        value: (row) => t(healthOf(row)),
      },
    ],
    [t, inLanguage, organizations],
  )
  return (
    <ListPage<Interface>
      whole
      name="interface-owners"
      title={t('owners')}
      hint={t('owners_hint')}
      path="/api/admin/interfaces"
      row_id={(row) => row.interface_id}
      row_name={(row) => inLanguage(row.name)}
      row_height={52}
      columns={columns}
      open={(row) => row.interface_id}
      search={{ key: 'words', placeholder: t('search_interface') }}
      filters={[
        {
          ...{ key: 'kind', title: t('kind'), kind: 'choice', width: 160 },
          options: kinds.map((value) => ({ value, label: t(`kind_${value}`) })),
        },
        { key: 'owner_id', title: t('owner'), kind: 'choice', options: organizations.options, width: 220 },
      ]}
      tabs={{
        key: 'missing',
        tabs: [
          { value: '', title: t('tab_all') },
          { value: 'owner', title: t('tab_no_owner'), alert: true },
          { value: 'budget', title: t('tab_no_budget') },
        ],
      }}
      batch={[
        { key: 'owner', title: t('set_owner'), permission: 'interfaces.edit', primary: true, form: OwnerForm, most: 200 },
        {
          ...{ key: 'budget', title: t('set_budget'), permission: 'interfaces.edit', form: BudgetForm, most: 200 },
          applies: ({ direction }) => direction === 'out',
        },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            <Status tone={toneOf(row)}>{t(healthOf(row))}</Status>
          </div>
          <div className="card-row second">
            <span>{row.owner_id === null ? <Status tone="waiting">{t('nobody')}</Status> : organizations.name(row.owner_id)}</span>
            <Budget row={row} />
          </div>
        </>
      )}
      empty={{ title: t('owners_empty'), hint: t('owners_empty_hint') }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
    />
  )
}

/** Its own, or that of its partner; what partners ask of us is limited by their keys. */
function Budget({ row }: { row: Interface }) {
  const t = useText()
  if (row.direction === 'in') return row.partner === 'open-api' ? <span className="faint">{t('quota_of_key')}</span> : <Missing />
  const [calls, ms, own] = row.budget_calls === null ? [row.partner_calls, row.partner_ms, false] : [row.budget_calls, row.budget_ms, true]
  if (calls === null || ms === null) return <Missing />
  return <TwoLines first={t('budget_words', { calls, ms })} second={own ? undefined : t('of_partner')} />
}

interface FormProps {
  rows: Interface[]
  run(work: (rows: Interface[]) => Promise<Outcome[]>): void
  cancel(): void
}

interface PartnerRow {
  partner: string
  owner_id: string | null
  budget_calls: number | null
  budget_ms: number | null
}

/** Sets something of the partners of these interfaces, leaves the rest of them as it is, and answers interface by interface. */
async function ofPartners(rows: Interface[], change: Partial<PartnerRow>): Promise<Outcome[]> {
  const known = new Map((await api.get<{ items: PartnerRow[] }>('/api/admin/interface-partners')).items.map((one) => [one.partner, one]))
  const partners = [...new Set(rows.map(({ partner }) => partner))]
  const outcomes = await api.batch('/api/admin/interface-partners', {
    items: partners.map((partner) => {
      const { owner_id = null, budget_calls = null, budget_ms = null } = known.get(partner) ?? {}
      return { partner, owner_id, budget_calls, budget_ms, ...change }
    }),
  })
  const told = new Map(outcomes.map((one) => [one.id, one]))
  return rows.flatMap(({ interface_id, partner }) => {
    const one = told.get(partner)
    return one ? [{ ...one, id: interface_id }] : []
  })
}

function OwnerForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const organizations = useOrganizations()
  const [form] = Form.useForm<{ owner_id?: string; partner: boolean }>()
  const send = () => {
    const { owner_id = null, partner } = form.getFieldsValue()
    run((some) =>
      partner
        ? ofPartners(some, { owner_id })
        : api.batch('/api/admin/interfaces/owners', { interface_ids: some.map(({ interface_id }) => interface_id), owner_id }),
    )
  }
  return (
    <Modal
      open
      title={t('set_owner_title', { count: rows.length })}
      okText={t('save')}
      cancelText={words('cancel')}
      onOk={send}
      onCancel={cancel}
    >
      <Form form={form} layout="vertical" initialValues={{ partner: false }}>
        <Form.Item name="owner_id" label={t('owner')} extra={t('clear_owner')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={organizations.options} />
        </Form.Item>
        <Form.Item name="partner" valuePropName="checked">
          <Checkbox>{t('for_partner')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}

function BudgetForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const [form] = Form.useForm<{ budget_calls: number | null; budget_ms: number | null; partner: boolean }>()
  const send = async () => {
    const { budget_calls, budget_ms, partner } = await form.validateFields()
    const budget = { budget_calls: budget_calls ?? null, budget_ms: budget_ms ?? null }
    run((some) =>
      partner
        ? ofPartners(some, budget)
        : api.batch('/api/admin/interfaces', {
            items: some.map(({ interface_id, owner_id, active }) => ({ interface_id, owner_id, active, ...budget })),
          }),
    )
  }
  return (
    <Modal
      open
      title={t('set_budget_title', { count: rows.length })}
      okText={t('save')}
      cancelText={words('cancel')}
      onOk={() => void send()}
      onCancel={cancel}
    >
      <Form form={form} layout="vertical" initialValues={{ partner: false, budget_ms: 1000 }}>
        <div className="form-pair">
          <Form.Item name="budget_calls" label={t('budget_calls')}>
            <InputNumber min={1} max={1_000_000} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="budget_ms" label={t('budget_ms')}>
            <InputNumber min={1} max={86_400_000} style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <Form.Item name="partner" valuePropName="checked">
          <Checkbox>{t('for_partner')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}
