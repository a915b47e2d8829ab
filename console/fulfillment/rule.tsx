import { Button, DatePicker, Modal } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useChannels, useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Amount, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type Content, differences, type RuleRow, type RunRow, stateTone, type Version } from './model.ts'
import { Saving } from './runs.tsx'
import { useText } from './text.ts'

/** One rule: what it weighs, its versions with who changed what, its rehearsals, and letting a version go live. */
export function Component() {
  const { rule_id } = useParams()
  const t = useText()
  const rules = useApi<{ items: RuleRow[] }>('/api/admin/sourcing/rules')
  const versions = useApi<{ items: Version[] }>(`/api/admin/sourcing/rules/${rule_id}/versions`)
  const runs = useApi<{ items: RunRow[] }>('/api/admin/sourcing/runs', { rule_id, limit: 50 }, { refetchInterval: 3_000 })
  const rule = rules.data?.items.find((one) => one.rule_id === rule_id)
  if (rule && versions.data) {
    const refresh = () => {
      for (const one of [rules, versions, runs]) void one.refetch()
    }
    return <Detail key={rule.rule_id} rule={rule} versions={versions.data.items} runs={runs.data?.items ?? []} refresh={refresh} />
  }
  const error = rules.error ?? versions.error
  return <DetailDrawer title={t('rules')}>{error ? <Failure error={error} /> : <Skeleton />}</DetailDrawer>
}

interface Shown {
  rule: RuleRow
  versions: Version[]
  runs: RunRow[]
  refresh(): void
}

function Detail({ rule, versions, runs, refresh }: Shown) {
  const t = useText()
  const inLanguage = useInLanguage()
  const [no, setNo] = useState<number | null>(null)
  const shown = versions.find(({ version_no }) => version_no === no) ?? versions[0]!
  const before = versions.find(({ version_no }) => version_no === shown.version_no - 1)
  const rehearsed = runs.filter(({ kind, version_no }) => version_no === shown.version_no && (kind === 'dry_run' || kind === 'replay'))
  return (
    <DetailDrawer
      wide
      title={inLanguage(rule.name)}
      status={
        <>
          <Status tone={stateTone(shown.state)}>{t(`state_${shown.state}`)}</Status>
          <span className="faint">{t('version_no', { no: shown.version_no })}</span>
        </>
      }
      actions={<Actions rule={rule} version={shown} refresh={refresh} />}
    >
      <Rehearsals runs={rehearsed} />
      <ContentFacts content={shown.content} />
      <Section title={t('versions')}>
        <ul className="rows">
          {versions.map((version) => (
            <li key={version.version_no} data-here={version === shown || undefined}>
              <Button type="link" size="small" onClick={() => setNo(version.version_no)} aria-pressed={version === shown}>
                {t('version_no', { no: version.version_no })}
              </Button>
              <Status tone={stateTone(version.state)}>{t(`state_${version.state}`)}</Status>
              <span>{version.saved_by}</span>
              <span className="spring" />
              <Ago at={version.saved_at} />
            </li>
          ))}
        </ul>
        <Changes before={before?.content} after={shown.content} />
        {shown.published_at ? (
          <p className="faint">
            {t('published_by')} {shown.published_by} · <Exact at={shown.published_at} />
          </p>
        ) : null}
      </Section>
    </DetailDrawer>
  )
}

function Changes({ before, after }: { before: Content | undefined; after: Content }) {
  const t = useText()
  if (!before) return <p className="faint">{t('first_version')}</p>
  return (
    <table className="plain" aria-label={t('changed')}>
      <tbody>
        {differences(before, after).map(({ field, before, after }) => (
          <tr key={field}>
            <td>{t.maybe(field, field)}</td>
            <td className="faint">{before}</td>
            <td className="strong">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Rehearsals({ runs }: { runs: RunRow[] }) {
  const t = useText()
  return (
    <Section title={t('rehearsals')}>
      {runs.length === 0 ? <p className="faint">{t('no_rehearsals')}</p> : null}
      <ul className="rows">
        {runs.map((run) => (
          <li key={run.run_id}>
            <Link to={`/sourcing-runs/${run.run_id}`}>{t(`run_${run.kind}`)}</Link>
            <Status tone={stateTone(run.state)}>{t.maybe(`state_${run.state}`)}</Status>
            <span>{t('orders_count', { count: run.totals.orders ?? 0 })}</span>
            <Saving run={run} />
            <span className="spring" />
            <Ago at={run.asked_at} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function ContentFacts({ content }: { content: Content }) {
  const t = useText()
  const channels = useChannels()
  const nodes = useNodes()
  const carriers = useCarriers()
  const { weights } = content
  const money = (minor: number) => <Amount key={minor} minor={minor} />
  return (
    <>
      <Section title={t('basics')}>
        <Facts
          items={[
            [t('channels'), content.channel_ids.map(channels.name).join('、') || null],
            [t('engine'), t(`engine_${content.engine}`)],
            [t('gathers_seconds'), content.gathers_seconds],
            [t('patience_seconds'), content.patience_seconds],
          ]}
        />
      </Section>
      <Section title={t('weights')}>
        <Facts
          items={[
            [t('freight_bp'), weights.freight_bp / 10_000],
            [t('distance_minor_per_100km'), money(weights.distance_minor_per_100km)],
            [t('day_minor'), money(weights.day_minor)],
            [t('split_minor'), money(weights.split_minor)],
            [t('scarcity_minor'), money(weights.scarcity_minor)],
            [t('aging_minor'), money(weights.aging_minor)],
            ...content.kind_minor.map((one) => [t(`kind_${one.kind}`), money(one.amount_minor)] as const),
            ...content.node_minor.map((one) => [nodes.name(one.node_id), money(one.amount_minor)] as const),
          ]}
        />
      </Section>
      <Section title={t('limits')}>
        <Facts
          items={[
            [t('most_parcels'), content.most_parcels],
            [t('parts_lines'), t(content.parts_lines ? 'yes' : 'no')],
            [t('farthest_km'), content.farthest_km ?? t('none')],
            [t('node_kinds'), content.node_kinds.map((kind) => t(`kind_${kind}`)).join('、') || t('all_kinds')],
            [t('excluded_node_ids'), content.excluded_node_ids.map(nodes.name).join('、') || null],
            [t('carrier_ids'), content.carrier_ids.map(carriers.name).join('、') || t('all_carriers')],
            [t('unpriced_minor'), content.unpriced_minor === null ? null : money(content.unpriced_minor)],
          ]}
        />
      </Section>
    </>
  )
}

function Actions({ rule, version, refresh }: { rule: RuleRow; version: Version; refresh(): void }) {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const words = useWords()
  const navigate = useNavigate()
  const around = useListAround()
  const channels = useChannels()
  const [asking, setAsking] = useState<'replay' | 'publish' | 'retire' | null>(null)
  const [busy, setBusy] = useState(false)
  if (!may('sourcing.edit')) return null
  const act = async (path: string, body: object, good: string) => {
    setBusy(true)
    try {
      const [outcome] = (await api.batch(path, body)) as [Outcome]
      const passed = outcome.detail === undefined
      const said = passed ? good : t.maybe(`outcome_${outcome.status}`, outcome.detail)
      void (passed ? tell.success(said) : tell.error(said, 6))
      if (passed) setAsking(null)
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
    refresh()
    void around?.refresh()
  }
  const rehearse = (kind: 'dry_run' | 'replay', more: object = {}) => {
    const item = { run_id: newId(), kind, rule_id: rule.rule_id, version_no: version.version_no, ...more }
    return act('/api/admin/sourcing/runs', { items: [item] }, t('outcome_asked'))
  }
  return (
    <>
      {rule.live_version !== null ? (
        <Button danger onClick={() => setAsking('retire')}>
          {t('retire')}
        </Button>
      ) : null}
      <Button title={t('dry_run_hint')} loading={busy} onClick={() => void rehearse('dry_run')}>
        {t('dry_run')}
      </Button>
      <Button onClick={() => setAsking('replay')}>{t('replay')}</Button>
      <Button onClick={() => void navigate(`/sourcing-rules/${rule.rule_id}/edit`)}>{t('edit')}</Button>
      {version.state === 'live' ? null : (
        <Button type="primary" onClick={() => setAsking('publish')}>
          {t('publish')}
        </Button>
      )}
      {asking === 'replay' ? (
        <ReplayForm busy={busy} cancel={() => setAsking(null)} run={(period) => void rehearse('replay', period)} />
      ) : null}
      <Modal
        open={asking === 'publish' || asking === 'retire'}
        title={asking === 'retire' ? t('retire_title') : t('publish_title', { no: version.version_no })}
        okText={asking === 'retire' ? t('retire') : t('publish')}
        cancelText={words('cancel')}
        okButtonProps={{ danger: asking === 'retire', loading: busy }}
        onCancel={() => setAsking(null)}
        onOk={() =>
          void (asking === 'retire'
            ? act('/api/admin/sourcing/retirements', { ids: [rule.rule_id] }, t('retired'))
            : act('/api/admin/sourcing/publications', { items: [{ id: rule.rule_id, version_no: version.version_no }] }, t('published')))
        }
      >
        {asking === 'retire'
          ? t('retire_hint')
          : t('publish_hint', { channels: version.content.channel_ids.map(channels.name).join('、') || '—' })}
      </Modal>
    </>
  )
}

function ReplayForm({
  busy,
  cancel,
  run,
}: {
  busy: boolean
  cancel(): void
  run(period: { period_from: string; period_to: string }): void
}) {
  const t = useText()
  const words = useWords()
  const [days, setDays] = useState<[string, string]>(() => {
    const today = new Date()
    const ago = new Date(today.getTime() - 7 * 86_400_000)
    return [ago.toISOString(), today.toISOString()]
  })
  return (
    <Modal
      open
      title={t('replay_title')}
      okText={t('replay')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: busy }}
      onCancel={cancel}
      onOk={() => run({ period_from: days[0], period_to: days[1] })}
    >
      <p className="faint" style={{ marginBottom: 12 }}>
        {t('replay_hint')}
      </p>
      <DatePicker.RangePicker
        style={{ width: '100%' }}
        aria-label={t('period')}
        allowClear={false}
        onChange={(range) => {
          if (range?.[0] && range[1]) setDays([range[0].startOf('day').toISOString(), range[1].add(1, 'day').startOf('day').toISOString()])
        }}
      />
      <p className="faint">
        <Exact at={days[0]} /> – <Exact at={days[1]} />
      </p>
    </Modal>
  )
}
