import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { consumers as organizationConsumers } from '#centers/organization/events.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { promises as organizationPromises } from '#centers/organization/promises.ts'
import { findCallers } from '#centers/organization/read.ts'
import { routes as organizationRoutes } from '#centers/organization/routes.ts'
import { saveRoles, saveTwoPersonRules } from '#centers/organization/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { systemBy, verifyAudit } from '#core/audit.ts'
import { announce, consumeAll } from '#core/events.ts'
import { type App, createHttp, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { handClock } from '#core/time.ts'
import { applyGranted, consumers, due } from './events.ts'
import type { Ask, Decision, RequestRow, SeatRow } from './model.ts'
import { promises } from './promises.ts'
import { routes } from './routes.ts'
import { decideAlone, decideDecision, digestOfSigned, keyOfWorth, type Worth } from './rules.ts'
import { mayGoAlone } from './two-person.ts'
import { askApprovals, runApprovalsDue } from './write.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App

const named = (name: string) => ({ zh: name, en: name })
const place = (id: string, parent_id: string | null, kind: string) => ({
  id,
  parent_id,
  kind,
  office_kind: null,
  franchised: false,
  brand_id: null,
  name: named(id),
  region_code: '500103',
})
const person = (sign_in_name: string, organization_id: string, role_id: string) => ({
  sign_in_name,
  name: named(sign_in_name),
  position: named(role_id),
  organization_id,
  role_ids: [role_id],
  phone: '13900001001',
})

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 12 })
  await loadOrganization(
    db,
    {
      organizations: [
        place('group', null, 'group'),
        place('north', 'group', 'area'),
        place('county', 'north', 'county'),
        place('south', 'group', 'area'),
      ],
      roles: [
        {
          id: 'administrator',
          name: named('administrator'),
          permissions: ['staff.read', 'staff.edit', 'roles.edit', 'approvals.decide', 'approvals.edit', 'approvals.read'],
        },
        { id: 'head', name: named('head'), permissions: ['approvals.decide', 'approvals.read'] },
        { id: 'accountant', name: named('accountant'), permissions: ['approvals.decide'] },
        { id: 'clerk', name: named('clerk'), permissions: ['staff.read'] },
      ],
      staff: [
        person('su', 'group', 'administrator'),
        person('shen', 'group', 'head'),
        person('bai', 'group', 'accountant'),
        person('wang', 'north', 'head'),
        person('gong', 'county', 'head'),
        person('xiang', 'county', 'clerk'),
        person('lu', 'south', 'head'),
      ],
    },
    clock.now(),
  )
  app = await createHttp({
    authenticate: async ({ headers }) => {
      const id = staffIdOf(String(headers.as))
      return (await findCallers(db, [id], clock.now())).get(id) ?? nobody
    },
  })
  await app.register(organizationRoutes({ db, clock }))
  await app.register(routes({ db, clock }))
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

type Method = 'GET' | 'PUT' | 'POST'
async function ask(as: string, method: Method, url: string, body?: object) {
  const answer = await app.inject({ method, url: `/api/admin${url}`, headers: { as }, ...(body ? { payload: body } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const detail = (as: string, id: string) => ask(as, 'GET', `/approvals/${id}`)
async function decide(as: string, id: string, decision: string, more: object = {}): Promise<string> {
  const seen = await detail(as, id)
  const digest = seen.body.digest ?? '0'.repeat(64)
  return (await ask(as, 'POST', '/approvals/decisions', { decisions: [{ id, decision, digest, ...more }] })).body.outcomes[0].status
}
async function wish(as: string, more: object = {}): Promise<string> {
  const id = newId()
  const answer = await ask(as, 'POST', '/approvals', { matters: [{ id, title: 'Leave', text: 'Two days', ...more }] })
  expect(answer.body.outcomes).toEqual([{ id, status: 'asked' }])
  return id
}
const approversOf = async (id: string) =>
  (
    await db.rows<{ approver_id: string }>(
      sql`select approver_id from approvals.seats where request_id = ${id} and state = 'waiting' order by seat`,
    )
  ).map(({ approver_id }) => approver_id)
const ids = (...names: string[]) => names.map(staffIdOf)
const all = [...organizationConsumers, ...consumers]
const settle = () => consumeAll(db, all, clock.now())

describe('a free flow', () => {
  test('goes to the nearest who may decide, who ends it or chooses the next', async () => {
    const id = await wish('xiang')
    expect(await approversOf(id)).toEqual(ids('gong'))
    expect((await ask('gong', 'GET', '/approvals/counts')).body).toEqual({ to_decide: 1, asked: 0, returned: 0 })
    expect(await decide('gong', id, 'approve', { next_ids: ids('bai') })).toBe('passed_to_next')
    expect(await decide('gong', id, 'refuse', { comment: 'no' })).toBe('step_is_over')
    expect((await ask('bai', 'GET', '/approvals')).body.items).toMatchObject([{ id, title: 'Leave', asked_by_name: 'xiang' }])
    expect(await decide('bai', id, 'approve')).toBe('granted')
    expect(await decide('bai', id, 'approve')).toBe('already_decided')
    expect((await ask('bai', 'GET', '/approvals?tab=decided')).body.items).toMatchObject([{ id, state: 'granted' }])
  })
  test('is refused to the asker and to who gains by it, in every way', async () => {
    const id = await wish('gong')
    expect(await approversOf(id)).toEqual(ids('wang'))
    const logged = vi.spyOn(log, 'warn')
    expect(await decide('gong', id, 'approve')).toBe('self_approval')
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ refused: ['self_approval'], who: staffIdOf('gong') }), 'refused')
    logged.mockRestore()
    expect(await decide('wang', id, 'approve', { next_ids: ids('gong') })).toBe('self_approval')
    const passing = await ask('wang', 'POST', '/approvals/passings', { passings: [{ id, to_id: staffIdOf('gong') }] })
    expect(passing).toMatchObject({ status: 409, body: { outcomes: [{ status: 'self_approval' }] } })
    const chosen = await ask('gong', 'POST', '/approvals', { matters: [{ id: newId(), title: 'x', text: 'x', approver_ids: ids('gong') }] })
    expect(chosen).toMatchObject({ status: 409, body: { outcomes: [{ status: 'self_approval' }] } })
  })
  test('nobody else sees it, or the other county', async () => {
    const id = await wish('xiang')
    expect((await detail('lu', id)).status).toBe(404)
    expect((await detail('wang', id)).status).toBe(200) // oversees the county from above
    expect(await decide('lu', id, 'approve')).toBe('request_not_found')
    const list = async (as: string) => (await ask(as, 'GET', '/approvals?tab=all')).body.items.map((one: { id: string }) => one.id)
    expect(await list('wang')).toContain(id)
    expect(await list('lu')).toEqual([])
    expect((await ask('bai', 'GET', '/approvals?tab=all')).status).toBe(403)
    expect((await ask('lu', 'POST', '/approvals/comments', { comments: [{ id: newId(), request_id: id, text: 'hello' }] })).status).toBe(
      404,
    )
  })
  test('countersign, pass on, return and ask again, withdraw', async () => {
    const id = await wish('xiang', { approver_ids: ids('gong', 'wang'), countersign: true })
    expect(await decide('gong', id, 'approve')).toBe('waits_for_others')
    expect((await ask('wang', 'POST', '/approvals/passings', { passings: [{ id, to_id: staffIdOf('shen') }] })).body.outcomes).toEqual([
      { id, status: 'passed_on' },
    ])
    expect(await decide('wang', id, 'approve')).toBe('step_is_over')
    expect(await decide('shen', id, 'return')).toBe('comment_missing')
    expect(await decide('shen', id, 'return', { comment: 'Which days?' })).toBe('returned')
    await ask('xiang', 'POST', '/approvals/comments', { comments: [{ id: newId(), request_id: id, text: 'Monday and Tuesday' }] })
    expect((await ask('xiang', 'POST', '/approvals/resubmissions', { resubmissions: [{ id }] })).body.outcomes).toEqual([
      { id, status: 'resubmitted' },
    ])
    // The step begins anew: what Gong signed before the question does not count.
    expect(await approversOf(id)).toEqual(ids('gong', 'shen'))
    expect(await decide('shen', id, 'approve')).toBe('waits_for_others')
    expect((await ask('gong', 'POST', '/approvals/withdrawals', { withdrawals: [{ id }] })).body.outcomes).toEqual([
      { id, status: 'request_not_found' },
    ])
    expect((await ask('xiang', 'POST', '/approvals/withdrawals', { withdrawals: [{ id }] })).body.outcomes).toEqual([
      { id, status: 'withdrawn' },
    ])
    expect(await decide('gong', id, 'approve')).toBe('step_is_over')
    expect((await detail('xiang', id)).body.comments).toMatchObject([{ text: 'Monday and Tuesday', by_name: 'xiang' }])
  })
  test('of two who decide at the same moment one wins', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await wish('xiang', { approver_ids: ids('gong', 'wang', 'shen', 'bai') })
      const statuses = await Promise.all(
        ['gong', 'wang', 'shen', 'bai'].map((as, i) => decide(as, id, i % 2 ? 'approve' : 'refuse', { comment: 'x' })),
      )
      expect(statuses.filter((status) => status === 'step_is_over')).toHaveLength(3)
      expect(
        await db.rows(sql`select count(*) as count from core.events, jsonb_array_elements(items) item
        where topic in ('approvals.granted', 'approvals.closed') and item->>'id' = ${id}`),
      ).toEqual([{ count: 1 }])
    }
  })
  test('a deadline voids it, a day of waiting reminds', async () => {
    const id = await wish('xiang', { due_at: '2026-03-04T01:00:00.000Z' })
    const run = (now: string) => runDue(db, due, now, { strict: true })
    await run('2026-03-03T00:59:00.000Z')
    expect(await run('2026-03-03T01:00:00.000Z')).toBeGreaterThan(0)
    expect(
      await db.rows(sql`select item->>'approver_id' as approver from core.events, jsonb_array_elements(items) item
      where topic = 'approvals.reminded' and item->>'request_id' = ${id}`),
    ).toEqual([{ approver: staffIdOf('gong') }])
    expect(await run('2026-03-03T01:00:00.000Z')).toBe(0)
    await run('2026-03-04T01:00:00.000Z')
    expect((await detail('xiang', id)).body.state).toBe('expired')
    expect(await decide('gong', id, 'approve')).toBe('step_is_over')
  })
})

describe('fixed steps', () => {
  test('by role, level and amount', async () => {
    const template = {
      id: 'spending',
      name: '支出',
      name_en: 'Spending',
      steps: [
        { name: 'head', role_id: 'head', levels_up: 1 },
        { name: 'accountant', role_id: 'accountant', above_minor: 100_000 },
        { name: 'everybody', role_id: 'head', organization_id: 'group', above_minor: 1_000_000, countersign: true },
      ],
    }
    expect((await ask('su', 'PUT', '/approval-templates', { templates: [template] })).body.outcomes).toEqual([
      { id: 'spending', status: 'saved' },
    ])
    const small = await wish('xiang', { template_id: 'spending', amount_minor: 100_000, currency: 'CNY' })
    expect(await approversOf(small)).toEqual(ids('wang'))
    expect(await decide('wang', small, 'approve', { next_ids: ids('shen') })).toBe('steps_are_fixed')
    expect(await decide('wang', small, 'approve')).toBe('granted')

    const large = await wish('xiang', { template_id: 'spending', amount_minor: 1_000_001, currency: 'CNY' })
    expect(await decide('wang', large, 'approve')).toBe('passed_to_next')
    expect(await approversOf(large)).toEqual(ids('bai'))
    expect(await decide('bai', large, 'approve')).toBe('passed_to_next')
    expect(await decide('shen', large, 'approve')).toBe('granted')
  })
})

describe('what is granted', () => {
  test('is exactly what was signed; the ground may have moved; forged grants are not applied', async () => {
    const prices = new Map([
      ['a', 100],
      ['b', 100],
      ['c', 100],
    ])
    const apply = applyGranted('test.price', async (_tx, granted) =>
      granted.map(({ id, subject_id, difference }) => {
        const { before, after } = difference as { before: { price: number }; after: { price: number } }
        if (prices.get(subject_id) !== before.price)
          return { id, result: 'ground_moved', detail: `the price is ${prices.get(subject_id)} now` }
        prices.set(subject_id, after.price)
        return { id, result: 'applied' }
      }),
    )
    const asks = ['a', 'b', 'c'].map(
      (subject_id): Ask => ({
        id: newId(),
        subject: 'test.price',
        subject_id,
        title: `Price of ${subject_id}`,
        difference: { before: { price: 100 }, after: { price: 80 } },
        amount_minor: 20,
        currency: 'CNY',
        organization_id: 'county',
        asked_by: staffIdOf('xiang'),
      }),
    )
    const send = (list: Ask[]) => db.tx((tx) => askApprovals(tx, clock.now(), list))
    expect((await send(asks)).map(({ status }) => status)).toEqual(['asked', 'asked', 'asked'])
    expect((await send(asks)).map(({ status }) => status)).toEqual(['already_asked', 'already_asked', 'already_asked'])
    const other = [{ ...asks[0]!, difference: { before: { price: 100 }, after: { price: 1 } } }]
    expect((await send(other)).map(({ status }) => status)).toEqual(['id_used_for_another'])
    const [a, b, c] = asks.map(({ id }) => id) as [string, string, string]
    const stale = await ask('gong', 'POST', '/approvals/decisions', { decisions: [{ id: a, decision: 'approve', digest: 'f'.repeat(64) }] })
    expect(stale.body.outcomes[0]).toMatchObject({ status: 'difference_moved' })
    expect(await decide('gong', a, 'approve')).toBe('granted')
    expect(await decide('gong', b, 'approve')).toBe('granted')
    prices.set('b', 90)
    const [granted] = await db.rows<{ item: object }>(
      sql`select item from core.events, jsonb_array_elements(items) item where topic = 'approvals.granted' and item->>'id' = ${a}`,
    )
    await db.tx((tx) => announce(tx, 'approvals.granted', [{ ...granted!.item, id: c, subject_id: 'c' }], clock.now()))
    await consumeAll(db, [apply], clock.now())
    expect([...prices]).toEqual([
      ['a', 80],
      ['b', 90],
      ['c', 100],
    ])
    expect((await detail('gong', a)).body).toMatchObject({ state: 'granted', result: 'applied' })
    expect((await detail('gong', b)).body).toMatchObject({ state: 'granted', result: 'ground_moved', result_detail: 'the price is 90 now' })
    expect((await detail('gong', c)).body).toMatchObject({ state: 'waiting', result: null })
  })

  test('a guarded role begins when a second person has approved it', async () => {
    const holds = async (who: string) => (await findCallers(db, ids(who), clock.now())).get(staffIdOf(who))!.permissions.has('staff.edit')
    const grant = (id: string, who: string) => ({
      assignments: [{ id, staff_id: staffIdOf(who), organization_id: 'group', role_id: 'administrator' }],
    })
    const first = newId()
    expect((await ask('su', 'POST', '/assignments', grant(first, 'shen'))).body.outcomes[0].status).toBe('proposed')
    await settle()
    expect(await approversOf(first)).toEqual(ids('bai')) // neither Su, who asks, nor Shen, who gains
    expect(await decide('shen', first, 'approve')).toBe('self_approval')
    expect(await holds('shen')).toBe(false)
    expect(await decide('bai', first, 'approve')).toBe('granted')
    await settle()
    expect(await holds('shen')).toBe(true)
    expect((await detail('su', first)).body.result).toBe('applied')

    const second = newId()
    await ask('su', 'POST', '/assignments', grant(second, 'wang'))
    await settle()
    await db.tx((tx) =>
      saveRoles(tx, systemBy('test'), clock.now(), [
        { id: 'administrator', name: 'administrator', name_en: 'administrator', permissions: ['*'] },
      ]),
    )
    expect(await decide('bai', second, 'approve')).toBe('granted')
    await settle()
    expect(await holds('wang')).toBe(false)
    expect((await detail('su', second)).body).toMatchObject({
      result: 'ground_moved',
      result_detail: 'the role permits something else by now',
    })

    const third = newId()
    await ask('su', 'POST', '/assignments', grant(third, 'gong'))
    await settle()
    expect(await decide('bai', third, 'refuse', { comment: 'why?' })).toBe('refused')
    await settle()
    expect(
      await db.rows(sql`select state from organization.proposals where id = any(${[first, second, third]}::uuid[]) order by id`),
    ).toEqual([{ state: 'applied' }, { state: 'ground_moved' }, { state: 'refused' }])
  })
  test('so does a change of what it permits', async () => {
    const approval_id = newId()
    const role = { id: 'clerk', name: 'clerk', name_en: 'clerk', permissions: ['staff.read', 'staff.edit'], approval_id }
    expect((await ask('su', 'PUT', '/roles', { roles: [role] })).body.outcomes[0].status).toBe('proposed')
    expect((await ask('su', 'PUT', '/roles', { roles: [role] })).body.outcomes[0].status).toBe('already_proposed')
    await settle()
    const permissions = async () =>
      (await ask('su', 'GET', '/roles')).body.items.find(({ id }: { id: string }) => id === 'clerk').permissions
    expect(await permissions()).toEqual(['staff.read'])
    expect(await decide('bai', approval_id, 'approve')).toBe('granted')
    await settle()
    expect(await permissions()).toEqual(['staff.edit', 'staff.read'])
  })
  test('everything of it stands in the record of changes', async () => {
    expect(await verifyAudit(db, '2026-03-01', '2026-03-05')).toMatchObject({ faults: [] })
    const [row] = await db.rows(
      sql`select by_name, action from core.changes where subject = 'approvals.request' and action = 'granted' limit 1`,
    )
    expect(row).toBeDefined()
  })
})

const signed = {
  subject: 'test.thing',
  subject_id: '1',
  difference: { before: null, after: 1 },
  amount_minor: null,
  currency: null,
  organization_id: null,
}
const request: RequestRow = {
  ...signed,
  id: 'r',
  title: 't',
  digest: digestOfSigned(signed),
  asked_by: 'asker',
  asked_at: '',
  barred: ['gainer'],
  template_id: null,
  template_step: null,
  step: 1,
  mode: 'any',
  state: 'waiting',
  due_at: null,
  decided_at: null,
  result: null,
  result_detail: null,
}
const seat = (approver_id: string, more: Partial<SeatRow> = {}): SeatRow => ({
  request_id: 'r',
  seat: approver_id.charCodeAt(0),
  step: 1,
  approver_id,
  state: 'waiting',
  passed_by: null,
  comment: null,
  opened_at: '',
  remind_at: '',
  decided_at: null,
  ...more,
})
const approve: Decision = { id: 'r', decision: 'approve', digest: request.digest }
test.each<[string, Decision, RequestRow | undefined, SeatRow[], string, string]>([
  ['unknown', approve, undefined, [], 'a', 'request_not_found'],
  ['of others', approve, request, [seat('b')], 'a', 'request_not_found'],
  ['of the asker', approve, request, [seat('b')], 'asker', 'self_approval'],
  ['of who gains', approve, request, [seat('gainer')], 'gainer', 'self_approval'],
  ['repeated', approve, { ...request, state: 'granted' }, [seat('a', { state: 'approved' })], 'a', 'already_decided'],
  ['released', approve, { ...request, state: 'granted' }, [seat('a', { state: 'released' })], 'a', 'step_is_over'],
  ['of an older look', { ...approve, digest: 'other' }, request, [seat('a')], 'a', 'difference_moved'],
  ['refused without a word', { ...approve, decision: 'refuse' }, request, [seat('a')], 'a', 'comment_missing'],
  ['next in fixed steps', { ...approve, next_ids: ['b'] }, { ...request, template_id: 't' }, [seat('a')], 'a', 'steps_are_fixed'],
  [
    'next before all have signed',
    { ...approve, next_ids: ['c'] },
    { ...request, mode: 'all' },
    [seat('a'), seat('b')],
    'a',
    'steps_are_fixed',
  ],
  ['to the asker', { ...approve, next_ids: ['asker'] }, request, [seat('a')], 'a', 'self_approval'],
  ['first of two signatures', approve, { ...request, mode: 'all' }, [seat('a'), seat('b')], 'a', 'waits_for_others'],
  ['last of two signatures', approve, { ...request, mode: 'all' }, [seat('a'), seat('b', { state: 'approved' })], 'a', 'granted'],
  ['to the next', { ...approve, next_ids: ['c'] }, request, [seat('a')], 'a', 'passed_to_next'],
  ['returned', { ...approve, decision: 'return', comment: '?' }, request, [seat('a')], 'a', 'returned'],
  ['refused', { ...approve, decision: 'refuse', comment: 'no' }, request, [seat('a')], 'a', 'refused'],
])('a decision %s', (_name, decision, of, seats, by, status) => {
  expect(decideDecision(decision, of, seats, by).status).toBe(status)
})

const worth = (id: string, worth_minor: number, whose = 'member:lin'): Worth => ({
  ...{ id, whose, worth_minor },
  ...{ permission: 'payments.collect', currency: 'CNY' },
})
test.each<[string, Worth[], Worth[], string[], boolean[]]>([
  ['at the amount', [worth('a', 100)], [], [], [true]],
  ['above it', [worth('a', 101)], [], [], [false]],
  ['small ones sent together', [worth('a', 60), worth('b', 60)], [], [], [false, false]],
  ['a small one after others', [worth('b', 41)], [worth('a', 60)], [], [false]],
  ['just as much as is left', [worth('b', 40)], [worth('a', 60)], [], [true]],
  ['sent again', [worth('a', 60), worth('b', 40)], [worth('a', 60)], [], [true, true]],
  ['of another', [worth('b', 60, 'member:wu')], [worth('a', 60)], [], [true]],
  ['asked about before', [worth('a', 60)], [], ['a'], [false]],
])('one person alone: %s', (_name, acts, counted, held, alone) => {
  const days = new Map(
    acts.map((act) => {
      const mine = counted.filter(({ whose }) => whose === act.whose)
      return [keyOfWorth(act), { worth_minor: mine.reduce((sum, one) => sum + one.worth_minor, 0), act_ids: mine.map(({ id }) => id) }]
    }),
  )
  expect(decideAlone(acts, days, () => 100, new Set(held))).toEqual(alone)
})

test('an act that adds up twice goes only where both sums let it, and is counted in both or in none', async () => {
  const limit = (permission: string, above_minor: number | null) => ({ permission, currency: 'CNY', above_minor })
  const set = (...rules: ReturnType<typeof limit>[]) => db.tx((tx) => saveTwoPersonRules(tx, theSystem, clock.now(), rules))
  await set(limit('payments.collect', 100), limit('payments.collect_by_teller', 150))
  const top = (whose: string, worth_minor: number, teller: string, id = newId()) => ({
    ...worth(id, worth_minor, whose),
    also: [{ id, permission: 'payments.collect_by_teller', currency: 'CNY', whose: `staff:${teller}`, worth_minor }],
  })
  const go = (...acts: ReturnType<typeof top>[]) => db.tx((tx) => mayGoAlone(tx, clock.now(), acts))
  const first = top('member:1', 80, 'wu')
  expect([await go(first), await go(first)]).toEqual([[true], [true]])
  expect(await go(top('member:2', 80, 'wu'))).toEqual([false]) // small to each, much from one hand
  expect(await go(top('member:2', 80, 'xu'))).toEqual([true]) // nothing of what waits was counted
  expect(await go(top('member:2', 30, 'wu'))).toEqual([false]) // little from this hand, much to one
  expect(await go(top('member:3', 70, 'wu'))).toEqual([true])
  const both = await Promise.all([go(top('member:4', 40, 'xu')), go(top('member:5', 40, 'xu'))])
  expect(both.flat().toSorted()).toEqual([false, true])
  await set(limit('payments.collect', null), limit('payments.collect_by_teller', null))
})

test('a day is a business day: the next one begins anew, and the former ones are forgotten', async () => {
  await db.tx((tx) =>
    saveTwoPersonRules(tx, theSystem, clock.now(), [{ permission: 'payments.collect', currency: 'CNY', above_minor: 100 }]),
  )
  const go = (at: string, worth_minor: number) => db.tx((tx) => mayGoAlone(tx, at, [worth(newId(), worth_minor)]))
  expect([await go('2026-03-01T15:59:00Z', 100), await go('2026-03-01T15:59:30Z', 1)]).toEqual([[true], [false]])
  expect([await go('2026-03-01T16:00:00Z', 60), await go('2026-03-02T10:00:00Z', 41)]).toEqual([[true], [false]])
  await db.tx((tx) => runApprovalsDue(tx, '2026-03-12T00:00:00Z'))
  expect(await db.rows(sql`select whose from approvals.day_worths`)).toEqual([])
  await db.tx((tx) =>
    saveTwoPersonRules(tx, theSystem, clock.now(), [{ permission: 'payments.collect', currency: 'CNY', above_minor: null }]),
  )
})

test('the promises hold after all of this', async () => {
  for (const { name, query } of [...organizationPromises, ...promises]) expect([name, await db.rows(query)]).toEqual([name, []])
})
