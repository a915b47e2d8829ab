import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { AutoComplete, Button, Checkbox, Input, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Section, Status } from '../shared/values.tsx'
import { useMappingText } from './mapping-text.ts'
import type { Definition, FieldRule, MappingDetail, MappingKind, Trial } from './model.ts'

/** A mapping made or changed: field by field beside what the sample becomes. */
export function Component() {
  const t = useMappingText()
  const { partner_id = '', mapping_id = 'new' } = useParams()
  const kinds = useApi<{ items: MappingKind[] }>('/api/admin/partner-mapping-kinds')
  const known = useApi<MappingDetail>(mapping_id === 'new' ? null : `/api/admin/partner-mappings/${mapping_id}`)
  const failed = kinds.isError ? kinds : known.isError ? known : null
  if (failed || !kinds.data || (mapping_id !== 'new' && !known.data))
    return (
      <DetailDrawer title={t('mappings')} wide>
        {failed ? <Failure error={failed.error} retry={() => void failed.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Editor key={mapping_id} partner_id={partner_id} kinds={kinds.data.items} known={known.data} />
}

interface Draft {
  name: string
  direction: 'in' | 'out'
  kind: string
  definition: Definition
  sample: string
}
const empty = (kind: MappingKind): Draft => ({
  name: '',
  direction: kind.direction as 'in' | 'out',
  kind: kind.kind,
  sample: kind.sample ?? '',
  definition: {
    format: 'json',
    fields: kind.direction === 'in' ? [] : [{ field: '', path: '' }],
    lists: listsOf(kind).map((field) => ({ field, path: '' })),
  },
})
const listsOf = ({ fields }: MappingKind): string[] => [
  ...new Set(fields.flatMap(({ field }) => (field.includes('[].') ? [field.slice(0, field.indexOf('[]'))] : []))),
]

/** As it is sent: without rules that say nothing. */
function cleaned({ definition, ...rest }: Draft): Draft {
  const { records, separator, group_by, root, lists, fields, format, answer } = definition
  const said = (rules: readonly FieldRule[]) =>
    rules.filter((rule) => rule.field && (rule.path || rule.constant)).map((rule) => ({ ...rule, path: rule.path || null }))
  return {
    ...rest,
    definition: {
      format,
      fields: said(fields),
      ...(records ? { records } : {}),
      ...(lists?.some(({ path }) => path) ? { lists: lists.filter(({ path }) => path) } : {}),
      ...(format === 'csv' && separator ? { separator } : {}),
      ...(format === 'csv' && group_by ? { group_by } : {}),
      ...(format === 'xml' && root ? { root } : {}),
      ...(answer && said(answer.fields).length > 0
        ? { answer: { ...(answer.root ? { root: answer.root } : {}), fields: said(answer.fields) } }
        : {}),
    },
  }
}

function Editor({ partner_id, kinds, known }: { partner_id: string; kinds: MappingKind[]; known: MappingDetail | undefined }) {
  const t = useMappingText()
  const inLanguage = useInLanguage()
  const may = useMay()
  const tell = useTell()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const newest = known?.versions[0]
  const [mapping_id] = useState(() => known?.mapping.mapping_id ?? newId())
  const [draft, setDraft] = useState<Draft>(() =>
    newest && known
      ? {
          name: known.mapping.name,
          direction: known.mapping.direction as 'in',
          kind: known.mapping.kind,
          definition: newest.definition,
          sample: newest.sample,
        }
      : empty(kinds[0]!),
  )
  const [busy, setBusy] = useState(false)
  const kind = kinds.find((one) => one.direction === draft.direction && one.kind === draft.kind)!
  const { definition } = draft
  const change = (more: Partial<Definition>) => setDraft({ ...draft, definition: { ...definition, ...more } })
  const trial = useTrial(draft)
  const edits = may('partners.edit')
  const refresh = () => {
    for (const path of [`/api/admin/partner-mappings/${mapping_id}`, '/api/admin/partner-mappings'])
      void queries.invalidateQueries({ queryKey: [path] })
  }
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      tell.error((error as Error).message)
    } finally {
      setBusy(false)
      refresh()
    }
  }
  const refused = (outcome: Outcome | undefined) => tell.error(t.maybe(`refused_${outcome?.status}`, outcome?.detail))
  const save = () =>
    run(async () => {
      const item = { mapping_id, partner_id, ...cleaned(draft), name: draft.name.trim(), based_on: newest?.version ?? null }
      const [outcome] = (await api.batch('/api/admin/partner-mappings', { items: [item] })) as (Outcome & { version?: number })[]
      if (outcome?.status === 'saved') tell.success(t('saved', { version: outcome.version ?? 1 }))
      else if (outcome?.status === 'already_saved') tell.info(t('already_saved'))
      else return void refused(outcome)
      if (!known) void navigate(`/partners/${partner_id}/mappings/${mapping_id}`, { replace: true })
    })
  const activate = (version: number | null) =>
    run(async () => {
      const [outcome] = await api.batch('/api/admin/partner-mappings/activations', { items: [{ mapping_id, version }] })
      if (outcome && /^(changed|already_so)$/.test(outcome.status)) tell.success(t('changed'))
      else refused(outcome)
    })
  const active = known?.mapping.active_version ?? null
  const paths = (trial?.paths ?? []).map(({ path, example }) => ({ path, example }))
  return (
    <DetailDrawer
      wide
      title={known ? known.mapping.name : t('new_mapping')}
      status={<Status tone={active ? 'done' : 'quiet'}>{active ? t('in_force', { version: active }) : t('not_in_force')}</Status>}
      actions={
        edits ? (
          <>
            {active ? (
              <Button loading={busy} onClick={() => void activate(null)}>
                {t('take_out')}
              </Button>
            ) : null}
            {newest && newest.version !== active ? (
              <Button loading={busy} onClick={() => void activate(newest.version)}>
                {t('put_in_force')} · {t('version', { version: newest.version })}
              </Button>
            ) : null}
            <Button type="primary" loading={busy} disabled={!draft.name.trim() || !draft.sample.trim()} onClick={() => void save()}>
              {t('save')}
            </Button>
          </>
        ) : undefined
      }
    >
      <div className="two" style={{ paddingTop: 12 }}>
        <Labeled title={t('name')}>
          <Input
            aria-label={t('name')}
            maxLength={80}
            value={draft.name}
            onChange={({ target }) => setDraft({ ...draft, name: target.value })}
          />
        </Labeled>
        <Labeled title={t('kind')}>
          <Select
            aria-label={t('kind')}
            disabled={Boolean(known)}
            value={`${draft.direction} ${draft.kind}`}
            onChange={(value) => setDraft({ ...empty(kinds.find((one) => `${one.direction} ${one.kind}` === value)!), name: draft.name })}
            options={(['in', 'out'] as const).map((direction) => ({
              label: t(`direction_${direction}`),
              options: kinds
                .filter((one) => one.direction === direction)
                .map((one) => ({ value: `${direction} ${one.kind}`, label: `${inLanguage(one.title)} · ${one.kind}` })),
            }))}
          />
        </Labeled>
        <Labeled title={t('format')}>
          <Select
            aria-label={t('format')}
            value={definition.format}
            onChange={(format) => change({ format })}
            options={(['json', 'xml', 'csv'] as const).map((value) => ({ value, label: value.toUpperCase() }))}
          />
        </Labeled>
        {draft.direction === 'in' ? (
          <Labeled title={t('records')} hint={t('records_hint')}>
            <Paths
              label={t('records')}
              paths={listPaths(paths, 0)}
              value={definition.records ?? ''}
              set={(records) => change({ records })}
            />
          </Labeled>
        ) : null}
        {draft.direction === 'in'
          ? listsOf(kind).map((list) => (
              <Labeled key={list} title={t('list_of', { list })} hint={t('list_hint')}>
                <Paths
                  label={t('list_of', { list })}
                  paths={inside(listPaths(paths, 1), definition.records)}
                  value={definition.lists?.find(({ field }) => field === list)?.path ?? ''}
                  set={(path) =>
                    change({ lists: [...(definition.lists ?? []).filter(({ field }) => field !== list), { field: list, path }] })
                  }
                />
              </Labeled>
            ))
          : null}
        {definition.format === 'csv' ? (
          <Labeled title={t('separator')}>
            <Input
              aria-label={t('separator')}
              maxLength={1}
              value={definition.separator ?? ','}
              onChange={({ target }) => change({ separator: target.value })}
            />
          </Labeled>
        ) : null}
        {definition.format === 'csv' && draft.direction === 'in' ? (
          <Labeled title={t('group_by')} hint={t('group_by_hint')}>
            <Input
              aria-label={t('group_by')}
              value={definition.group_by ?? ''}
              onChange={({ target }) => change({ group_by: target.value })}
            />
          </Labeled>
        ) : null}
        {definition.format === 'xml' && draft.direction === 'out' ? (
          <Labeled title={t('root')}>
            <Input
              aria-label={t('root')}
              value={definition.root ?? ''}
              placeholder="message"
              onChange={({ target }) => change({ root: target.value })}
            />
          </Labeled>
        ) : null}
      </div>
      <Section title={t('sample')}>
        <p className="hint">{t(draft.direction === 'in' ? 'sample_in_hint' : 'sample_out_hint')}</p>
        <Input.TextArea
          aria-label={t('sample')}
          className="code"
          autoSize={{ minRows: 5, maxRows: 14 }}
          spellCheck={false}
          maxLength={60_000}
          value={draft.sample}
          onChange={({ target }) => setDraft({ ...draft, sample: target.value })}
        />
        {trial ? <Problems trial={trial} whole /> : null}
      </Section>
      <Section title={t('fields')} extra={trial ? <Verdict trial={trial} /> : undefined}>
        {draft.direction === 'in' ? (
          kind.fields.map(({ field, title, required, type }) => (
            <Rule
              key={field}
              head={
                <>
                  <span className="strong">{inLanguage(title)}</span> <code className="code faint">{field}</code>{' '}
                  {required ? null : <span className="faint">{t('optional')}</span>}
                </>
              }
              label={inLanguage(title)}
              date={type === 'moment'}
              rule={definition.fields.find((one) => one.field === field) ?? { field, path: '' }}
              paths={inside(
                paths,
                field.includes('[].')
                  ? joined(definition.records, definition.lists?.find((one) => field.startsWith(`${one.field}[].`))?.path)
                  : definition.records,
              )}
              set={(rule) => change({ fields: [...definition.fields.filter((one) => one.field !== field), rule] })}
              trial={trial}
            />
          ))
        ) : (
          <OutRules
            rules={definition.fields}
            set={(fields) => change({ fields })}
            paths={paths}
            trial={trial}
            json={definition.format === 'json'}
          />
        )}
      </Section>
      {draft.direction === 'in' ? (
        <Section title={t('answer')}>
          <Checkbox
            checked={Boolean(definition.answer)}
            onChange={({ target }) =>
              change({
                answer: target.checked
                  ? {
                      fields: [
                        {
                          field: 'code',
                          path: 'accepted',
                          values: [
                            { from: 'true', to: '0' },
                            { from: 'false', to: '1' },
                          ],
                        },
                      ],
                    }
                  : null,
              })
            }
          >
            {t('answer')}
          </Checkbox>
          <p className="hint">{t('answer_hint')}</p>
          {definition.answer ? (
            <OutRules
              rules={definition.answer.fields}
              set={(fields) => change({ answer: { ...definition.answer, fields } })}
              paths={[
                'accepted',
                'message_id',
                'first_code',
                'first_detail',
                'outcomes[].no',
                'outcomes[].status',
                'outcomes[].detail',
              ].map((path) => ({ path, example: null }))}
              trial={undefined}
              json={definition.format === 'json'}
            />
          ) : null}
        </Section>
      ) : null}
      {trial?.body ? (
        <Section title={t('outgoing')}>
          <pre className="code">{trial.body}</pre>
        </Section>
      ) : null}
      {trial && trial.steps.length > 0 ? (
        <Section title={t('result')} extra={<Verdict trial={trial} />}>
          <Problems trial={trial} />
          <details>
            <summary>{t('result_all')}</summary>
            <Steps trial={trial} />
          </details>
        </Section>
      ) : null}
      {known && draft.direction === 'in' ? (
        <Section title={t('address')} extra={<Link to={`/partner-messages?mapping_id=${mapping_id}`}>{t('messages_of')}</Link>}>
          <code className="code">{`POST ${window.location.origin}/api/open/messages/${mapping_id}`}</code>
          <p className="hint">{t('address_hint')}</p>
        </Section>
      ) : null}
      {known ? (
        <Section title={t('versions')}>
          <ul className="rows">
            {known.versions.map((one) => (
              <li key={one.version} data-here={one.version === active || undefined}>
                <span className="strong">{t('version', { version: one.version })}</span>
                <span className="faint" style={{ flex: 1 }}>
                  {one.saved_by} · <Exact at={one.saved_at} />
                </span>
                {one.version === active ? <Status tone="done">{t('in_force', { version: one.version })}</Status> : null}
                {edits ? (
                  <>
                    <Button size="small" onClick={() => setDraft({ ...draft, definition: one.definition, sample: one.sample })}>
                      {t('use_version')}
                    </Button>
                    {one.version === active ? null : (
                      <Button size="small" loading={busy} onClick={() => void activate(one.version)}>
                        {t('put_in_force')}
                      </Button>
                    )}
                  </>
                ) : null}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </DetailDrawer>
  )
}

/** What the draft makes of its sample, a moment after the last key. */
function useTrial(draft: Draft): Trial | undefined {
  const asked = useMemo(() => {
    const { name: _name, ...item } = cleaned(draft)
    return JSON.stringify({
      ...item,
      sample: item.sample || ' ',
      definition: {
        ...item.definition,
        fields: item.definition.fields.length > 0 ? item.definition.fields : [{ field: 'external_no', path: '?' }],
      },
    })
  }, [draft])
  const [settled, setSettled] = useState(asked)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), 400)
    return () => clearTimeout(timer)
  }, [asked])
  const { data } = useQuery<Trial>({
    queryKey: ['partner-mapping-trial', settled],
    queryFn: () => api.post<Trial>('/api/admin/partner-mappings/trials', JSON.parse(settled)),
    placeholderData: (before) => before,
    retry: false,
  })
  return data
}

function Labeled({ title, hint, children }: { title: string; hint?: string; children: React.ReactNode }) {
  return (
    <div className="field" style={{ alignContent: 'start' }}>
      <span className="strong">{title}</span>
      {children}
      {hint ? <small className="faint">{hint}</small> : null}
    </div>
  )
}

type Found = { path: string; example: string | null }
const joined = (records: string | null | undefined, list: string | undefined): string => [records, list].filter(Boolean).join('.')
/** Without `[]`, for a single element of XML looks like no list. */
const bare = (path: string): string => path.replaceAll('[]', '')
const inside = (paths: readonly Found[], place: string | null | undefined): Found[] =>
  paths.flatMap(({ path, example }) => {
    if (!place) return [{ path, example }]
    const start = bare(place)
    if (!bare(path).startsWith(`${start}.`)) return []
    let cut = 0
    for (let seen = 0; seen < start.length + 1; cut++) if (path[cut] !== '[' && path[cut] !== ']') seen++
    return [{ path: path.slice(cut), example }]
  })
/** Places that hold several things, or could. */
const listPaths = (paths: readonly Found[], least: number): Found[] =>
  [
    ...new Set(
      paths.flatMap(({ path }) => {
        const names = path.split('.')
        return names.slice(0, -1).map((_, i) => names.slice(0, i + 1).join('.'))
      }),
    ),
  ]
    .filter((path) => path.split('.').length > least)
    .map((path) => ({ path: path.endsWith('[]') ? path : `${path}[]`, example: null }))

function Paths({ label, paths, value, set }: { label: string; paths: readonly Found[]; value: string; set(path: string): void }) {
  const seen = [...new Map(paths.map((one) => [one.path, one])).values()]
  return (
    <AutoComplete
      aria-label={label}
      style={{ width: '100%' }}
      value={value}
      onChange={(text: string) => set(text ?? '')}
      showSearch={{
        filterOption: (typed, option) =>
          String(option?.value ?? '')
            .toLowerCase()
            .includes(typed.toLowerCase()),
      }}
      options={seen.map(({ path, example }) => ({
        value: path,
        label: (
          <span className="card-row">
            <code className="code">{path}</code>
            <span className="faint">{example}</span>
          </span>
        ),
      }))}
    />
  )
}

interface RuleProps {
  head: React.ReactNode
  label: string
  date?: boolean
  rule: FieldRule
  paths: readonly Found[]
  set(rule: FieldRule): void
  trial: Trial | undefined
  out?: { json: boolean }
}

const tableOf = (values: FieldRule['values']): string => (values ?? []).map(({ from, to }) => `${from}=${to}`).join('\n')
const valuesOf = (text: string): NonNullable<FieldRule['values']> =>
  text
    .split('\n')
    .flatMap((line) =>
      line.includes('=') ? [{ from: line.slice(0, line.indexOf('=')).trim(), to: line.slice(line.indexOf('=') + 1).trim() }] : [],
    )

/** Without what says nothing. */
const without = (rule: FieldRule): FieldRule =>
  Object.fromEntries(
    Object.entries(rule).filter(
      ([name, value]) =>
        name === 'field' ||
        name === 'path' ||
        !(value === '' || value === null || value === false || (Array.isArray(value) && value.length === 0)),
    ),
  ) as unknown as FieldRule

function Rule({ head, label, date, rule, paths, set, trial, out }: RuleProps) {
  const t = useMappingText()
  const [table, setTable] = useState(() => tableOf(rule.values))
  const put = (more: Partial<FieldRule>) => set(without({ ...rule, ...more }))
  const uses = [rule.values?.length, rule.multiply_by, rule.date_form, rule.fallback, rule.number].filter(Boolean).length
  return (
    <div className="panel" style={{ margin: '8px 0', padding: '10px 12px' }}>
      <div>{head}</div>
      <div className="two">
        <Labeled title={t(out ? 'path_out' : 'path_in')}>
          <Paths
            label={`${label}：${t(out ? 'path_out' : 'path_in')}`}
            paths={paths}
            value={rule.path ?? ''}
            set={(path) => put({ path })}
          />
        </Labeled>
        <Labeled title={t('constant')}>
          <Input
            aria-label={`${label}：${t('constant')}`}
            value={rule.constant ?? ''}
            maxLength={400}
            onChange={({ target }) => put({ constant: target.value })}
          />
        </Labeled>
      </div>
      <details open={uses > 0 || undefined}>
        <summary>
          {t('more')}
          {uses > 0 ? <span className="faint"> · {uses}</span> : null}
        </summary>
        <div className="two">
          <Labeled title={t('values')} hint={t('values_hint')}>
            <Input.TextArea
              aria-label={`${label}：${t('values')}`}
              className="code"
              autoSize={{ minRows: 2, maxRows: 10 }}
              value={table}
              onChange={({ target }) => {
                setTable(target.value)
                put({ values: valuesOf(target.value) })
              }}
            />
            <Checkbox checked={rule.keep_unknown ?? false} onChange={({ target }) => put({ keep_unknown: target.checked })}>
              {t('keep_unknown')}
            </Checkbox>
          </Labeled>
          <div>
            <Labeled title={t('fallback')}>
              <Input
                aria-label={`${label}：${t('fallback')}`}
                value={rule.fallback ?? ''}
                onChange={({ target }) => put({ fallback: target.value })}
              />
            </Labeled>
            <Labeled title={t('multiply_by')} hint={t('multiply_hint')}>
              <Input
                aria-label={`${label}：${t('multiply_by')}`}
                value={rule.multiply_by ?? ''}
                onChange={({ target }) => put({ multiply_by: target.value.replace(/[^\d.]/g, '') })}
              />
            </Labeled>
          </div>
          {date || out ? (
            <Labeled title={t('date_form')} hint={t('date_hint')}>
              <Input
                aria-label={`${label}：${t('date_form')}`}
                value={rule.date_form ?? ''}
                onChange={({ target }) => put({ date_form: target.value })}
              />
            </Labeled>
          ) : null}
          {date || out ? (
            <Labeled title={t('time_zone')}>
              <Input
                aria-label={`${label}：${t('time_zone')}`}
                placeholder="Asia/Shanghai"
                value={rule.time_zone ?? ''}
                onChange={({ target }) => put({ time_zone: target.value })}
              />
            </Labeled>
          ) : null}
          {out?.json ? (
            <Checkbox checked={rule.number ?? false} onChange={({ target }) => put({ number: target.checked })}>
              {t('number')}
            </Checkbox>
          ) : null}
        </div>
      </details>
      {trial && rule.field ? <Became field={rule.field} trial={trial} /> : null}
    </div>
  )
}

function OutRules({
  rules,
  set,
  paths,
  trial,
  json,
}: {
  rules: readonly FieldRule[]
  set(rules: FieldRule[]): void
  paths: readonly Found[]
  trial: Trial | undefined
  json: boolean
}) {
  const t = useMappingText()
  const [keys, setKeys] = useState(() => rules.map(() => newId()))
  const put = (at: number, rule: FieldRule) => set(rules.map((one, i) => (i === at ? rule : one)))
  return (
    <>
      {rules.map((rule, i) => (
        <Rule
          key={keys[i] ?? i}
          label={rule.field || t('their_field')}
          head={
            <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
              <Input
                aria-label={t('their_field')}
                prefix={<span className="faint">{t('their_field')}</span>}
                value={rule.field}
                placeholder="Order.Items[].Sku"
                onChange={({ target }) => put(i, { ...rule, field: target.value })}
              />
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={`${t('remove')} ${rule.field}`}
                onClick={() => {
                  setKeys(keys.filter((_, one) => one !== i))
                  set(rules.filter((_, one) => one !== i))
                }}
              />
            </div>
          }
          rule={rule}
          paths={paths}
          set={(changed) => put(i, changed)}
          trial={trial}
          out={{ json }}
        />
      ))}
      <Button
        icon={<PlusOutlined />}
        onClick={() => {
          setKeys([...keys, newId()])
          set([...rules, { field: '', path: '' }])
        }}
      >
        {t('add_field')}
      </Button>
    </>
  )
}

const plain = (field: string): string => field.replace(/\[\d+\]/g, '[]')

/** What one field of the first record became. */
function Became({ field, trial }: { field: string; trial: Trial }) {
  const t = useMappingText()
  const step = trial.steps.find((one) => plain(one.field) === field)
  const problem = trial.problems.find((one) => one.field !== null && plain(one.field).replace(/\.\d+\./g, '[].') === field)
  if (!step && !problem) return null
  return (
    <p className="code" style={{ margin: '6px 0 0' }}>
      {step ? (
        <>
          <span className="faint">{step.raw ?? t('nothing')}</span> → <span className="strong">{step.value ?? '—'}</span>
        </>
      ) : null}
      {problem ? <span className="refused"> {t.maybe(`problem_${problem.code}`, problem.detail, { raw: step?.raw ?? '' })}</span> : null}
    </p>
  )
}

function Verdict({ trial }: { trial: Trial }) {
  const t = useMappingText()
  return (
    <Status tone={trial.passed ? 'done' : 'danger'}>
      {trial.passed ? t('result_passed') : t('result_problems', { count: trial.problems.length })}
    </Status>
  )
}

function Problems({ trial, whole }: { trial: Trial; whole?: boolean }) {
  const t = useMappingText()
  const problems = trial.problems.filter(({ field }) => (field === null) === Boolean(whole)).slice(0, 20)
  if (problems.length === 0) return null
  return (
    <ul className="points refused">
      {problems.map(({ record, field, path, code, detail }) => {
        const raw = trial.steps.find((step) => step.record === record && step.field === field)?.raw ?? ''
        return (
          <li key={`${record} ${field} ${code}`}>
            {[record ? t('record', { count: record }) : null, field, path].filter(Boolean).join(' · ')}{' '}
            {t.maybe(`problem_${code}`, detail, { raw })}
            {code === 'message_unreadable' ? <small className="faint"> {detail}</small> : null}
          </li>
        )
      })}
    </ul>
  )
}

function Steps({ trial }: { trial: Trial }) {
  const t = useMappingText()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="plain-scroll" tabIndex={0} aria-label={t('result_all')}>
      <table className="plain tight">
        <tbody>
          {trial.steps.slice(0, 400).map(({ record, field, path, raw, value, code }) => (
            <tr key={`${record} ${field}`}>
              <td className="faint">{t('record', { count: record })}</td>
              <td className="code">{field}</td>
              <td className="code faint">{path}</td>
              <td className="code">{raw}</td>
              <td className={code ? 'refused' : 'strong'}>{code ? t.maybe(`problem_${code}`, code, { raw: raw ?? '' }) : value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
