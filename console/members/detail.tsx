import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { parseMoney } from '#core/money.ts'
import { Field } from '../organization/field.tsx'
import { api, newId, type Outcome, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay, useSession } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Count, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { lifecycleTone, type MemberDetail, plainPhone, succeeded } from './model.ts'
import { useText } from './text.ts'

/** A member from all sides: who, levels, points, household. */
export function Component() {
  const { member_id } = useParams()
  const t = useText()
  const member = useApi<MemberDetail>(`/api/admin/members/${member_id}`)
  if (member.data) return <Detail key={member.data.id} member={member.data} refetch={() => void member.refetch()} />
  return (
    <DetailDrawer title={t('title')}>
      {member.isError ? <Failure error={member.error} retry={() => void member.refetch()} /> : <Skeleton />}
    </DetailDrawer>
  )
}

interface Shown {
  member: MemberDetail
  refetch(): void
}

function Detail({ member, refetch }: Shown) {
  const t = useText()
  const may = useMay()
  const [correcting, setCorrecting] = useState(false)
  const [paying, setPaying] = useState(false)
  const edit = useEdit(member, refetch)
  return (
    <DetailDrawer
      title={member.name}
      status={
        <>
          <Status tone={lifecycleTone(member.lifecycle)}>{t.maybe(`lifecycle_${member.lifecycle}`, member.lifecycle)}</Status>
          {member.vip ? <Status tone="active">{t('vip')}</Status> : null}
        </>
      }
      actions={
        <>
          {may('members.edit') ? (
            <Button onClick={() => edit({ vip_until: member.vip ? null : inAYear() })}>{t(member.vip ? 'end_vip' : 'set_vip')}</Button>
          ) : null}
          {may('payments.collect') ? <Button onClick={() => setPaying(true)}>{t('top_up')}</Button> : null}
          {may('points.correct') ? (
            <Button type="primary" onClick={() => setCorrecting(true)}>
              {t('correct')}
            </Button>
          ) : null}
        </>
      }
    >
      {paying ? <TopUp member={member} refetch={refetch} close={() => setPaying(false)} /> : null}
      {correcting ? <Correction member={member} refetch={refetch} close={() => setCorrecting(false)} /> : null}
      <About member={member} edit={may('members.edit') ? edit : null} />
      <Levels member={member} />
      <Points member={member} />
      <Household member={member} />
    </DetailDrawer>
  )
}

const inAYear = (): string => new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10)

function useEdit(member: MemberDetail, refetch: () => void) {
  const t = useText()
  const tell = useTell()
  const around = useListAround()
  return (changes: object) => {
    api
      .batch('/api/admin/members/edits', { edits: [{ id: member.id, ...changes }] })
      .catch((error: Error): Outcome[] => [{ id: member.id, status: 'failed', detail: error.message }])
      .then(([outcome]) => {
        if (!succeeded(outcome!)) void tell.error(t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status), 6)
        else void tell.success(t('tagged'))
        refetch()
        void around?.refresh()
      })
  }
}

function About({ member, edit }: { member: MemberDetail; edit: ((changes: object) => void) | null }) {
  const t = useText()
  const organizations = useOrganizations()
  const [tag, setTag] = useState('')
  // Organizations out of the reader's sight have no name here.
  const cared = [...new Set(member.standings.flatMap(({ organization_id }) => organization_id ?? []))]
    .filter((id) => organizations.options.some(({ value }) => value === id))
    .map(organizations.name)
  return (
    <Section title={t('facts')}>
      <Facts
        items={[
          [
            t('phone'),
            <span key="phone" className="number">
              {plainPhone(member.phone)}
            </span>,
          ],
          [t('gender'), member.gender ? t.maybe(`gender_${member.gender}`, member.gender) : null],
          [t('birthday'), member.birthday],
          [t('source'), t.maybe(`source_${member.source}`, member.source)],
          [t('joined_at'), <Exact key="joined_at" at={member.joined_at} />],
          [t('last_order_at'), <Ago key="last_order_at" at={member.last_order_at} />],
          member.vip_until ? [t('vip_until'), member.vip_until] : null,
          [t('looked_after'), cared.join('、')],
          member.note ? [t('note'), member.note] : null,
        ]}
      />
      <p style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', marginTop: 12 }}>
        {member.tags.map((one) => (
          <Status key={one} tone="quiet">
            {one}
          </Status>
        ))}
        {edit ? (
          <Input
            size="small"
            aria-label={t('edit_tags')}
            placeholder={t('edit_tags')}
            value={tag}
            maxLength={40}
            style={{ width: 140 }}
            onChange={(event) => setTag(event.target.value)}
            onPressEnter={() => {
              if (tag.trim()) edit({ add_tags: [tag.trim()] })
              setTag('')
            }}
          />
        ) : null}
      </p>
    </Section>
  )
}

function Levels({ member }: { member: MemberDetail }) {
  const t = useText()
  const inLanguage = useInLanguage()
  return (
    <Section title={t('levels')}>
      <ul className="rows">
        {member.levels.map(({ program_id, name, level_name, growth, next }) => (
          <li key={program_id}>
            <span>{inLanguage(name)}</span>
            <span className="strong">{inLanguage(level_name)}</span>
            <span className="spring" />
            <span className="faint">{next ? t('next_level', { count: next.missing }) : t('top_level')}</span>
            <Count value={growth} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface PointEntry {
  transaction_key: string
  seq: number
  kind: string
  happened_at: string
  change: number
}

function Points({ member }: { member: MemberDetail }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const richest = member.points.toSorted((a, b) => b.balance - a.balance)[0]
  const [shown, setShown] = useState(richest?.program_id ?? 'group')
  const entries = useApi<Page<PointEntry>>(`/api/admin/members/${member.id}/points/${shown}`, { limit: 10 })
  return (
    <Section title={t('points')}>
      <ul className="rows">
        {member.points.map(({ program_id, name, balance, owed, next_expiry }) => (
          <li key={program_id}>
            <Button
              type="link"
              size="small"
              style={{ padding: 0 }}
              aria-pressed={shown === program_id}
              onClick={() => setShown(program_id)}
            >
              {inLanguage(name)}
            </Button>
            <span className="spring" />
            <span className="faint">
              {owed > 0
                ? t('owed', { count: owed })
                : next_expiry
                  ? t('expires', { count: next_expiry.quantity, date: lastDay(next_expiry.expires_at) })
                  : null}
            </span>
            <span className="strong">
              <Count value={balance} />
            </span>
          </li>
        ))}
      </ul>
      <h4 className="faint" style={{ margin: '16px 0 4px', fontWeight: 500 }}>
        {t('history')} · {inLanguage(member.points.find(({ program_id }) => program_id === shown)?.name)}
      </h4>
      {entries.data ? (
        entries.data.items.length === 0 ? (
          <p className="faint">{t('history_empty')}</p>
        ) : (
          <ul className="rows">
            {entries.data.items.map(({ transaction_key, seq, kind, happened_at, change }) => (
              <li key={`${transaction_key} ${seq}`}>
                <span>{t.maybe(`kind_${kind.replace('.', '_')}`, kind)}</span>
                <span className="spring" />
                <span className="faint">
                  <Exact at={happened_at} />
                </span>
                <span className="number">
                  {change > 0 ? '+' : ''}
                  {change.toLocaleString('en-US')}
                </span>
              </li>
            ))}
          </ul>
        )
      ) : (
        <Skeleton rows={2} />
      )}
    </Section>
  )
}

/** The last day on which points are good. */
const lastDay = (expires_at: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(new Date(Date.parse(expires_at) - 1))

function Household({ member }: { member: MemberDetail }) {
  const t = useText()
  const { people } = member.household
  return (
    <Section title={t('household')}>
      {people.length === 0 ? <p className="faint">{t('household_none')}</p> : null}
      <ul className="rows">
        {people.map((person) => (
          <li key={person.person_id}>
            <span className={person.member_id === member.id ? 'strong' : ''}>{person.nickname}</span>
            <span className="faint">{t.maybe(`part_${person.part}`, person.part)}</span>
            <span className="spring" />
            {person.stage ? (
              <>
                <span className="faint">{t('months', { count: person.months ?? 0 })}</span>
                <span>{t.maybe(`stage_${person.stage}`, person.stage)}</span>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Cash over a counter into the wallet; much of it waits for a second person. */
function TopUp({ member, refetch, close }: Shown & { close(): void }) {
  const t = useText()
  const tell = useTell()
  const mine = useSession().data?.organizations ?? []
  const organizations = useOrganizations()
  const options = mine === 'all' ? organizations.options : mine.map((value) => ({ value, label: organizations.name(value) }))
  const [id] = useState(newId)
  const [organization_id, setOrganization] = useState<string | null>(options.length === 1 ? options[0]!.value : null)
  const [amount, setAmount] = useState('')
  const [busy, setBusy] = useState(false)
  const amount_minor = parseMoney(amount, 'CNY')
  const send = async () => {
    setBusy(true)
    const top_ups = [{ id, member_id: member.id, amount_minor, currency: 'CNY' }]
    const [outcome] = await api
      .batch('/api/admin/wallets/top-ups', { organization_id, top_ups })
      .catch((error: Error): Outcome[] => [{ id, status: 'failed', detail: error.message }])
    setBusy(false)
    if (!succeeded(outcome!)) {
      void tell.error(t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status), 6)
      return
    }
    void tell.success(t(outcome!.status.endsWith('proposed') ? 'proposed' : 'topped_up'))
    refetch()
    close()
  }
  return (
    <Section title={t('top_up')}>
      <div style={{ display: 'grid', gap: 14 }}>
        <Field title={t('top_up_where')}>
          {(id) => (
            <Select
              id={id}
              showSearch={{ optionFilterProp: 'label' }}
              style={{ width: '100%' }}
              value={organization_id}
              onChange={setOrganization}
              options={options}
            />
          )}
        </Field>
        <Field title={t('top_up_amount')}>
          {(id) => <Input id={id} value={amount} inputMode="decimal" prefix="¥" onChange={(event) => setAmount(event.target.value)} />}
        </Field>
        <div style={{ display: 'flex', gap: 8 }}>
          <Button
            type="primary"
            loading={busy}
            disabled={!amount_minor || amount_minor < 1 || !organization_id}
            onClick={() => void send()}
          >
            {t('top_up')}
          </Button>
          <Button onClick={close}>{t('cancel')}</Button>
        </div>
      </div>
    </Section>
  )
}

function Correction({ member, refetch, close }: Shown & { close(): void }) {
  const t = useText()
  const tell = useTell()
  const inLanguage = useInLanguage()
  const [id] = useState(newId)
  const [program_id, setProgram] = useState(member.points[0]!.program_id)
  const [quantity, setQuantity] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    const [outcome] = await api
      .batch('/api/admin/points/corrections', { corrections: [{ id, member_id: member.id, program_id, quantity, reason: reason.trim() }] })
      .catch((error: Error): Outcome[] => [{ id, status: 'failed', detail: error.message }])
    setBusy(false)
    if (!succeeded(outcome!)) {
      void tell.error(t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status), 6)
      return
    }
    void tell.success(t(outcome!.status.endsWith('proposed') ? 'proposed' : 'corrected'))
    refetch()
    close()
  }
  return (
    <Section title={t('correct')}>
      <div style={{ display: 'grid', gap: 14 }}>
        <Field title={t('correct_program')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              value={program_id}
              onChange={setProgram}
              options={member.points.map(({ program_id: value, name }) => ({ value, label: inLanguage(name) }))}
            />
          )}
        </Field>
        <Field title={t('correct_quantity')}>
          {(id) => <InputNumber id={id} value={quantity} precision={0} style={{ width: '100%' }} onChange={setQuantity} />}
        </Field>
        <Field title={t('correct_reason')}>
          {(id) => <Input id={id} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <div style={{ display: 'flex', gap: 8 }}>
          <Button type="primary" loading={busy} disabled={!quantity || !reason.trim()} onClick={() => void send()}>
            {t('correct_send')}
          </Button>
          <Button onClick={close}>{t('cancel')}</Button>
        </div>
      </div>
    </Section>
  )
}
