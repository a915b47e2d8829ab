import { momentOf } from '#core/time.ts'
import type { InboundKind, KindField } from './kinds.ts'
import type { Definition, FieldProblem, FieldRule, ProblemCode, Step } from './model.ts'
import { find, leafOf, readTree, type Tree, type Written, writeTree } from './trees.ts'

export interface MappedRecord {
  record: number
  /** What partners know it by, as far as it could be read. */
  no: string | null
  item: Record<string, unknown>
  problems: FieldProblem[]
}
export interface ReadMessage {
  records: MappedRecord[]
  steps: Step[]
  /** Problems of the message as a whole; then there are no records. */
  problems: FieldProblem[]
}

const problem = (
  record: number | null,
  rule: Pick<FieldRule, 'field' | 'path'> | null,
  code: ProblemCode,
  detail: string,
): FieldProblem => ({
  record,
  field: rule?.field ?? null,
  path: rule?.path ?? null,
  code,
  detail,
})

/** Whether a mapping can work at all, before any message: fields that are, rules that say something, zones that exist. */
export function judgeDefinition(definition: Definition, kind: InboundKind | null): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const rule of [...definition.fields, ...(definition.answer?.fields ?? [])]) {
    if (rule.path === null && !rule.constant) problems.push(problem(null, rule, 'rule_incomplete', 'Give a path or a constant.'))
    if (rule.time_zone && !isZone(rule.time_zone))
      problems.push(problem(null, rule, 'zone_unknown', `There is no time zone ${rule.time_zone}: write it as Asia/Shanghai.`))
    if (rule.date_form && needsZone(rule.date_form) && !rule.time_zone)
      problems.push(problem(null, rule, 'rule_incomplete', 'A date without an offset needs its time zone.'))
  }
  if (!kind) return problems
  const known = new Map(kind.fields.map((one) => [one.field, one]))
  const lists = new Set((definition.lists ?? []).map(({ field }) => field))
  for (const rule of definition.fields) {
    if (!known.has(rule.field))
      problems.push(problem(null, rule, 'field_unknown', `There is no field ${rule.field}; there is ${[...known.keys()].join(', ')}.`))
    const list = listOf(rule.field)
    if (list && !lists.has(list))
      problems.push(problem(null, rule, 'rule_incomplete', `Say where the list ${list} stands in their message.`))
  }
  for (const { field, required } of kind.fields)
    if (required && !definition.fields.some((rule) => rule.field === field))
      problems.push(problem(null, { field, path: null }, 'field_unmapped', `${field} is needed: give a path or a constant.`))
  return problems
}

const listOf = (field: string): string | null => /^([^.[\]]+)\[\]\./.exec(field)?.[1] ?? null
const isZone = (zone: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}
const needsZone = (form: string): boolean => !['iso', 'epoch_s', 'epoch_ms'].includes(form)

/** Reads a partner's message into records of ours, field by field; a record with a fault sinks no other. */
export function readMessage(definition: Definition, kind: InboundKind, text: string): ReadMessage {
  const whole = (code: ProblemCode, detail: string): ReadMessage => ({
    records: [],
    steps: [],
    problems: [problem(null, null, code, detail)],
  })
  let tree: Tree
  try {
    tree = readTree(text, definition)
  } catch (error) {
    return whole('message_unreadable', `This is no ${definition.format.toUpperCase()}: ${(error as Error).message}.`)
  }
  const path = definition.records || (definition.format === 'csv' ? 'rows[]' : '')
  const found = find([tree], path)
  if (found.length === 0) return whole('records_missing', `Nothing stands at ${path}: compare records with the message.`)
  if (found.length > kind.largest)
    return whole('too_many_records', `A message may have ${kind.largest} records, this has ${found.length}: send fewer at once.`)
  const steps: Step[] = []
  const records = found.map((one, at): MappedRecord => {
    const record = at + 1
    const problems: FieldProblem[] = []
    const item: Record<string, unknown> = {}
    const say = (rule: FieldRule, field: string, places: readonly Tree[], into: Record<string, unknown>, name: string) => {
      const { raw, value, fault } = readField(rule, kind.fields.find((each) => each.field === rule.field)!, places)
      steps.push({ record, field, path: rule.path, raw, value: value === null ? null : String(value), code: fault?.code ?? null })
      if (fault) problems.push({ ...fault, record, field })
      else if (value !== null) place(into, name, value)
    }
    for (const rule of definition.fields) if (!listOf(rule.field)) say(rule, rule.field, [tree, one], item, rule.field)
    for (const { field: list, path: where } of definition.lists ?? []) {
      const rules = definition.fields.filter((rule) => listOf(rule.field) === list)
      const elements = find([tree, one], where)
      const made = elements.map((element, line) => {
        const into: Record<string, unknown> = {}
        for (const rule of rules)
          say(
            rule,
            `${list}[${line + 1}].${rule.field.slice(list.length + 3)}`,
            [tree, one, element],
            into,
            rule.field.slice(list.length + 3),
          )
        return into
      })
      place(item, list, made)
      // A list of which nothing is needed may be left out.
      if (elements.length === 0 && kind.fields.some(({ field, required }) => required && listOf(field) === list))
        problems.push({ record, field: list, path: where, code: 'value_missing', detail: `Nothing stands at ${where}.` })
    }
    // What a field said is not said again by the schema.
    if (problems.length === 0)
      for (const { field, detail } of kind.check(item)) problems.push({ record, field, path: null, code: 'field_invalid', detail })
    const no = item[kind.known_by]
    return { record, no: typeof no === 'string' ? no : null, item, problems }
  })
  return { records, steps, problems: [] }
}

function place(into: Record<string, unknown>, field: string, value: unknown): void {
  const names = field.split('.')
  let at = into
  for (const name of names.slice(0, -1)) {
    at[name] ??= {}
    at = at[name] as Record<string, unknown>
  }
  at[names.at(-1)!] = value
}

type Fault = Omit<FieldProblem, 'record'>
interface FieldRead {
  raw: string | null
  value: string | number | null
  fault: Fault | null
}

function readField(rule: FieldRule, { type, required }: KindField, places: readonly Tree[]): FieldRead {
  const fail = (raw: string | null, code: ProblemCode, detail: string): FieldRead => ({
    raw,
    value: null,
    fault: { field: rule.field, path: rule.path, code, detail },
  })
  const got = pick(rule, places)
  if ('code' in got) return fail(null, got.code, got.detail)
  const { raw } = got
  const changed = change(rule, raw)
  if (typeof changed === 'object' && changed !== null) return fail(raw, changed.code, changed.detail)
  if (changed === null || changed === '')
    return required
      ? fail(raw, 'value_missing', `${rule.path ?? 'The constant'} has nothing, and ${rule.field} is needed.`)
      : { raw, value: null, fault: null }
  if (type === 'moment') {
    const moment = momentFrom(changed, rule.date_form ?? 'iso', rule.time_zone ?? null)
    return moment === null
      ? fail(
          raw,
          'date_malformed',
          `${changed} is no date of the form ${rule.date_form ?? 'iso'}${rule.time_zone ? ` in ${rule.time_zone}` : ''}.`,
        )
      : { raw, value: moment, fault: null }
  }
  if (type === 'text') return { raw, value: rule.multiply_by ? (times(changed, rule.multiply_by) ?? changed) : changed, fault: null }
  const number = times(changed, rule.multiply_by ?? '1')
  if (number === null) return fail(raw, 'number_malformed', `${changed} is no number.`)
  if (number.includes('.'))
    return fail(raw, 'number_not_whole', `${changed} makes ${number}, and ${rule.field} is a whole number: look at the unit.`)
  const value = Number(number)
  return Number.isSafeInteger(value) ? { raw, value, fault: null } : fail(raw, 'number_malformed', `${changed} is too large.`)
}

/** The one text a rule speaks of. */
function pick(rule: FieldRule, places: readonly Tree[]): { raw: string | null } | { code: ProblemCode; detail: string } {
  if (rule.constant) return { raw: rule.constant }
  const leaves = find(places, rule.path ?? '').map(leafOf)
  const told = leaves.filter((leaf) => leaf !== null && leaf !== '')
  if (told.length > 1) return { code: 'value_several', detail: `${rule.path} finds ${told.length} values, and there is room for one.` }
  if (told.length === 1 && told[0] === undefined)
    return { code: 'value_several', detail: `${rule.path} is no single value: name what is inside.` }
  return { raw: (told[0] as string | undefined)?.trim() ?? null }
}

function change(rule: FieldRule, raw: string | null): string | null | { code: ProblemCode; detail: string } {
  const text = raw === null || raw === '' ? (rule.fallback ?? null) : raw
  if (text === null || !rule.values || rule.values.length === 0) return text
  const to = rule.values.find(({ from }) => from === text)?.to
  if (to !== undefined) return to
  return rule.keep_unknown
    ? text
    : { code: 'value_unknown', detail: `The table of ${rule.field} does not have ${text.slice(0, 60)}: add it.` }
}

/** An exact product of two decimals as a text without needless zeros; null when the first is none. */
export function times(text: string, factor: string): string | null {
  const plain = text.replaceAll(/(?<=\d),(?=\d{3}(\D|$))/g, '')
  const read = (one: string) => /^([+-]?)(\d{1,18})(?:\.(\d{1,12}))?$/.exec(one)
  const [a, b] = [read(plain), read(factor)]
  if (!a || !b) return null
  const digits = (a[3]?.length ?? 0) + (b[3]?.length ?? 0)
  const product = (BigInt(a[2]! + (a[3] ?? '')) * BigInt(b[2]! + (b[3] ?? ''))).toString().padStart(digits + 1, '0')
  const whole = digits === 0 ? product : product.slice(0, -digits)
  const part = digits === 0 ? '' : product.slice(-digits).replace(/0+$/, '')
  const negative = a[1] === '-' && /[1-9]/.test(product)
  return `${negative ? '-' : ''}${whole}${part ? `.${part}` : ''}`
}

const letters = {
  yyyy: '(?<yyyy>\\d{4})',
  MM: '(?<MM>\\d{2})',
  dd: '(?<dd>\\d{2})',
  HH: '(?<HH>\\d{2})',
  mm: '(?<mm>\\d{2})',
  ss: '(?<ss>\\d{2})',
  SSS: '\\d{3}',
} as const
const letter = /yyyy|MM|dd|HH|mm|SSS|ss/g

/** A date of a partner as a moment; null when it is not written in this form or never was. */
export function momentFrom(text: string, form: string, zone: string | null): string | null {
  if (form === 'epoch_s' || form === 'epoch_ms') {
    if (!/^\d{1,15}$/.test(text)) return null
    const date = new Date(Number(text) * (form === 'epoch_s' ? 1000 : 1))
    return Number.isNaN(date.getTime()) ? null : date.toISOString()
  }
  if (form === 'iso') {
    if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
      const date = new Date(text)
      return Number.isNaN(date.getTime()) ? null : date.toISOString()
    }
    return zone ? momentOf(text, zone) : null
  }
  const pattern = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(letter, (one) => letters[one as keyof typeof letters])
  const match = new RegExp(`^${pattern}$`).exec(text)?.groups
  if (!match || !zone) return null
  const { yyyy, MM, dd, HH = '00', mm = '00', ss = '00' } = match
  return momentOf(`${yyyy}-${MM}-${dd} ${HH}:${mm}:${ss}`, zone)
}

/** A moment of ours as the partner writes dates. */
export function dateText(moment: string, form: string, zone: string | null): string | null {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return null
  if (form === 'epoch_s') return String(Math.floor(at.getTime() / 1000))
  if (form === 'epoch_ms') return String(at.getTime())
  if (form === 'iso' && !zone) return at.toISOString()
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone ?? 'UTC')
  if (form === 'iso') return there.toString({ timeZoneName: 'never', smallestUnit: 'second' })
  const two = (value: number) => String(value).padStart(2, '0')
  const say: Record<string, string> = {
    ...{
      yyyy: String(there.year).padStart(4, '0'),
      MM: two(there.month),
      dd: two(there.day),
      HH: two(there.hour),
      mm: two(there.minute),
      ss: two(there.second),
    },
    SSS: String(there.millisecond).padStart(3, '0'),
  }
  return form.replace(letter, (one) => say[one]!)
}

export interface WrittenMessage {
  /** Null when a field refused. */
  body: string | null
  steps: Step[]
  problems: FieldProblem[]
}

/** Puts data of ours into a partner's shape. A value without a place in a table refuses the message: half of it helps nobody. */
export function writeMessage(
  { format, root, separator, fields }: Pick<Definition, 'format' | 'root' | 'separator' | 'fields'>,
  data: object,
): WrittenMessage {
  const source = readTree(JSON.stringify(data), { format: 'json' })
  const steps: Step[] = []
  const problems: FieldProblem[] = []
  const say = (rule: FieldRule, field: string, places: readonly Tree[]): Written => {
    const fail = (raw: string | null, code: ProblemCode, detail: string) => {
      problems.push({ record: 1, field, path: rule.path, code, detail })
      steps.push({ record: 1, field, path: rule.path, raw, value: null, code })
      return null
    }
    const got = pick(rule, places)
    if ('code' in got) return fail(null, got.code, got.detail)
    const changed = change(rule, got.raw)
    if (changed !== null && typeof changed === 'object') return fail(got.raw, changed.code, changed.detail)
    let value = changed ?? ''
    if (value !== '' && rule.date_form) {
      const date = dateText(value, rule.date_form, rule.time_zone ?? null)
      if (date === null) return fail(got.raw, 'date_malformed', `${value} is no moment of ours: leave the date form out.`)
      value = date
    }
    if (value !== '' && rule.multiply_by) {
      const number = times(value, rule.multiply_by)
      if (number === null) return fail(got.raw, 'number_malformed', `${value} is no number.`)
      value = number
    }
    if (value !== '' && rule.number && !/^-?\d{1,15}(\.\d+)?$/.test(value))
      return fail(got.raw, 'number_malformed', `${value} is no number.`)
    steps.push({ record: 1, field, path: rule.path, raw: got.raw, value, code: null })
    return rule.number && value !== '' ? Number(value) : value
  }
  const tree: { [name: string]: Written } = {}
  for (const rule of fields) {
    const [, list, inside] = /^(.+?)\[\]\.(.+)$/.exec(rule.field) ?? []
    const [, from, leaf] = /^(.+?\[\])\.?(.*)$/.exec(rule.path ?? '') ?? []
    if (!list || !inside) put(tree, rule.field, say(rule, rule.field, [source]))
    else {
      const elements = from ? find([source], from) : [null]
      const rows = (at(tree, list) ?? []) as { [name: string]: Written }[]
      elements.forEach((element, i) => {
        rows[i] ??= {}
        put(
          rows[i],
          inside,
          say({ ...rule, path: rule.path === null ? null : from ? leaf || '.' : `../${rule.path}` }, `${list}[${i + 1}].${inside}`, [
            source,
            element,
          ]),
        )
      })
      put(tree, list, rows)
    }
  }
  return { body: problems.length > 0 ? null : writeTree(tree, format, root, separator), steps, problems }
}

function put(into: { [name: string]: Written }, path: string, value: Written): void {
  const names = path.split('.')
  let here = into
  for (const name of names.slice(0, -1)) {
    if (!Object.hasOwn(here, name)) here[name] = {}
    here = here[name] as { [name: string]: Written }
  }
  here[names.at(-1)!] = value
}
const at = (tree: { [name: string]: Written }, path: string): Written | undefined =>
  path
    .split('.')
    .reduce<Written | undefined>(
      (here, name) =>
        here !== null && typeof here === 'object' && Object.hasOwn(here, name) ? (here as { [name: string]: Written })[name] : undefined,
      tree,
    )
