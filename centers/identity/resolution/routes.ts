import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  closed,
  decodeCursor,
  Id,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { NewDecision, NewFile, NewRun, Overview, Pair, Person, PersonItem, pairStatuses, Run } from './model.ts'
import { countPairs, countPersons, findPerson, listPairs, listPersons, listRuns } from './read.ts'
import { addFiles, decidePairs, largest, putFilePart, startRuns, undoDecisions, undoMerges } from './write.ts'

const answers = { 200: Outcomes, 409: Outcomes }
const reads = { access: { permission: 'resolution.read', scope: 'all' } } as const
const runs = { access: { permission: 'resolution.run', scope: 'all' } } as const
const reviews = { access: { permission: 'resolution.review', scope: 'all' } } as const
const tags = ['resolution']
const Ids = (what: string, most: number) =>
  closed({ [what]: T.Array(closed({ id: Id('What is taken back') }), { minItems: 1, maxItems: most, description: 'What is taken back' }) })

/** Customers of old systems: files, runs, the persons found, and the desk for doubtful pairs. */
export const resolutionRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: largest.part_bytes }, (_request, body, done) =>
      done(null, body),
    )

    app.post(
      '/api/admin/resolution/files',
      {
        config: runs,
        schema: {
          tags,
          summary: 'Announce customer files with their column mapping',
          body: closed({ files: T.Array(NewFile, { minItems: 1, maxItems: largest.files, description: 'The files' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => addFiles(tx, byOf(request), clock.now(), request.body.files))
        return answerOutcomes(reply, outcomes, (status) => status === 'added')
      },
    )
    app.put(
      '/api/admin/resolution/files/:file_id/parts/:part_no',
      {
        config: runs,
        schema: {
          tags,
          summary: 'Send the bytes of a file in parts, numbered from 0',
          consumes: ['application/octet-stream'],
          params: closed({
            file_id: Id('The file'),
            part_no: T.Integer({ minimum: 0, maximum: 100_000, description: 'Which part, from 0' }),
          }),
          response: { 200: T.Object({ status: T.String() }) },
        },
      },
      async ({ params: { file_id, part_no }, body }) => {
        if (!Buffer.isBuffer(body) || body.length === 0)
          throw new Problem(400, 'input_invalid', 'Send the bytes as application/octet-stream, at least one.')
        const status = await db.tx((tx) => putFilePart(tx, file_id, part_no, body))
        if (status === 'file_not_found') throw notFound('The file')
        return { status }
      },
    )
    app.post(
      '/api/admin/resolution/runs',
      {
        config: runs,
        schema: {
          tags,
          summary: 'Load files and work out who is one person',
          body: closed({ runs: T.Array(NewRun, { minItems: 1, maxItems: largest.runs, description: 'The runs' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => startRuns(tx, byOf(request), clock.now(), request.body.runs))
        return answerOutcomes(reply, outcomes, (status) => status === 'started')
      },
    )
    app.get(
      '/api/admin/resolution/runs',
      { config: reads, schema: { tags, summary: 'Runs, newest first', querystring: closed(PageQuery), response: { 200: pageOf(Run) } } },
      async ({ query: { cursor, limit = 50 } }) => listRuns(db, { after: decodeCursor(cursor, ['string']) as [string] | null, limit }),
    )
    app.get(
      '/api/admin/resolution/runs/:run_id',
      {
        config: reads,
        schema: { tags, summary: 'One run and how far it is', params: closed({ run_id: Id('The run') }), response: { 200: Run } },
      },
      async ({ params: { run_id } }) => {
        const { items } = await listRuns(db, { run_id, limit: 1 })
        if (!items[0]) throw notFound('The run')
        return items[0]
      },
    )
    app.get(
      '/api/admin/resolution/overview',
      { config: reads, schema: { tags, summary: 'How many customers there are, by source and overlap', response: { 200: Overview } } },
      () => countPersons(db),
    )
    app.get(
      '/api/admin/resolution/persons',
      {
        config: reads,
        schema: {
          tags,
          summary: 'Persons, by phone, email or full name however written',
          querystring: closed({
            q: T.Optional(T.String({ minLength: 1, maxLength: 100, description: 'A phone, an email or a full name' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(PersonItem) },
        },
      },
      async ({ query: { q, cursor, limit = 50 } }) =>
        listPersons(db, { words: q, after: decodeCursor(cursor, ['string']) as [string] | null, limit }),
    )
    app.get(
      '/api/admin/resolution/persons/:person_id',
      {
        config: reads,
        schema: {
          tags,
          summary: 'One person: surviving fields with their rows, all rows, merges',
          params: closed({ person_id: Id('The person') }),
          response: { 200: Person },
        },
      },
      async ({ params: { person_id } }) => {
        const person = await findPerson(db, person_id)
        if (!person) throw notFound('The person')
        return person
      },
    )
    app.get(
      '/api/admin/resolution/pairs',
      {
        config: reviews,
        schema: {
          tags,
          summary: 'Doubtful pairs with reasons, most points first',
          querystring: closed({ status: T.Optional(Choice(pairStatuses, 'Which heap; waiting if left out')), ...PageQuery }),
          response: { 200: pageOf(Pair) },
        },
      },
      async ({ query: { status = 'waiting', cursor, limit = 50 } }) =>
        listPairs(db, { status, after: decodeCursor(cursor, ['number', 'number', 'number']) as [number, number, number] | null, limit }),
    )
    app.get(
      '/api/admin/resolution/pairs/counts',
      {
        config: reviews,
        schema: { tags, summary: 'Pairs per status', response: { 200: T.Object({ counts: T.Record(T.String(), T.Integer()) }) } },
      },
      async () => ({ counts: await countPairs(db) }),
    )
    app.post(
      '/api/admin/resolution/decisions',
      {
        config: reviews,
        schema: {
          tags,
          summary: 'Settle doubtful pairs; later runs obey',
          body: closed({ decisions: T.Array(NewDecision, { minItems: 1, maxItems: largest.decisions, description: 'The verdicts' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => decidePairs(tx, byOf(request), clock.now(), request.body.decisions))
        return answerOutcomes(reply, outcomes, (status) => status === 'decided')
      },
    )
    app.post(
      '/api/admin/resolution/decisions/undoings',
      {
        config: reviews,
        schema: {
          tags,
          summary: 'Take decisions back: the pair is doubtful again',
          body: Ids('undoings', largest.undoings),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => undoDecisions(tx, byOf(request), clock.now(), request.body.undoings!))
        return answerOutcomes(reply, outcomes, (status) => status === 'undone')
      },
    )
    app.post(
      '/api/admin/resolution/merges/undoings',
      {
        config: reviews,
        schema: {
          tags,
          summary: 'Take merges back: both persons are again what they were',
          body: Ids('undoings', largest.undoings),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => undoMerges(tx, byOf(request), clock.now(), request.body.undoings!))
        return answerOutcomes(reply, outcomes, (status) => status === 'undone')
      },
    )
  }
