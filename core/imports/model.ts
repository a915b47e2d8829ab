import type { Files } from '../files.ts'
import type { Caller } from '../http.ts'
import { Choice, Code, closed, type Static, T, Text } from '../http.ts'
import type { Grant } from '../scope.ts'
import type { Tx } from '../sql.ts'

/** What a column of an importer holds once it is read. Money becomes minor units, a moment ISO text in UTC, a flag true or false. */
export type ColumnKind = 'text' | 'integer' | 'number' | 'money' | 'moment' | 'date' | 'flag' | 'choice'

export interface Column {
  key: string
  name: { zh: string; en: string }
  kind: ColumnKind
  required?: boolean
  /** What a choice may be. */
  choices?: readonly string[]
  /** Longest text; 500 when left out. */
  max_length?: number
  description: { zh: string; en: string }
  example: string
}

export type Value = string | number | boolean | null

export interface ImportRow {
  row_no: number
  /** By column key; null where the file says nothing. */
  values: Record<string, Value>
  /** The row as the file has it, by header. */
  source: Record<string, string>
}

/** `done` went in (or was in already), `skipped` is explained and needs nothing, `refused` should be mended and sent again. */
export type Verdict = 'done' | 'skipped' | 'refused'
export interface RowOutcome {
  verdict: Verdict
  status: string
  detail?: string
}

/** Rows of another file by key, for files that belong together. */
export type Companion = ReadonlyMap<string, Record<string, string>[]>

export interface ImportContext {
  by: Caller
  now: string
  run_id: string
  companions: Readonly<Record<string, Companion>>
  /** What was sent before, for columns that name it. */
  files?: Files
}

/** What turns rows of one kind into what a center keeps. The mechanism around it reads, maps, checks, commits and reports. */
export interface Importer {
  /** Stands in addresses and commands: `products`. */
  name: string
  title: { zh: string; en: string }
  /** The right it takes to run it. */
  permission: string
  columns: readonly Column[]
  /** Mappings that come with the product. */
  mappings?: readonly Mapping[]
  /** Rows applied in one transaction; 500 when left out. */
  rows_per_batch?: number
  /** Rows that follow each other with the same key are one thing and are never parted. */
  group?(row: ImportRow): string
  /** Answers one outcome per row, in the order given. Must be harmless to repeat. */
  apply(tx: Tx, rows: readonly ImportRow[], context: ImportContext): Promise<RowOutcome[]>
}

const Header = (description: string) => Text(description, 200)

/** One step that changes a text; each names exactly one thing to do. */
export const Transform = closed({
  dictionary: T.Optional(
    T.Record(T.String(), T.String({ maxLength: 500 }), { description: 'Replace the text by what stands beside it here' }),
  ),
  otherwise: T.Optional(
    Choice(['keep', 'empty', 'refuse'] as const, 'With `dictionary`: what becomes of a text it does not hold; `refuse` when left out'),
  ),
  moment: T.Optional(Text('The text is a wall time without zone: make it a moment of this zone, e.g. `America/Sao_Paulo`', 60)),
  money: T.Optional(
    T.String({ pattern: '^[A-Z]{3}$', description: 'The text is an amount of this currency, with signs and thousands: make it plain' }),
  ),
  multiply: T.Optional(T.Number({ description: 'The text is a number: multiply it and round to a whole number, e.g. 10 for cm to mm' })),
  title: T.Optional(T.Boolean({ description: 'Make `health_beauty` read `Health beauty`' })),
  lower: T.Optional(T.Boolean({ description: 'Lower case' })),
  code: T.Optional(T.Boolean({ description: 'Keep only what an id may hold: letters, digits, dot, underscore, hyphen' })),
  cut: T.Optional(T.Integer({ minimum: 1, maximum: 500, description: 'Keep this many characters' })),
  prefix: T.Optional(Text('Put this before the text, unless it is empty', 40)),
})
export type Transform = Static<typeof Transform>

export const Source = closed({
  from: T.Optional(Header('The column of the file')),
  constant: T.Optional(T.String({ maxLength: 500, description: 'The same text for every row' })),
  companion: T.Optional(
    closed(
      {
        name: Code('Name of the companion file in `companions`'),
        by: Header('Column of this file that holds the key'),
        take: Header('Column of the companion to take'),
        otherwise: T.Optional(
          Choice(['keep', 'empty'] as const, 'When the companion does not know the key: keep the key itself, or nothing (when left out)'),
        ),
      },
      { description: 'Look the text up in another file' },
    ),
  ),
  transforms: T.Optional(
    T.Array(Transform, { maxItems: 10, description: 'What is done to the text, in this order; blanks around it are gone before' }),
  ),
  empty: T.Optional(T.String({ maxLength: 500, description: 'Taken when nothing is left after all this' })),
  template: T.Optional(
    T.String({
      maxLength: 500,
      description:
        'At last, a text around it: `{}` is what was taken so far, `{model}` a column of the file, `{model:8}` its first 8 characters',
    }),
  ),
})
export type Source = Static<typeof Source>

/** How a file of somebody else becomes our columns. */
export const Mapping = closed({
  mapping_id: Code('Name of the mapping'),
  importer: Code('The importer it is for'),
  title: closed({ zh: Text('In Chinese'), en: Text('In English') }, { description: 'What people read' }),
  read: T.Optional(
    closed(
      {
        encoding: T.Optional(Choice(['utf-8', 'utf-16le', 'gb18030'] as const, 'When detection would guess wrong')),
        delimiter: T.Optional(T.String({ minLength: 1, maxLength: 1, description: 'When detection would guess wrong' })),
        header_row: T.Optional(T.Integer({ minimum: 1, maximum: 100, description: 'Row number of the header; 1 when left out' })),
      },
      { description: 'How the file is read' },
    ),
  ),
  columns: T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), Source, { description: 'Our column: where it comes from' }),
  companions: T.Optional(
    T.Record(
      T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }),
      closed({
        file: Text('Its usual file name'),
        key: Header('The column it is looked up by'),
        required: T.Optional(T.Boolean({ description: 'Refuse the run without it; yes when left out' })),
      }),
      { description: 'Other files that belong to this one' },
    ),
  ),
  latest: T.Optional(
    closed(
      {
        key: Header('Column of the file that says which rows are about the same thing'),
        by: Header('Column that says which of them is newest: a date or moment'),
      },
      { description: 'The file holds snapshots: only the newest row of each thing goes in, the others are told as `older_snapshot`' },
    ),
  ),
})
export type Mapping = Static<typeof Mapping>

export const runStates = ['waiting', 'running', 'done', 'failed', 'canceled'] as const
export interface Run {
  run_id: string
  importer: string
  file: string
  file_name: string
  mapping: Mapping | null
  companions: Record<string, string>
  dry_run: boolean
  state: (typeof runStates)[number]
  rows_total: number | null
  rows_done: number
  rows_good: number
  rows_skipped: number
  rows_refused: number
  counts: Record<string, number>
  resume_row: number
  result_file: string | null
  failure: string | null
  caller: StoredCaller
  created_at: string
  started_at: string | null
  moved_at: string
  ended_at: string | null
}

/** The caller as he was when he asked: the run may do what he might do then. */
export type StoredCaller = Omit<Caller, 'permissions' | 'grants'> & {
  permissions: string[]
  grants?: (Omit<Grant, 'permissions'> & { permissions: string[] })[]
}
