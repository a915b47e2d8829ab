import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { AutoComplete, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { newId } from '../shared/api.ts'
import { useMappingText } from './mapping-text.ts'
import { Became } from './mapping-trial.tsx'
import type { FieldRule, Trial } from './model.ts'

export function Labeled({ title, hint, children }: { title: string; hint?: string; children: React.ReactNode }) {
  return (
    <div className="field" style={{ alignContent: 'start' }}>
      <span className="strong">{title}</span>
      {children}
      {hint ? <small className="faint">{hint}</small> : null}
    </div>
  )
}

type Found = { path: string; example: string | null }
export const joined = (records: string | null | undefined, list: string | undefined): string => [records, list].filter(Boolean).join('.')
/** Without `[]`, for a single element of XML looks like no list. */
const bare = (path: string): string => path.replaceAll('[]', '')
export const inside = (paths: readonly Found[], place: string | null | undefined): Found[] =>
  paths.flatMap(({ path, example }) => {
    if (!place) return [{ path, example }]
    const start = bare(place)
    if (!bare(path).startsWith(`${start}.`)) return []
    let cut = 0
    for (let seen = 0; seen < start.length + 1; cut++) if (path[cut] !== '[' && path[cut] !== ']') seen++
    return [{ path: path.slice(cut), example }]
  })
/** Places that hold several things, or could. */
export const listPaths = (paths: readonly Found[], least: number): Found[] =>
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

export function Paths({ label, paths, value, set }: { label: string; paths: readonly Found[]; value: string; set(path: string): void }) {
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

export function Rule({ head, label, date, rule, paths, set, trial, out }: RuleProps) {
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

export function OutRules({
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
