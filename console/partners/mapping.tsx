import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Section, Status } from '../shared/values.tsx'
import { inside, joined, Labeled, listPaths, OutRules, Paths, Rule } from './mapping-rules.tsx'
import { useMappingText } from './mapping-text.ts'
import { Problems, Steps, Verdict } from './mapping-trial.tsx'
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
