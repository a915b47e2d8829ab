import { byOf, findChange, listChanges, verifyAudit } from '#core/audit.ts'
import {
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Moment,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { logRefusals } from '#core/refusals.ts'
import { scopeFilter } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { startOfDay } from '#core/time.ts'
import {
  Assignment,
  AssignmentDraft,
  Closing,
  DelegationDraft,
  Move,
  Organization,
  OrganizationDraft,
  organizationTypes,
  Position,
  PositionDraft,
  Role,
  RoleDraft,
  Staff,
  StaffDraft,
  TwoPersonRule,
} from './model.ts'
import { findColleagues, listAssignments, listOrganizations, listPositions, listRoles, listStaff, listTwoPersonRules } from './read.ts'
import {
  assignRoles,
  closeOrganizations,
  delegateRoles,
  dismissStaff,
  endAssignments,
  moveOrganizations,
  saveOrganizations,
  savePositions,
  saveRoles,
  saveStaff,
  saveTwoPersonRules,
} from './write.ts'

const access = (permission: string, scope: 'organization' | 'own' | 'all' | 'none' = 'organization') => ({ access: { permission, scope } })
const answers = { 200: Outcomes, 409: Outcomes }
const Search = T.Optional(T.String({ minLength: 1, maxLength: 80, description: 'Part of a name, code, number or telephone' }))

export const routes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    logRefusals(app)
    app.get(
      '/api/admin/organizations',
      {
        config: access('organization.read'),
        schema: {
          tags: ['organization'],
          summary: 'The organization tree, parents before children',
          querystring: closed({
            under: T.Optional(Code('Only this organization and what stands under it')),
            type: T.Optional(Choice(organizationTypes, 'Only this kind')),
            query: Search,
            closed: T.Optional(T.Boolean({ description: 'Also closed ones' })),
            ...PageQuery,
            limit: T.Optional(T.Integer({ minimum: 1, maximum: 5000, default: 1000, description: 'Rows on a page' })),
          }),
          response: { 200: pageOf(Organization) },
        },
      },
      async ({ query: { cursor, limit = 1000, ...filter }, caller }) => {
        const after = decodeCursor(cursor, ['string'])
        const rows = await listOrganizations(db, caller, filter, (after?.[0] as string) ?? null, limit + 1)
        return cutPage(rows, limit, ({ path }) => [path])
      },
    )
    app.get(
      '/api/admin/organizations/:id',
      {
        config: access('organization.read'),
        schema: {
          tags: ['organization'],
          summary: 'One organization',
          params: closed({ id: Code('The organization') }),
          response: { 200: Organization },
        },
      },
      async ({ params: { id }, caller }) => {
        const found = (await listOrganizations(db, caller, { under: id, closed: true }, null, 1)).find((one) => one.id === id)
        if (!found) throw notFound(`The organization ${id}`)
        return found
      },
    )
    app.put(
      '/api/admin/organizations',
      {
        config: access('organization.edit'),
        schema: {
          tags: ['organization'],
          summary: 'Add organizations or change what is said about them',
          body: closed({
            organizations: T.Array(OrganizationDraft, { minItems: 1, maxItems: 1000, description: 'Parents before children' }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveOrganizations(tx, byOf(request), clock.now(), request.body.organizations))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/admin/organizations/moves',
      {
        config: access('organization.edit'),
        schema: {
          tags: ['organization'],
          summary: 'Move organizations with everything under them',
          body: closed({ moves: T.Array(Move, { minItems: 1, maxItems: 200, description: 'Carried out in this order' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => moveOrganizations(tx, byOf(request), clock.now(), request.body.moves))
        return answerOutcomes(reply, outcomes, (status) => status === 'moved')
      },
    )
    app.post(
      '/api/admin/organizations/closings',
      {
        config: access('organization.edit'),
        schema: {
          tags: ['organization'],
          summary: 'Close organizations in which nobody works',
          body: closed({ closings: T.Array(Closing, { minItems: 1, maxItems: 200, description: 'Children before parents' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => closeOrganizations(tx, byOf(request), clock.now(), request.body.closings))
        return answerOutcomes(reply, outcomes, (status) => status === 'closed')
      },
    )

    app.get(
      '/api/admin/positions',
      {
        config: access('staff.read'),
        schema: {
          tags: ['organization'],
          summary: 'Positions and how many of their seats are filled',
          querystring: closed({ organization_id: T.Optional(Code('Only of this organization')) }),
          response: { 200: T.Object({ items: T.Array(Position) }) },
        },
      },
      async ({ query, caller }) => ({ items: await listPositions(db, caller, query.organization_id) }),
    )
    app.put(
      '/api/admin/positions',
      {
        config: access('organization.edit'),
        schema: {
          tags: ['organization'],
          summary: 'Add or change positions',
          body: closed({ positions: T.Array(PositionDraft, { minItems: 1, maxItems: 1000, description: 'The positions' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => savePositions(tx, byOf(request), clock.now(), request.body.positions))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/staff',
      {
        config: access('staff.read'),
        schema: {
          tags: ['organization'],
          summary: 'Staff, by number',
          querystring: closed({
            under: T.Optional(Code('Only of this organization and what stands under it')),
            role_id: T.Optional(Code('Only holders of this role')),
            query: Search,
            left: T.Optional(T.Boolean({ description: 'Also those who have left' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(Staff) },
        },
      },
      async ({ query: { cursor, limit = 50, ...filter }, caller }) => {
        const after = decodeCursor(cursor, ['string'])
        const rows = await listStaff(db, caller, filter, (after?.[0] as string) ?? null, limit + 1)
        return cutPage(rows, limit, ({ staff_no }) => [staff_no])
      },
    )
    app.get(
      '/api/admin/staff/:id',
      {
        config: access('staff.read'),
        schema: {
          tags: ['organization'],
          summary: 'One member of staff',
          params: closed({ id: Id('The member of staff') }),
          response: { 200: Staff },
        },
      },
      async ({ params: { id }, caller }) => {
        const [found] = await listStaff(db, caller, { ids: [id], left: true }, null, 1)
        if (!found) throw notFound(`The member of staff ${id}`)
        return found
      },
    )
    app.put(
      '/api/admin/staff',
      {
        config: access('staff.edit'),
        schema: {
          tags: ['organization'],
          summary: 'Add or change members of staff',
          body: closed({ staff: T.Array(StaffDraft, { minItems: 1, maxItems: 1000, description: 'The members of staff' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveStaff(tx, byOf(request), clock.now(), request.body.staff))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/admin/staff/departures',
      {
        config: access('staff.edit'),
        schema: {
          tags: ['organization'],
          summary: 'End the work of members of staff and all their roles',
          body: closed({
            departures: T.Array(closed({ id: Id('The member of staff') }), { minItems: 1, maxItems: 200, description: 'Who leaves' }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => dismissStaff(tx, byOf(request), clock.now(), request.body.departures))
        return answerOutcomes(reply, outcomes, (status) => status === 'left')
      },
    )

    app.get(
      '/api/admin/roles',
      {
        config: access('staff.read', 'none'),
        schema: { tags: ['organization'], summary: 'Roles and what they permit', response: { 200: T.Object({ items: T.Array(Role) }) } },
      },
      async () => ({ items: await listRoles(db, clock.now()) }),
    )
    app.put(
      '/api/admin/roles',
      {
        config: access('roles.edit', 'all'),
        schema: {
          tags: ['organization'],
          summary: 'Add or change roles; guarded ones wait for approval',
          body: closed({ roles: T.Array(RoleDraft, { minItems: 1, maxItems: 200, description: 'The roles' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveRoles(tx, byOf(request), clock.now(), request.body.roles))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved' || status === 'proposed')
      },
    )
    app.get(
      '/api/admin/permissions',
      {
        config: access('staff.read', 'none'),
        schema: {
          tags: ['organization'],
          summary: 'Every permission that a route asks for, with the routes',
          response: {
            200: T.Object({
              items: T.Array(T.Object({ permission: T.String(), routes: T.Array(T.String()), scopes: T.Array(T.String()) })),
            }),
          },
        },
      },
      async () => {
        const permissions = new Map<string, { permission: string; routes: string[]; scopes: string[] }>()
        for (const { permission, method, url, scope } of app.accesses) {
          if (!permission.includes('.')) continue
          const one = permissions.get(permission) ?? { permission, routes: [], scopes: [] }
          one.routes.push(`${method} ${url}`)
          if (!one.scopes.includes(scope)) one.scopes.push(scope)
          permissions.set(permission, one)
        }
        return { items: [...permissions.values()].sort((a, b) => (a.permission < b.permission ? -1 : 1)) }
      },
    )

    app.get(
      '/api/admin/assignments',
      {
        config: access('staff.read'),
        schema: {
          tags: ['organization'],
          summary: 'Who holds which role where',
          querystring: closed({
            staff_id: T.Optional(Id('Only of this person')),
            organization_id: T.Optional(Code('Only in this organization')),
            ended: T.Optional(T.Boolean({ description: 'Also those that ended' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(Assignment) },
        },
      },
      async ({ query: { cursor, limit = 50, ...filter }, caller }) => {
        const after = decodeCursor(cursor, ['string'])
        const rows = await listAssignments(db, caller, filter, (after?.[0] as string) ?? null, limit + 1)
        return cutPage(rows, limit, ({ id }) => [id])
      },
    )
    app.post(
      '/api/admin/assignments',
      {
        config: access('staff.edit'),
        schema: {
          tags: ['organization'],
          summary: 'Give roles to people; guarded roles wait for approval',
          body: closed({ assignments: T.Array(AssignmentDraft, { minItems: 1, maxItems: 1000, description: 'The assignments' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => assignRoles(tx, byOf(request), clock.now(), request.body.assignments))
        return answerOutcomes(reply, outcomes, (status) => status === 'assigned' || status === 'proposed')
      },
    )
    const endings = closed({
      endings: T.Array(closed({ id: Id('The assignment') }), { minItems: 1, maxItems: 1000, description: 'What ends now' }),
    })
    app.post(
      '/api/admin/assignments/endings',
      {
        config: access('staff.edit'),
        schema: { tags: ['organization'], summary: 'Take roles away', body: endings, response: answers },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => endAssignments(tx, byOf(request), clock.now(), request.body.endings))
        return answerOutcomes(reply, outcomes, (status) => status === 'ended')
      },
    )
    app.get(
      '/api/admin/colleagues',
      {
        config: access('staff', 'none'),
        schema: {
          tags: ['organization'],
          summary: 'Colleagues by name or number, to hand something to',
          querystring: closed({ query: T.Optional(T.String({ maxLength: 80, description: 'Part of the name, or the staff number' })) }),
          response: { 200: T.Object({ items: T.Array(Colleague) }) },
        },
      },
      async ({ query: { query = '' } }) => ({ items: await findColleagues(db, query, 30) }),
    )
    app.get(
      '/api/admin/my/assignments',
      {
        config: access('staff', 'own'),
        schema: {
          tags: ['organization'],
          summary: 'My own roles, and those I lent',
          response: { 200: T.Object({ items: T.Array(Assignment) }) },
        },
      },
      async ({ caller }) => {
        const nobody_else = { ...caller, scopes: [] }
        return { items: await listAssignments(db, nobody_else, {}, null, 500) }
      },
    )
    app.post(
      '/api/admin/my/delegations',
      {
        config: access('staff', 'own'),
        schema: {
          tags: ['organization'],
          summary: 'Lend my roles to a colleague for a while',
          body: closed({ delegations: T.Array(DelegationDraft, { minItems: 1, maxItems: 100, description: 'The delegations' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => delegateRoles(tx, byOf(request), clock.now(), request.body.delegations))
        return answerOutcomes(reply, outcomes, (status) => status === 'delegated')
      },
    )
    app.post(
      '/api/admin/my/delegations/endings',
      {
        config: access('staff', 'own'),
        schema: { tags: ['organization'], summary: 'Take back what I lent', body: endings, response: answers },
      },
      async (request, reply) => {
        const by = { ...byOf(request), scopes: [] }
        const outcomes = await db.tx((tx) => endAssignments(tx, by, clock.now(), request.body.endings))
        return answerOutcomes(reply, outcomes, (status) => status === 'ended')
      },
    )

    app.get(
      '/api/admin/two-person-rules',
      {
        config: access('staff.read', 'none'),
        schema: {
          tags: ['organization'],
          summary: 'Above which amounts a second person must approve',
          response: { 200: T.Object({ items: T.Array(TwoPersonRule) }) },
        },
      },
      async () => ({ items: await listTwoPersonRules(db) }),
    )
    app.put(
      '/api/admin/two-person-rules',
      {
        config: access('roles.edit', 'all'),
        schema: {
          tags: ['organization'],
          summary: 'Change the two-person rules',
          body: closed({
            rules: T.Array(closed({ ...TwoPersonRule.properties, above_minor: Nullable(TwoPersonRule.properties.above_minor) }), {
              minItems: 1,
              maxItems: 200,
              description: 'The rules; `above_minor` null takes one away',
            }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveTwoPersonRules(tx, byOf(request), clock.now(), request.body.rules))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/changes',
      {
        config: access('audit.read'),
        schema: {
          tags: ['audit'],
          summary: 'What staff changed, newest first',
          querystring: closed({
            by_id: T.Optional(T.String({ maxLength: 64, description: 'Only by this person' })),
            subject: T.Optional(
              T.String({ pattern: '^[a-z_]+\\.[a-z_]+$', maxLength: 80, description: 'Only things of this kind, `center.noun`' }),
            ),
            subject_id: T.Optional(T.String({ maxLength: 200, description: 'Only this thing' })),
            request_id: T.Optional(T.String({ maxLength: 64, description: 'Only of this request' })),
            since: T.Optional(Moment('From this moment')),
            until: T.Optional(Moment('Before this moment')),
            happened_from: T.Optional(BusinessDate('From this day of the house')),
            happened_to: T.Optional(BusinessDate('Until this day of the house, included')),
            ...PageQuery,
          }),
          response: { 200: pageOf(Change) },
        },
      },
      async ({ query: { cursor, limit = 50, happened_from, happened_to, ...filter }, caller }) => {
        const after = decodeCursor(cursor, ['string', 'string', 'number'])
        const within = scopeFilter(caller, { organization: sql`c.organization_id` })
        if (happened_from) filter.since = startOf(happened_from, 0)
        if (happened_to) filter.until = startOf(happened_to, 1)
        const rows = await listChanges(db, within, filter, after, limit + 1)
        return cutPage(rows, limit, ({ happened_at, chain, seq }) => [happened_at, chain, seq])
      },
    )
    app.get(
      '/api/admin/changes/:chain/:seq',
      {
        config: access('audit.read'),
        schema: {
          tags: ['audit'],
          summary: 'One change',
          params: closed({ chain: Id('Its chain'), seq: T.Integer({ minimum: 1, description: 'Its place in the chain' }) }),
          response: { 200: Change },
        },
      },
      async ({ params: { chain, seq }, caller }) => {
        const found = await findChange(db, scopeFilter(caller, { organization: sql`c.organization_id` }), chain, seq)
        if (!found) throw notFound('The change')
        return found
      },
    )
    app.get(
      '/api/admin/changes/verification',
      {
        config: access('audit.verify', 'all'),
        schema: {
          tags: ['audit'],
          summary: 'Whether the record of changes is as it was written',
          querystring: closed({ from: BusinessDate('First day, UTC'), to: BusinessDate('Last day, UTC') }),
          response: {
            200: T.Object({
              days: T.Integer(),
              changes: T.Integer(),
              faults: T.Array(T.Object({ day: T.String(), chain: Nullable(T.String()), seq: Nullable(T.Integer()), fault: T.String() })),
            }),
          },
        },
      },
      async ({ query: { from, to } }) => verifyAudit(db, from, to),
    )
  }

/** When the day begins that lies so many days after this one. */
function startOf(date: string, days_later: number): string {
  try {
    return startOfDay(Temporal.PlainDate.from(date).add({ days: days_later }).toString())
  } catch {
    throw new Problem(400, 'input_invalid', `${date} is no day of the calendar.`)
  }
}

const Colleague = T.Object({
  id: T.String(),
  name: T.String(),
  name_en: T.String(),
  organization_name: T.String(),
  organization_name_en: T.String(),
})
const Change = T.Object({
  chain: T.String(),
  seq: T.Integer(),
  happened_at: T.String(),
  by_kind: T.String(),
  by_id: Nullable(T.String()),
  by_name: T.String(),
  route: Nullable(T.String()),
  request_id: Nullable(T.String()),
  subject: T.String(),
  subject_id: T.String(),
  action: T.String(),
  organization_id: Nullable(T.String()),
  before: T.Unknown(),
  after: T.Unknown(),
  hash: T.String(),
})
