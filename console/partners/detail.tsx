import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Modal } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useChannels, useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { Count, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { useMappingText } from './mapping-text.ts'
import { type Endpoint, endpointTones, keyTones, type Mapping, type PartnerDetail, type PartnerKey, stateOf } from './model.ts'
import { Secret } from './secret.tsx'
import { useText } from './text.ts'

/** One partner: its keys, where it is told of what happens. */
export function Component() {
  const t = useText()
  const { partner_id } = useParams()
  const detail = useApi<PartnerDetail>(`/api/admin/partners/${partner_id}`)
  if (!detail.data)
    return (
      <DetailDrawer title={t('partner')}>
        {detail.isError ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail {...detail.data} />
}

type Asking = { act: 'rotate' | 'revoke'; key: PartnerKey } | null

function Detail({ partner, keys }: PartnerDetail) {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const organizations = useOrganizations()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Asking>(null)
  const all = useApi<{ items: Endpoint[] }>('/api/admin/partner-endpoints')
  const endpoints = (all.data?.items ?? []).filter(({ partner_id }) => partner_id === partner.partner_id)
  const edits = may('partners.edit')
  const refresh = () => {
    for (const path of [`/api/admin/partners/${partner.partner_id}`, '/api/admin/partners', '/api/admin/partner-endpoints'])
      void queries.invalidateQueries({ queryKey: [path] })
  }
  return (
    <DetailDrawer
      wide
      title={inLanguage(partner.name)}
      status={<Status tone={partner.closed_at ? 'quiet' : 'done'}>{t(partner.closed_at ? 'closed' : 'open')}</Status>}
      actions={
        edits ? (
          <>
            <Button onClick={() => void navigate(`/partners/${partner.partner_id}/edit`)}>{t('edit')}</Button>
            <Button
              type="primary"
              disabled={Boolean(partner.closed_at)}
              onClick={() => void navigate(`/partners/${partner.partner_id}/new-key`)}
            >
              {t('new_key')}
            </Button>
          </>
        ) : undefined
      }
    >
      <Facts
        items={[
          [t('code'), partner.partner_id],
          [t('organization'), organizations.name(partner.organization_id)],
          [t('contact'), partner.contact_name],
          [t('contact_email'), partner.contact_email],
          [t('calls_today'), <Count key="calls" value={partner.calls_today} />],
        ]}
      />
      <Section title={t('keys')}>
        {keys.length === 0 ? <p className="faint">{t('no_keys')}</p> : null}
        {keys.map((key) => (
          <KeyPanel key={key.key_id} of={key} edits={edits} ask={(act) => setAsking({ act, key })} />
        ))}
      </Section>
      <Section title={t('endpoints')} extra={<Link to="/webhook-messages">{t('messages')}</Link>}>
        {endpoints.length === 0 ? <p className="faint">{t('no_endpoints')}</p> : null}
        <ul className="rows">
          {endpoints.map((one) => (
            <EndpointRow key={one.endpoint_id} of={one} edits={edits} refresh={refresh} />
          ))}
        </ul>
      </Section>
      <Mappings partner_id={partner.partner_id} edits={edits && !partner.closed_at} />
      {asking?.act === 'rotate' ? <Rotation of={asking.key} close={() => setAsking(null)} refresh={refresh} /> : null}
      {asking?.act === 'revoke' ? <Revocation of={asking.key} close={() => setAsking(null)} refresh={refresh} /> : null}
    </DetailDrawer>
  )
}

/** Messages of the partner's own that are read into ours, and ours that go out in its shape. */
function Mappings({ partner_id, edits }: { partner_id: string; edits: boolean }) {
  const t = useMappingText()
  const { data } = useApi<{ items: Mapping[] }>('/api/admin/partner-mappings', { partner_id })
  const items = data?.items ?? []
  return (
    <Section
      title={t('mappings')}
      extra={
        <span style={{ display: 'flex', gap: 16 }}>
          <Link to="/partner-messages">{t('messages_of')}</Link>
          {edits ? <Link to={`/partners/${partner_id}/mappings/new`}>{t('new_mapping')}</Link> : null}
        </span>
      }
    >
      {data && items.length === 0 ? <p className="faint">{t('no_mappings')}</p> : null}
      <ul className="rows">
        {items.map((one) => (
          <li key={one.mapping_id}>
            <span style={{ flex: '1 1 200px', minWidth: 0 }}>
              <Link to={`/partners/${partner_id}/mappings/${one.mapping_id}`}>{one.name}</Link>
              <span className="faint" style={{ display: 'block' }}>
                {t.maybe(`direction_${one.direction}`)} · {one.kind} · {one.format.toUpperCase()}
              </span>
            </span>
            {one.received > 0 ? <span className="faint">{t('received_today', { count: one.received })}</span> : null}
            {one.refused > 0 ? <span className="refused">{t('refused_today', { count: one.refused })}</span> : null}
            <Status tone={one.active_version ? 'done' : 'quiet'}>
              {one.active_version ? t('in_force', { version: one.active_version }) : t('not_in_force')}
            </Status>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function KeyPanel({ of: key, edits, ask }: { of: PartnerKey; edits: boolean; ask(act: 'rotate' | 'revoke'): void }) {
  const t = useText()
  const organizations = useOrganizations()
  const channels = useChannels()
  const state = stateOf(key)
  const busiest = Math.max(1, ...key.days.map(({ calls }) => calls))
  return (
    <div className="panel" style={{ marginBottom: 12 }}>
      <div style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
        <span className="strong">{key.name}</span>
        <Status tone={keyTones[state]}>{t(`state_${state}`)}</Status>
        <Status tone={key.sandbox ? 'waiting' : 'active'}>{t(key.sandbox ? 'sandbox' : 'production')}</Status>
        <span style={{ flex: 1 }} />
        {edits && state !== 'revoked' ? (
          <>
            {key.algorithm === 'hmac-sha256' ? (
              <Button size="small" onClick={() => ask('rotate')}>
                {t('rotate')}
              </Button>
            ) : null}
            <Button size="small" danger onClick={() => ask('revoke')}>
              {t('revoke')}
            </Button>
          </>
        ) : null}
      </div>
      <Facts
        items={[
          [
            t('key_id'),
            <code className="code" key="id">
              {key.key_id}
            </code>,
          ],
          [t('algorithm'), key.algorithm],
          [t('permissions'), key.permissions.map((one) => t.maybe(`permission_${one}`, one)).join('、')],
          key.sandbox ? null : [t('scope_organization'), organizations.name(key.organization_id)],
          key.sandbox ? null : [t('channels'), key.channels?.map((one) => channels.name(one)).join('、') ?? t('all')],
          [t('brands'), key.brands?.join('、') ?? t('all')],
          [t('per_minute'), t('quota', { minute: key.per_minute, day: key.per_day })],
          [t('calls_today'), <Count key="calls" value={key.calls_today} />],
          key.expires_at ? [t('expires_at'), <Exact key="expires" at={key.expires_at} />] : null,
          key.before_until ? [t('before_until'), <Exact key="before" at={key.before_until} />] : null,
          [t('made'), `${key.made_by} · ${exactTime(key.made_at)}`],
        ]}
      />
      {key.days.length > 0 ? (
        <details>
          <summary>{t('calls_days')}</summary>
          <ul className="rows">
            {key.days.map(({ day, calls }) => (
              <li key={day}>
                <span style={{ width: 90 }}>{day}</span>
                <span
                  aria-hidden="true"
                  style={{ height: 8, width: `${(50 * calls) / busiest}%`, background: 'var(--indigo)', borderRadius: 2 }}
                />
                <Count value={calls} />
              </li>
            ))}
          </ul>
        </details>
      ) : (
        <p className="faint">{t('no_calls')}</p>
      )}
    </div>
  )
}

function EndpointRow({ of: one, edits, refresh }: { of: Endpoint; edits: boolean; refresh(): void }) {
  const t = useText()
  const tell = useTell()
  const [busy, setBusy] = useState(false)
  const change = async () => {
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/partner-endpoints/states', {
        items: [{ endpoint_id: one.endpoint_id, active: one.state !== 'active' }],
      })
      if (outcome && /^(changed|already_)/.test(outcome.status)) tell.success(t('changed'))
      else tell.error(t.maybe(`refused_${outcome?.status}`, outcome?.detail))
    } catch (error) {
      tell.error((error as Error).message)
    } finally {
      setBusy(false)
      refresh()
    }
  }
  return (
    <li>
      <span style={{ flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' }}>
        {one.url}
        <span className="faint" style={{ display: 'block' }}>
          {one.key_name} · {one.types.join(' ')}
        </span>
        {one.failing_since || one.reason ? (
          <span className="refused" style={{ display: 'block' }}>
            {one.failing_since ? t('failing_since', { at: exactTime(one.failing_since) }) : ''} {one.reason}
          </span>
        ) : null}
      </span>
      <Status tone={endpointTones[one.state] ?? 'quiet'}>{t.maybe(`endpoint_${one.state}`)}</Status>
      <Link to="/webhook-messages?state=waiting">{t('waiting_many', { count: one.waiting })}</Link>
      <Link to="/webhook-messages?state=failed">{t('failed_many', { count: one.failed })}</Link>
      {edits ? (
        <Button size="small" loading={busy} onClick={() => void change()}>
          {t(one.state === 'active' ? 'pause' : 'activate')}
        </Button>
      ) : null}
    </li>
  )
}

interface Closing {
  of: PartnerKey
  close(): void
  refresh(): void
}

function Rotation({ of: key, close, refresh }: Closing) {
  const t = useText()
  const tell = useTell()
  const [at_once, setAtOnce] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      const [outcome] = (await api.batch('/api/admin/partner-keys/rotations', { items: [{ key_id: key.key_id, at_once }] })) as (Outcome & {
        secret?: string
      })[]
      if (outcome?.secret) setMade(outcome.secret)
      else tell.error(t.maybe(`refused_${outcome?.status}`, outcome?.detail))
      refresh()
    } catch (error) {
      tell.error((error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={t(made ? 'secret_title' : 'rotate_title')}
      okText={t(made ? 'kept' : 'rotate')}
      confirmLoading={busy}
      onOk={() => (made ? close() : void run())}
      onCancel={close}
      {...(made ? { cancelButtonProps: { style: { display: 'none' } }, mask: { closable: false } } : {})}
    >
      {made ? (
        <Secret key_id={key.key_id} secret={made} />
      ) : (
        <>
          <p>{t('rotate_hint')}</p>
          <Checkbox checked={at_once} onChange={({ target }) => setAtOnce(target.checked)}>
            {t('rotate_at_once')}
          </Checkbox>
        </>
      )}
    </Modal>
  )
}

function Revocation({ of: key, close, refresh }: Closing) {
  const t = useText()
  const tell = useTell()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/partner-keys/revocations', { key_ids: [key.key_id] })
      if (outcome && /revoked$/.test(outcome.status)) tell.success(t('revoked'))
      else tell.error(t.maybe(`refused_${outcome?.status}`, outcome?.detail))
      close()
    } catch (error) {
      tell.error((error as Error).message)
    } finally {
      setBusy(false)
      refresh()
    }
  }
  return (
    <Modal
      open
      title={t('revoke_title', { name: key.name })}
      okText={t('revoke')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={() => void run()}
      onCancel={close}
    >
      {t('revoke_hint')}
    </Modal>
  )
}
