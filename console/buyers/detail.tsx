import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { Link, useParams } from 'react-router'
import { type AnswerOf, api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { BuyerForm } from './form.tsx'
import { Standing } from './list.tsx'
import { useText } from './text.ts'

type Buyer = AnswerOf<'/api/admin/buyers/{id}'>
type Asking = 'limit' | 'repay' | 'invite' | 'suspend' | 'catalog' | 'edit' | null

/** One organization: its credit, its people, what it may buy, what moved. */
export function Component() {
  const t = useText()
  const { buyer_id } = useParams()
  const detail = useApi<Buyer>(`/api/admin/buyers/${buyer_id}`)
  if (!detail.data)
    return (
      <DetailDrawer title={t('title')}>
        {detail.isError ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail {...detail.data} />
}

function Detail(buyer: Buyer) {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const around = useListAround()
  const queries = useQueryClient()
  const organizations = useOrganizations()
  const inLanguage = useInLanguage()
  const [asking, setAsking] = useState<Asking>(null)
  const { buyer_id, currency, credit } = buyer
  const act = async (work: Promise<Outcome[]>) => {
    const outcomes = await work.catch((error: Error) => {
      void tell.error(error.message)
      return null
    })
    if (!outcomes) return
    const refused = outcomes.find(({ detail }) => detail)
    if (refused) return void tell.error(refused.detail!)
    void tell.success(t('done'))
    setAsking(null)
    for (const path of ['', '/statement', '/purchases'])
      void queries.invalidateQueries({ queryKey: [`/api/admin/buyers/${buyer_id}${path}`] })
    void around?.refresh()
  }
  const cancel = () => setAsking(null)
  return (
    <DetailDrawer
      title={buyer.name}
      status={<Standing row={buyer} />}
      actions={
        <>
          {may('buyers.edit') ? (
            buyer.suspended_reason ? (
              <Button onClick={() => void act(api.batch('/api/admin/buyers/standing', { items: [{ id: buyer_id, suspended: false }] }))}>
                {t('release')}
              </Button>
            ) : (
              <Button danger onClick={() => setAsking('suspend')}>
                {t('suspend')}
              </Button>
            )
          ) : null}
          {may('buyers.credit') ? (
            <>
              <Button onClick={() => setAsking('repay')}>{t('repay')}</Button>
              <Button type="primary" onClick={() => setAsking('limit')}>
                {t('limit_set')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <div className="tiles" style={{ marginTop: 20, gridTemplateColumns: 'repeat(3, minmax(90px, 1fr))' }}>
        {(
          [
            ['open', credit.open_minor],
            ['used', credit.used_minor],
            ['limit', credit.limit_minor],
          ] as const
        ).map(([key, minor]) => (
          <div className="tile" key={key}>
            <span>{t(key)}</span>
            <b>
              <Amount minor={minor} currency={currency} />
            </b>
          </div>
        ))}
      </div>
      <Section title={t('name')} extra={may('buyers.edit') ? <Link_ press={() => setAsking('edit')}>{t('edit')}</Link_> : null}>
        <Facts
          items={[
            [t('kind'), t(buyer.kind)],
            [
              t('tax_no'),
              <span key="tax" className="number">
                {buyer.tax_no}
              </span>,
            ],
            [t('email'), buyer.email],
            [t('organization'), organizations.name(buyer.organization_id)],
            [t('due_days'), buyer.due_days],
            buyer.suspended_reason ? [t('reason'), buyer.suspended_reason] : null,
          ]}
        />
      </Section>
      <Section title={t('people')} extra={may('buyers.edit') ? <Link_ press={() => setAsking('invite')}>{t('invite')}</Link_> : null}>
        {buyer.people.length === 0 ? <p className="faint">{t('no_people')}</p> : null}
        <ul className="rows">
          {buyer.people.map((person) => (
            <li key={person.member_id}>
              <span style={{ flex: 1 }}>
                {person.name}
                <span className="faint" style={{ display: 'block' }}>
                  {person.roles.map((role) => t(role)).join(' · ')} ·{' '}
                  {person.limit_minor === null ? t('any') : <Amount minor={person.limit_minor} currency={currency} />}
                </span>
              </span>
              {person.state === 'invited' ? <Status tone="waiting">{t('invited')}</Status> : null}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('catalog')} extra={may('buyers.edit') ? <Link_ press={() => setAsking('catalog')}>{t('edit')}</Link_> : null}>
        <p className={buyer.catalog.length ? '' : 'faint'}>
          {buyer.catalog.length ? buyer.catalog.map(({ name, ref }) => inLanguage(name) || ref).join('、') : t('catalog_all')}
        </p>
      </Section>
      <Purchases buyer_id={buyer_id} />
      <Statement buyer_id={buyer_id} currency={currency} />
      {asking === 'limit' ? (
        <YuanForm
          title={t('limit_set')}
          label={t('limit_yuan')}
          start={credit.limit_minor}
          send={(minor) => void act(api.batch('/api/admin/buyers/limits', { items: [{ id: buyer_id, credit_limit_minor: minor }] }))}
          cancel={cancel}
        />
      ) : null}
      {asking === 'repay' ? (
        <YuanForm
          title={t('repay')}
          label={t('amount_yuan')}
          start={null}
          with_note
          send={(amount_minor, id, note) =>
            void act(api.batch('/api/admin/buyers/payments', { items: [{ id, buyer_id, amount_minor, ...(note ? { note } : {}) }] }))
          }
          cancel={cancel}
        />
      ) : null}
      {asking === 'invite' ? (
        <InviteForm send={(item) => void act(api.batch(`/api/admin/buyers/${buyer_id}/people`, { items: [item] }))} cancel={cancel} />
      ) : null}
      {asking === 'suspend' ? (
        <SuspendForm
          send={(reason) => void act(api.batch('/api/admin/buyers/standing', { items: [{ id: buyer_id, suspended: true, reason }] }))}
          cancel={cancel}
        />
      ) : null}
      {asking === 'catalog' ? <CatalogForm buyer={buyer} act={act} cancel={cancel} /> : null}
      {asking === 'edit' ? (
        <Modal open title={t('edit')} footer={null} onCancel={cancel} width={480}>
          <BuyerForm
            id={buyer_id}
            initial={(({ kind, name, tax_no, email, organization_id, due_days }) => ({
              kind,
              name,
              tax_no,
              email,
              organization_id,
              due_days,
            }))(buyer)}
            done={() => void act(Promise.resolve([]))}
          />
        </Modal>
      ) : null}
    </DetailDrawer>
  )
}

const Link_ = ({ press, children }: { press(): void; children: ReactNode }) => (
  <Button type="link" size="small" onClick={press}>
    {children}
  </Button>
)

function YuanForm(props: {
  title: string
  label: string
  start: number | null
  with_note?: boolean
  send(minor: number, id: string, note: string): void
  cancel(): void
}) {
  const { title, label, start, with_note, send, cancel } = props
  const t = useText()
  const words = useWords()
  const field = useId()
  const [id] = useState(newId)
  const [minor, setMinor] = useState<number | null>(start)
  const [note, setNote] = useState('')
  return (
    <Modal
      open
      title={title}
      okText={t('save')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: minor === null || (with_note === true && minor === 0) }}
      onOk={() => send(minor!, id, note.trim())}
      onCancel={cancel}
      width={400}
    >
      <div className="field">
        <label htmlFor={field}>{label}</label>
        <MoneyInput id={field} min_minor={0} value={minor} onChange={setMinor} autoFocus />
      </div>
      {with_note ? (
        <div className="field">
          <label htmlFor={`${field}-note`}>{t('note')}</label>
          <Input id={`${field}-note`} maxLength={100} value={note} onChange={(event) => setNote(event.target.value)} />
        </div>
      ) : null}
    </Modal>
  )
}

const roles = ['requester', 'approver', 'manager'] as const

function InviteForm({
  send,
  cancel,
}: {
  send(item: { phone: string; roles: string[]; limit_minor: number | null }): void
  cancel(): void
}) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const [phone, setPhone] = useState('')
  const [chosen, setChosen] = useState<string[]>(['manager', 'approver'])
  const [limit_minor, setLimit] = useState<number | null>(null)
  return (
    <Modal
      open
      title={t('invite')}
      okText={t('invite')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !/^\+?\d{11,15}$/.test(phone) || chosen.length === 0 }}
      onOk={() => send({ phone, roles: chosen, limit_minor })}
      onCancel={cancel}
      width={420}
    >
      <div className="field">
        <label htmlFor={field}>{t('phone')}</label>
        <Input
          id={field}
          inputMode="tel"
          maxLength={16}
          value={phone}
          onChange={(event) => setPhone(event.target.value.replace(/[ -]/g, ''))}
          autoFocus
        />
      </div>
      <fieldset className="field" style={{ border: 0, padding: 0 }}>
        <legend>{t('roles')}</legend>
        <Checkbox.Group options={roles.map((value) => ({ value, label: t(value) }))} value={chosen} onChange={setChosen} />
      </fieldset>
      <div className="field">
        <label htmlFor={`${field}-limit`}>{t('person_limit')}</label>
        <MoneyInput id={`${field}-limit`} min_minor={0} value={limit_minor} onChange={setLimit} />
      </div>
    </Modal>
  )
}

function SuspendForm({ send, cancel }: { send(reason: string): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const [reason, setReason] = useState('')
  return (
    <Modal
      open
      title={t('suspend')}
      okText={t('suspend')}
      cancelText={words('cancel')}
      okButtonProps={{ danger: true, disabled: !reason.trim() }}
      onOk={() => send(reason.trim())}
      onCancel={cancel}
      width={420}
    >
      <div className="field">
        <label htmlFor={field}>{t('reason')}</label>
        <Input id={field} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} autoFocus />
        <small className="faint">{t('reason_hint')}</small>
      </div>
    </Modal>
  )
}

function CatalogForm({ buyer, act, cancel }: { buyer: Buyer; act(work: Promise<Outcome[]>): Promise<void>; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const inLanguage = useInLanguage()
  const field = useId()
  const { data } = useApi<AnswerOf<'/api/mall/categories'>>('/api/mall/categories')
  const of = (kind: 'category' | 'product') => buyer.catalog.filter((one) => one.kind === kind).map(({ ref }) => ref)
  const [categories, setCategories] = useState(() => of('category'))
  const [products, setProducts] = useState(() => of('product'))
  const items = [...categories.map((ref) => ({ kind: 'category', ref })), ...products.map((ref) => ({ kind: 'product', ref: ref.trim() }))]
  const save = async () => (await api.put<{ outcomes: Outcome[] }>(`/api/admin/buyers/${buyer.buyer_id}/catalog`, { items })).outcomes
  return (
    <Modal
      open
      title={t('catalog')}
      okText={t('catalog_save')}
      cancelText={words('cancel')}
      onOk={() => void act(save())}
      onCancel={cancel}
      width={480}
    >
      <p className="faint">{t('catalog_hint')}</p>
      <div className="field">
        <label htmlFor={field}>{t('categories')}</label>
        <Select
          id={field}
          mode="multiple"
          optionFilterProp="label"
          value={categories}
          onChange={setCategories}
          options={(data?.categories ?? []).map(({ category_id, name }) => ({ value: category_id, label: inLanguage(name) }))}
          style={{ width: '100%' }}
        />
      </div>
      <div className="field">
        <label htmlFor={`${field}-products`}>{t('products')}</label>
        <Select
          id={`${field}-products`}
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', '，', ' ']}
          value={products}
          onChange={setProducts}
          style={{ width: '100%' }}
        />
      </div>
    </Modal>
  )
}

function Purchases({ buyer_id }: { buyer_id: string }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const { data } = useApi<AnswerOf<'/api/admin/buyers/{id}/purchases'>>(`/api/admin/buyers/${buyer_id}/purchases`, { limit: 20 })
  const tones = { waiting: 'waiting', ordered: 'done', refused: 'danger', withdrawn: 'quiet' } as const
  return (
    <Section title={t('purchases')}>
      {data?.items.length === 0 ? <p className="faint">{t('no_purchases')}</p> : null}
      <ul className="rows">
        {(data?.items ?? []).map((row) => (
          <li key={row.purchase_id}>
            <span style={{ flex: 1, minWidth: 160 }}>
              {(row.titles ?? []).map(({ title, quantity }) => `${inLanguage(title)} ×${quantity}`).join('、')}
              <span className="faint" style={{ display: 'block' }}>
                {row.requester_name} · <Exact at={row.asked_at} />
                {row.order_no ? (
                  <>
                    {' · '}
                    <Link to={`/orders/${row.purchase_id}`} style={{ textDecoration: 'underline' }}>
                      {row.order_no}
                    </Link>
                  </>
                ) : null}
              </span>
            </span>
            <Amount minor={row.total_minor} currency={row.currency} />
            <Status tone={tones[row.state]}>{t(row.state)}</Status>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Statement({ buyer_id, currency }: { buyer_id: string; currency: string }) {
  const t = useText()
  const { data } = useApi<AnswerOf<'/api/admin/buyers/{id}/statement'>>(`/api/admin/buyers/${buyer_id}/statement`, { limit: 30 })
  const kindOf = (kind: string, change: number) => (kind === 'buyers.repay' ? 'kind_repay' : change < 0 ? 'kind_order' : 'kind_back')
  return (
    <Section title={t('statement')}>
      {data?.items.length === 0 ? <p className="faint">{t('no_statement')}</p> : null}
      <ul className="rows">
        {(data?.items ?? []).map((row) => (
          <li key={row.id}>
            <span style={{ flex: 1 }}>
              {t(kindOf(row.kind, row.change_minor))}
              {row.order_id && row.order_no ? (
                <>
                  {' '}
                  <Link to={`/orders/${row.order_id}`}>{row.order_no}</Link>
                </>
              ) : null}
              <span className="faint" style={{ display: 'block' }}>
                <Exact at={row.happened_at} />
              </span>
            </span>
            <Amount minor={row.change_minor} currency={currency} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
