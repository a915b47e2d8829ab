import { Choice, closed, Id, Moment, Nullable, type Static, T, Text } from '#core/http.ts'
import { mappedFields } from './load.ts'
import { rules } from './rules.ts'

export const encodings = ['utf-8', 'gb18030', 'big5', 'utf-16le'] as const
export const runStatuses = ['waiting', 'running', 'done', 'failed'] as const
export const pairStatuses = ['waiting', 'same', 'different', 'skipped'] as const
export const verdicts = ['same', 'different', 'skip'] as const
export type Verdict = (typeof verdicts)[number]

export const NewFile = closed({
  id: Id('Made by you for this file; a retry with it is harmless'),
  source: T.String({
    pattern: '^[a-z][a-z0-9_]{0,39}$',
    description: 'The old system the file comes from, always named the same: mall, pos',
  }),
  name: Text('What the file is called, for people'),
  encoding: Choice(encodings, 'How its letters are written'),
  mapping: closed(
    Object.fromEntries(
      mappedFields.map((field) => [field, T.Optional(Text(`Title of the column with the ${field.replace('_', ' ')}`, 100))]),
    ) as Record<(typeof mappedFields)[number], ReturnType<typeof T.Optional<ReturnType<typeof Text>>>>,
    { description: 'Our field to the title of the file’s column' },
  ),
})
export type NewFile = Static<typeof NewFile>
export const fileStatuses = ['added', 'already_added', 'id_used_for_another', 'too_many_sources'] as const

export const NewRun = closed({
  id: Id('Made by you for this run'),
  file_ids: T.Array(Id('A file whose parts are all sent'), {
    minItems: 1,
    maxItems: 20,
    description: 'Files to load and resolve, in this order',
  }),
})
export type NewRun = Static<typeof NewRun>
export const runOutcomes = ['started', 'already_started', 'file_not_found', 'file_has_no_content'] as const

export const NewDecision = closed({
  id: Id('Made by you for this decision'),
  row_a: T.Integer({ minimum: 1, description: 'Lower row number of the pair' }),
  row_b: T.Integer({ minimum: 1, description: 'Higher row number of the pair' }),
  verdict: Choice(verdicts, 'same: one person; different: never join them; skip: somebody else shall look'),
})
export type NewDecision = Static<typeof NewDecision>
export const decisionOutcomes = [
  'decided',
  'already_decided',
  'pair_not_found',
  'pair_decided_before',
  'already_one_person',
  'kept_apart',
  'resolution_running',
] as const
export const undoOutcomes = [
  'undone',
  'already_undone',
  'merge_not_found',
  'decision_not_found',
  'changed_since',
  'resolution_running',
] as const

export const Run = T.Object({
  run_id: T.String(),
  status: Choice(runStatuses, 'How far it is'),
  asked_at: Moment('When it was asked for'),
  asked_by: T.String({ description: 'By whom' }),
  started_at: Nullable(Moment('When it began')),
  finished_at: Nullable(Moment('When it ended')),
  stage: Nullable(T.String({ description: 'What it does now' })),
  done_count: T.Integer({ description: 'Rows (or steps) of the stage that are done' }),
  total_count: T.Integer({ description: 'Of how many; 0 when not known' }),
  figures: Nullable(T.Record(T.String(), T.Integer(), { description: 'What came out' })),
  error: Nullable(T.String({ description: 'Why it failed, and what to do' })),
  files: T.Array(
    T.Object({
      file_id: T.String(),
      source: T.String(),
      name: T.String(),
      row_count: Nullable(T.Integer()),
      same_as: Nullable(T.String()),
    }),
  ),
})
export type Run = Static<typeof Run>

const Row = T.Object({
  row_no: T.Integer(),
  source: T.String(),
  source_key: T.String(),
  file_name: T.String(),
  line_no: T.Integer({ description: 'Line of the file, the titles being line 1' }),
  name: T.String(),
  phone: T.String(),
  email: T.String(),
  address: T.String(),
  device: T.String(),
  updated_on: Nullable(T.String()),
})
export type Row = Static<typeof Row>

const Reasons = T.Array(T.Object({ reason: T.String(), points: T.Integer() }), {
  description: 'What speaks for and against, with points; 100 make one person',
})
const Side = T.Object({ person_id: T.String(), row_count: T.Integer(), sources: T.Array(T.String()), row: Row })

export const Pair = T.Object({
  row_a: T.Integer(),
  row_b: T.Integer(),
  points: T.Integer(),
  status: Choice(pairStatuses, 'What was decided'),
  found_at: Moment('When a run found it'),
  decided_at: Nullable(Moment('When somebody decided')),
  decided_by: Nullable(T.String()),
  decision_id: Nullable(T.String({ description: 'To take the decision back' })),
  a: Side,
  b: Side,
  reasons: Reasons,
})
export type Pair = Static<typeof Pair>

const Surviving = T.Object({
  field: T.String(),
  value: T.String({ description: 'As we understand it' }),
  row_no: T.Integer({ description: 'The row it survives from' }),
})

export const Person = T.Object({
  person_id: T.String(),
  merged_into: Nullable(T.String({ description: 'The person this one is part of now' })),
  row_count: T.Integer(),
  sources: T.Array(T.String()),
  fields: T.Array(Surviving),
  rows: T.Array(
    T.Intersect([
      Row,
      T.Object({
        linked_row_no: Nullable(T.Integer({ description: 'The row through which it came to this person' })),
        rule: Nullable(Choice(rules, 'By what the two met')),
        points: Nullable(T.Integer()),
      }),
    ]),
  ),
  merges: T.Array(
    T.Object({
      merge_id: T.String(),
      winner_id: T.String(),
      loser_id: T.String(),
      whole: T.Boolean({ description: 'The loser became part of the winner; otherwise only some rows moved' }),
      row_count: T.Integer(),
      merged_at: Moment('When'),
      merged_by: T.String(),
      undone_at: Nullable(Moment('When it was taken back')),
    }),
  ),
})
export type Person = Static<typeof Person>

export const PersonItem = T.Object({
  person_id: T.String(),
  row_count: T.Integer(),
  sources: T.Array(T.String()),
  name: T.String(),
  phone: T.String(),
  email: T.String(),
})
export type PersonItem = Static<typeof PersonItem>

export const Overview = T.Object({
  person_count: T.Integer({ description: 'How many customers there are' }),
  row_count: T.Integer({ description: 'Rows of all files' }),
  waiting_pair_count: T.Integer({ description: 'Doubtful pairs for the review desk' }),
  sources: T.Array(
    T.Object({
      source: T.String(),
      person_count: T.Integer(),
      only_here_count: T.Integer(),
      row_count: T.Integer({ description: 'Rows its files brought' }),
    }),
  ),
  overlaps: T.Array(T.Object({ sources: T.Array(T.String()), person_count: T.Integer(), row_count: T.Integer() }), {
    description: 'Persons known to exactly these systems, most first',
  }),
})
export type Overview = Static<typeof Overview>
