import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { recordChanges, sealAuditDays, systemBy, verifyAudit } from '#core/audit.ts'
import { type App, createHttp, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { handClock } from '#core/time.ts'
import { type Callers, callersOf } from './callers.ts'
import { loadOrganization, type OrganizationWorld, staffIdOf } from './load.ts'
import { findCallers } from './read.ts'
import { routes } from './routes.ts'
import { assignRoles, moveOrganizations, saveOrganizations } from './write.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
const by = systemBy('test')
let cloned: ClonedDatabase
let db: Db
let app: App
let callers: Callers

const named = (name: string) => ({ zh: name, en: name })
const place = (id: string, parent_id: string | null, kind: string, brand_id: string | null = null, office_kind: string | null = null) => ({
  id,
  parent_id,
  kind,
  office_kind,
  franchised: false,
  brand_id,
  name: named(id),
  region_code: '500103',
})
const person = (sign_in_name: string, organization_id: string, ...role_ids: string[]) => ({
  sign_in_name,
  name: named(sign_in_name),
  position: named(role_ids[0]!),
  organization_id,
  role_ids,
  phone: '13900001001',
})
const enterprise: OrganizationWorld = {
  organizations: [
    place('group', null, 'group'),
    place('jilang', 'group', 'brand', 'jilang'),
    place('post', 'group', 'city', 'yilin'),
    place('fengjie', 'post', 'county', 'yilin'),
    place('fengjie-business', 'fengjie', 'office', 'yilin', 'business'),
    place('kuimen', 'fengjie', 'institution', 'yilin'),
    place('yunyang', 'post', 'county', 'yilin'),
    place('xincheng', 'yunyang', 'institution', 'yilin'),
  ],
  roles: [
    {
      id: 'administrator',
      name: named('administrator'),
      permissions: ['organization.read', 'organization.edit', 'staff.read', 'staff.edit', 'roles.edit', 'audit.read', 'audit.verify'],
    },
    { id: 'county_clerk', name: named('county_clerk'), permissions: ['organization.read', 'staff.read', 'audit.read'] },
    {
      id: 'county_head',
      name: named('county_head'),
      permissions: ['organization.read', 'organization.edit', 'staff.read', 'staff.edit', 'audit.read'],
    },
    { id: 'teller', name: named('teller'), permissions: ['organization.read'] },
    { id: 'auditor', name: named('auditor'), permissions: ['audit.read'] },
  ],
  staff: [
    person('admin', 'group', 'administrator'),
    person('xiang', 'fengjie', 'county_clerk'),
    person('gong', 'fengjie', 'county_head'),
    person('liu', 'yunyang', 'county_clerk'),
    person('huang', 'kuimen', 'teller'),
    person('mu', 'xincheng', 'teller'),
  ],
}

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 12 })
  await loadOrganization(db, enterprise, clock.now())
  callers = callersOf({ db, clock })
  app = await createHttp({
    authenticate: async ({ headers }) => (headers.as ? ((await callers.find(staffIdOf(String(headers.as)))) ?? nobody) : nobody),
  })
  await app.register(routes({ db, clock }))
})
afterAll(async () => {
  await app.close()
  callers.close()
  await db.close()
  await cloned.drop()
})

type Method = 'GET' | 'PUT' | 'POST'
async function ask(as: string, method: Method, url: string, body?: object) {
  const answer = await app.inject({ method, url, headers: { as }, ...(body ? { payload: body } : {}) })
  return { status: answer.statusCode, body: answer.json(), request_id: answer.headers['x-request-id'] }
}
const outcomeOf = async (as: string, method: Method, url: string, body: object) => (await ask(as, method, url, body)).body.outcomes[0]
const idsOf = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id)

describe('a county sees its own rows only', () => {
  test('lists, by the tree and by any filter', async () => {
    expect(idsOf(await ask('xiang', 'GET', '/api/admin/organizations'))).toEqual(['fengjie', 'fengjie-business', 'kuimen'])
    expect(idsOf(await ask('xiang', 'GET', '/api/admin/organizations?under=yunyang'))).toEqual([])
    expect(idsOf(await ask('xiang', 'GET', '/api/admin/organizations?under=group'))).toEqual(['fengjie', 'fengjie-business', 'kuimen'])
    expect(idsOf(await ask('liu', 'GET', '/api/admin/organizations?query=kuimen'))).toEqual([])
    expect(idsOf(await ask('liu', 'GET', '/api/admin/staff'))).toEqual([staffIdOf('liu'), staffIdOf('mu')])
    expect(idsOf(await ask('liu', 'GET', '/api/admin/staff?query=huang&under=group'))).toEqual([])
    expect(idsOf(await ask('xiang', 'GET', `/api/admin/assignments?staff_id=${staffIdOf('mu')}`))).toEqual([])
    expect(idsOf(await ask('admin', 'GET', '/api/admin/organizations'))).toHaveLength(8)
  })
  test('by id: as if it did not exist', async () => {
    expect((await ask('xiang', 'GET', '/api/admin/organizations/kuimen')).status).toBe(200)
    const foreign = await ask('xiang', 'GET', '/api/admin/organizations/xincheng')
    const missing = await ask('xiang', 'GET', '/api/admin/organizations/nowhere')
    expect([foreign.status, foreign.body.type]).toEqual([404, 'not_found'])
    expect(missing.body.detail).toBe(foreign.body.detail.replace('xincheng', 'nowhere'))
    expect((await ask('xiang', 'GET', `/api/admin/staff/${staffIdOf('mu')}`)).status).toBe(404)
  })
  test('by writing', async () => {
    const xincheng = { id: 'xincheng', parent_id: 'yunyang', type: 'institution', name: 'mine now', name_en: 'mine now' }
    expect(await outcomeOf('gong', 'PUT', '/api/admin/organizations', { organizations: [xincheng] })).toMatchObject({
      status: 'organization_not_found',
    })
    const child = { id: 'stolen', parent_id: 'yunyang', type: 'institution', name: 'x', name_en: 'x' }
    expect(await outcomeOf('gong', 'PUT', '/api/admin/organizations', { organizations: [child] })).toMatchObject({
      status: 'parent_not_found',
    })
    const root = { id: 'root2', parent_id: null, type: 'group', name: 'x', name_en: 'x' }
    expect(await outcomeOf('gong', 'PUT', '/api/admin/organizations', { organizations: [root] })).toMatchObject({
      status: 'parent_not_found',
    })
    expect(
      await outcomeOf('gong', 'POST', '/api/admin/organizations/moves', { moves: [{ id: 'kuimen', parent_id: 'yunyang' }] }),
    ).toMatchObject({ status: 'parent_not_found' })
    expect(
      await outcomeOf('gong', 'POST', '/api/admin/organizations/moves', { moves: [{ id: 'xincheng', parent_id: 'fengjie' }] }),
    ).toMatchObject({ status: 'organization_not_found' })
    const mu = { id: staffIdOf('mu'), staff_no: 'S00006', name: 'mu', organization_id: 'kuimen' }
    expect(await outcomeOf('gong', 'PUT', '/api/admin/staff', { staff: [mu] })).toMatchObject({ status: 'staff_not_found' })
    const grant = { id: newId(), staff_id: staffIdOf('huang'), organization_id: 'post', role_id: 'teller' }
    expect(await outcomeOf('gong', 'POST', '/api/admin/assignments', { assignments: [grant] })).toMatchObject({
      status: 'organization_not_found',
    })
    expect((await ask('xiang', 'PUT', '/api/admin/staff', { staff: [mu] })).status).toBe(403)
    expect((await ask('', 'GET', '/api/admin/staff')).status).toBe(401)
  })
  test('in the record of changes', async () => {
    expect(
      await outcomeOf('admin', 'PUT', '/api/admin/organizations', { organizations: [{ ...plainOf('kuimen', 'fengjie'), name: '夔门' }] }),
    ).toMatchObject({ status: 'saved' })
    const seen = await ask('xiang', 'GET', '/api/admin/changes?subject=organization.organization&subject_id=kuimen')
    expect(seen.body.items[0]).toMatchObject({
      action: 'saved',
      by_name: 'admin',
      route: 'PUT /api/admin/organizations',
      before: { name: 'kuimen' },
      after: { name: '夔门' },
    })
    expect((await ask('liu', 'GET', '/api/admin/changes?subject=organization.organization&subject_id=kuimen')).body.items).toEqual([])
    const all = await ask('liu', 'GET', '/api/admin/changes?limit=200')
    expect(new Set(all.body.items.map((one: { organization_id: string }) => one.organization_id))).toEqual(new Set(['yunyang', 'xincheng']))
  })
})

const plainOf = (id: string, parent_id: string) => ({
  id,
  parent_id,
  type: 'institution',
  name: id,
  name_en: id,
  brand_id: 'yilin',
  region_code: '500103',
})

test('two offices do not lend each other their rights', async () => {
  // Xiang is clerk of Fengjie; as auditor of Yunyang she reads its record of changes but not its staff.
  await db.tx((tx) =>
    assignRoles(tx, by, clock.now(), [{ id: newId(), staff_id: staffIdOf('xiang'), organization_id: 'yunyang', role_id: 'auditor' }]),
  )
  await soon(async () => {
    const changes = await ask('xiang', 'GET', '/api/admin/changes?limit=200')
    expect(changes.body.items.map((one: { organization_id: string }) => one.organization_id)).toContain('xincheng')
  })
  expect(idsOf(await ask('xiang', 'GET', '/api/admin/staff'))).not.toContain(staffIdOf('mu'))
})

test('a role that is taken away is gone within a second', async () => {
  const id = newId()
  const grant = { id, staff_id: staffIdOf('huang'), organization_id: 'kuimen', role_id: 'county_clerk' }
  expect(await outcomeOf('gong', 'POST', '/api/admin/assignments', { assignments: [grant] })).toMatchObject({ status: 'assigned' })
  expect(await outcomeOf('gong', 'POST', '/api/admin/assignments', { assignments: [grant] })).toMatchObject({ status: 'already_assigned' })
  await soon(async () => expect(idsOf(await ask('huang', 'GET', '/api/admin/staff'))).toEqual([staffIdOf('huang')]))
  expect(await outcomeOf('gong', 'POST', '/api/admin/assignments/endings', { endings: [{ id }] })).toMatchObject({ status: 'ended' })
  await soon(async () => expect((await ask('huang', 'GET', '/api/admin/staff')).status).toBe(403))
})

test('a loan ends with its time and with the role itself', async () => {
  const own = (await ask('xiang', 'GET', '/api/admin/my/assignments')).body.items.find(
    (one: { role_id: string }) => one.role_id === 'county_clerk',
  )
  const until = '2026-03-03T01:00:00.000Z'
  const loan = { id: newId(), assignment_id: own.id, staff_id: staffIdOf('huang'), valid_until: until }
  expect(await outcomeOf('huang', 'POST', '/api/admin/my/delegations', { delegations: [loan] })).toMatchObject({
    status: 'assignment_not_found',
  })
  expect(
    await outcomeOf('xiang', 'POST', '/api/admin/my/delegations', { delegations: [{ ...loan, staff_id: staffIdOf('xiang') }] }),
  ).toMatchObject({ status: 'not_to_yourself' })
  expect(await outcomeOf('xiang', 'POST', '/api/admin/my/delegations', { delegations: [loan] })).toMatchObject({ status: 'delegated' })
  await soon(async () => expect(idsOf(await ask('huang', 'GET', '/api/admin/staff'))).toContain(staffIdOf('xiang')))
  expect(
    await outcomeOf('huang', 'POST', '/api/admin/my/delegations', {
      delegations: [{ ...loan, id: newId(), assignment_id: loan.id, staff_id: staffIdOf('mu') }],
    }),
  ).toMatchObject({ status: 'borrowed_cannot_be_lent' })

  const at = async (now: string) =>
    (await findCallers(db, [staffIdOf('huang')], now)).get(staffIdOf('huang'))!.permissions.has('staff.read')
  expect([await at('2026-03-03T00:59:59.000Z'), await at(until)]).toEqual([true, false])
  expect(await outcomeOf('admin', 'POST', '/api/admin/assignments/endings', { endings: [{ id: own.id }] })).toMatchObject({
    status: 'ended',
  })
  expect(await at('2026-03-02T02:00:00.000Z')).toBe(false)
})

test('nobody gives himself a role, and a role that makes rights waits for a second person', async () => {
  const self = { id: newId(), staff_id: staffIdOf('gong'), organization_id: 'fengjie', role_id: 'auditor' }
  expect(await outcomeOf('gong', 'POST', '/api/admin/assignments', { assignments: [self] })).toMatchObject({ status: 'not_to_yourself' })
  const strong = { id: newId(), staff_id: staffIdOf('huang'), organization_id: 'kuimen', role_id: 'county_head' }
  expect(await outcomeOf('gong', 'POST', '/api/admin/assignments', { assignments: [strong] })).toMatchObject({ status: 'proposed' })
  expect(await outcomeOf('gong', 'POST', '/api/admin/assignments', { assignments: [strong] })).toMatchObject({ status: 'already_proposed' })
  expect((await findCallers(db, [staffIdOf('huang')], clock.now())).get(staffIdOf('huang'))!.permissions.has('staff.edit')).toBe(false)
  const role = { id: 'teller', name: 'teller', name_en: 'teller', permissions: ['organization.read', 'roles.edit'] }
  expect(await outcomeOf('admin', 'PUT', '/api/admin/roles', { roles: [role] })).toMatchObject({ status: 'approval_id_missing' })
})

describe('the tree', () => {
  test('a move takes the subtree along, and back', async () => {
    const moved = await db.tx((tx) => moveOrganizations(tx, by, clock.now(), [{ id: 'fengjie', parent_id: 'yunyang' }]))
    expect(moved).toEqual([{ id: 'fengjie', status: 'moved' }])
    const [kuimen] = await db.rows(sql`select path, depth from organization.organizations where id = 'kuimen'`)
    expect(kuimen).toEqual({ path: '/group/post/yunyang/fengjie/kuimen/', depth: 5 })
    expect((await findCallers(db, [staffIdOf('liu')], clock.now())).get(staffIdOf('liu'))!.organizations).toContain('kuimen')
    const again = await db.tx((tx) => moveOrganizations(tx, by, clock.now(), [{ id: 'fengjie', parent_id: 'yunyang' }]))
    expect(again[0]!.status).toBe('already_there')
    await db.tx((tx) => moveOrganizations(tx, by, clock.now(), [{ id: 'fengjie', parent_id: 'post' }]))
  })
  test('a circle is refused, told and kept in the log', async () => {
    const logged = vi.spyOn(log, 'warn')
    const refused = await outcomeOf('admin', 'POST', '/api/admin/organizations/moves', { moves: [{ id: 'post', parent_id: 'kuimen' }] })
    expect(refused).toMatchObject({
      status: 'would_stand_under_itself',
      detail: 'kuimen stands under post: post → fengjie → kuimen → post',
    })
    const line = { refused: ['would_stand_under_itself'], who: staffIdOf('admin'), route: '/api/admin/organizations/moves' }
    expect(logged).toHaveBeenCalledWith(expect.objectContaining(line), 'refused')
    logged.mockRestore()
    const both = await db.tx((tx) =>
      moveOrganizations(tx, by, clock.now(), [
        { id: 'fengjie', parent_id: 'yunyang' },
        { id: 'yunyang', parent_id: 'fengjie' },
      ]),
    )
    expect(both.map(({ status }) => status)).toEqual(['moved', 'would_stand_under_itself'])
  })
  test('moves at the same moment never make a circle', async () => {
    const ids = Array.from({ length: 8 }, (_, i) => `race-${i}`)
    await db.tx((tx) =>
      saveOrganizations(
        tx,
        by,
        clock.now(),
        ids.map((id) => ({ id, parent_id: 'group', type: 'department' as const, name: id, name_en: id })),
      ),
    )
    const pairs = Array.from({ length: 60 }, (_, i) => ({ id: ids[(i * 5) % 8]!, parent_id: ids[(i * 3 + 1) % 8]! })).filter(
      ({ id, parent_id }) => id !== parent_id,
    )
    const outcomes = await Promise.all(pairs.map((move) => db.tx((tx) => moveOrganizations(tx, by, clock.now(), [move]))))
    const statuses = outcomes.map(([one]) => one!.status)
    expect(statuses).toContain('moved')
    expect(statuses).toContain('would_stand_under_itself')
    const wrong = await db.rows(sql`
      with recursive walk as (
        select id, parent_id, '/' || id || '/' as path, 1 as depth from organization.organizations where parent_id is null
        union all select o.id, o.parent_id, w.path || o.id || '/', w.depth + 1 from organization.organizations o join walk w on o.parent_id = w.id
      )
      select o.id from organization.organizations o left join walk w on w.id = o.id where w.id is null or w.path <> o.path or w.depth <> o.depth`)
    expect(wrong).toEqual([])
  })
  test('loading again changes nothing', async () => {
    const count = async () => (await db.row<{ count: number }>(sql`select count(*) as count from core.changes`))!.count
    await db.tx((tx) => moveOrganizations(tx, by, clock.now(), [{ id: 'fengjie', parent_id: 'post' }]))
    await loadOrganization(db, enterprise, clock.now())
    const before = await count()
    await loadOrganization(db, enterprise, clock.now())
    expect(await count()).toBe(before)
  })
})

describe('the record of changes', () => {
  test('writers do not wait for each other and the chains hold', async () => {
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        db.tx(async (tx) => {
          await recordChanges(tx, by, clock.now(), [
            { subject: 'test.thing', subject_id: String(i), action: 'touched', before: { b: 1, a: [1.5, null, 'é'] }, after: null },
          ])
          most = Math.max(most, ++inside)
          await tx.run(sql`select pg_sleep(0.1)`)
          inside--
        }),
      ),
    )
    expect(most).toBeGreaterThan(3)
    const verified = await verifyAudit(db, '2026-03-01', '2026-03-04')
    expect(verified.faults).toEqual([])
    expect(verified.changes).toBeGreaterThan(20)
  })
  test('a changed, a removed, an inserted row and a lost chain are found', async () => {
    const faults = async () => (await verifyAudit(db, '2026-03-01', '2026-03-04')).faults.map(({ fault }) => fault)
    const tamper = async (statement: ReturnType<typeof sql>) => {
      let found: string[] = []
      await db
        .tx(async (tx) => {
          await tx.run(statement)
          found = (await verifyAudit(tx, '2026-03-01', '2026-03-04')).faults.map(({ fault }) => fault)
          throw new Error('put back')
        })
        .catch((error: Error) => expect(error.message).toBe('put back'))
      return found
    }
    const [longest] = await db.rows<{ chain: string; length: number }>(
      sql`select chain, length from core.audit_chains order by length desc limit 1`,
    )
    const { chain, length } = longest!
    expect(await tamper(sql`update core.changes set after = '{"name": "nothing"}' where chain = ${chain} and seq = 3`)).toEqual([
      'row_changed',
    ])
    expect(await tamper(sql`update core.changes set by_name = 'somebody else' where chain = ${chain} and seq = 3`)).toEqual(['row_changed'])
    expect(await tamper(sql`delete from core.changes where chain = ${chain} and seq = 3`)).toEqual(['row_missing'])
    expect(await tamper(sql`delete from core.changes where chain = ${chain} and seq = ${length}`)).toEqual(['row_missing'])
    const copy = sql`insert into core.changes select chain, ${length + 1}, happened_at, by_kind, by_id, by_name, route, request_id, subject, subject_id, action, organization_id, before, after, hash from core.changes where chain = ${chain} and seq = 1`
    expect(await tamper(copy)).toEqual(['row_inserted'])
    expect(await tamper(sql`delete from core.audit_chains where chain = ${chain}`)).toEqual(['chain_missing'])

    expect(await sealAuditDays.run(db, '2026-03-03T03:00:00.000Z')).toBe(1)
    expect(await faults()).toEqual([])
    // Rows and chain together: only the seal still knows.
    expect(
      await tamper(
        sql`with gone as (delete from core.changes where chain = ${chain}) delete from core.audit_chains where chain = ${chain}`,
      ),
    ).toEqual(['seal_differs'])
    await db.tx((tx) =>
      recordChanges(tx, by, '2026-03-02T09:00:00.000Z', [{ subject: 'test.thing', subject_id: 'late', action: 'touched' }]),
    )
    expect(await faults()).toEqual([])
    expect(await db.rows(sql`select day from core.audit_days order by day`)).toEqual([{ day: '2026-03-02' }, { day: '2026-03-03' }])
  })
})

async function soon(check: () => Promise<void>): Promise<void> {
  const until = Date.now() + 20_000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((wake) => setTimeout(wake, 30))
    }
  }
}
