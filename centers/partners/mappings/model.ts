import { Choice, Code, closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'

export const formats = ['json', 'xml', 'csv'] as const
export type Format = (typeof formats)[number]
export const directions = ['in', 'out'] as const

const Path = (description: string) => T.String({ minLength: 1, maxLength: 200, description })

/** One field: where it comes from and what is done to it on the way. */
export const FieldRule = closed({
  field: Path('In: our field, `lines[].quantity`. Out: where it stands in their message, `Order.Items[].Sku`'),
  path: Nullable(
    Path('In: where their message has it. Out: our field. `a.b`, `list[].c`, `@attribute`; `../` is one level up; null with a constant'),
  ),
  constant: T.Optional(Nullable(Text('Always this', 400))),
  fallback: T.Optional(Nullable(T.String({ maxLength: 400, description: 'When the source has nothing there' }))),
  values: T.Optional(
    T.Array(
      closed({
        from: T.String({ maxLength: 200, description: 'Their word (in), ours (out)' }),
        to: T.String({ maxLength: 200, description: 'What it becomes' }),
      }),
      {
        maxItems: 2000,
        description: 'A table of values, `NB-88` → `NT-11`',
      },
    ),
  ),
  keep_unknown: T.Optional(T.Boolean({ description: 'A value the table does not have stays as it is; otherwise it is refused' })),
  multiply_by: T.Optional(
    Nullable(
      T.String({ pattern: '^[0-9]{1,9}(\\.[0-9]{1,9})?$', description: 'A unit: `100` reads yuan as fen, `0.001` grams as kilograms' }),
    ),
  ),
  date_form: T.Optional(
    Nullable(
      T.String({
        minLength: 1,
        maxLength: 40,
        description: '`iso`, `epoch_s`, `epoch_ms` or letters: `yyyy-MM-dd HH:mm:ss`, `yyyyMMddHHmmss`, `dd/MM/yyyy`',
      }),
    ),
  ),
  time_zone: T.Optional(
    Nullable(
      T.String({
        minLength: 1,
        maxLength: 60,
        description: 'Whose wall clock the date is, `Asia/Shanghai`; needed unless the form tells it',
      }),
    ),
  ),
  number: T.Optional(T.Boolean({ description: 'Out, JSON: written as a number instead of a text' })),
})
export type FieldRule = Static<typeof FieldRule>

export const Definition = closed(
  {
    format: Choice(formats, 'What their message is written in'),
    records: T.Optional(
      Nullable(T.String({ maxLength: 200, description: 'In: the list of records, `data.trades[]`; null when the message is one' })),
    ),
    lists: T.Optional(
      T.Array(
        closed({
          field: Path('Our list: `lines`'),
          path: Path('Theirs, seen from a record: `items.item[]`; `rows[]` are the grouped rows of a CSV'),
        }),
        {
          maxItems: 10,
          description: 'In: lists inside a record',
        },
      ),
    ),
    group_by: T.Optional(Nullable(Text('In, CSV: rows with the same value in this column are one record', 100))),
    separator: T.Optional(Nullable(T.String({ minLength: 1, maxLength: 1, description: 'CSV: between columns; a comma when left out' }))),
    root: T.Optional(Nullable(T.String({ pattern: '^[A-Za-z_][\\w.-]{0,99}$', description: 'Out, XML: name of the outermost element' }))),
    fields: T.Array(FieldRule, { minItems: 1, maxItems: 200, description: 'Field by field' }),
    answer: T.Optional(
      Nullable(
        closed(
          {
            root: T.Optional(
              Nullable(T.String({ pattern: '^[A-Za-z_][\\w.-]{0,99}$', description: 'XML: name of the outermost element' })),
            ),
            fields: T.Array(FieldRule, {
              minItems: 1,
              maxItems: 40,
              description: 'Of `accepted`, `message_id`, `first_code`, `first_detail`, `outcomes[].no|status|detail`',
            }),
          },
          { description: 'In: our answer in their shape, always with HTTP 200; ours when left out' },
        ),
      ),
    ),
  },
  { description: 'The mapping itself' },
)
export type Definition = Static<typeof Definition>

const Direction = Choice(directions, '`in`: they send it; `out`: they are told')
const Kind = Code('What it becomes or is made of; GET /api/admin/partner-mapping-kinds lists them')
const Sample = T.String({
  minLength: 1,
  maxLength: 60_000,
  description:
    'In: a message of theirs; out: data of ours as JSON. Kept with the version and tried before it takes effect; use no real buyer',
})

export const MappingItem = closed({
  mapping_id: Id('Made by the caller; it stands in the address the partner sends to'),
  partner_id: Code('Whose message it is'),
  name: Text('What it is called', 80),
  direction: Direction,
  kind: Kind,
  definition: Definition,
  sample: Sample,
  based_on: Nullable(T.Integer({ minimum: 1, description: 'The version you began with; null for a new mapping' })),
})
export type MappingItem = Static<typeof MappingItem>

export const TestItem = closed({ direction: Direction, kind: Kind, definition: Definition, sample: Sample })
export type TestItem = Static<typeof TestItem>

/** What went wrong with one field of one record. */
export interface FieldProblem {
  /** From 1; null for the message as a whole. */
  record: number | null
  field: string | null
  path: string | null
  code: ProblemCode
  detail: string
}
export const problemCodes = [
  'message_unreadable',
  'records_missing',
  'too_many_records',
  'kind_unknown',
  'field_unknown',
  'field_unmapped',
  'rule_incomplete',
  'value_missing',
  'value_unknown',
  'value_several',
  'number_malformed',
  'number_not_whole',
  'date_malformed',
  'zone_unknown',
  'field_invalid',
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** One value on its way: what stood there, what it became. */
export interface Step {
  record: number
  field: string
  path: string | null
  raw: string | null
  value: string | null
  code: ProblemCode | null
}

export const mappingStatuses = [
  'partner_not_found',
  'id_used_for_another',
  'changed_meanwhile',
  'mapping_faulty',
  'already_saved',
  'saved',
] as const
export type MappingStatus = (typeof mappingStatuses)[number]
export const activationStatuses = [
  'mapping_not_found',
  'version_not_found',
  'sample_refused',
  'kind_taken',
  'already_so',
  'changed',
] as const
export type ActivationStatus = (typeof activationStatuses)[number]
