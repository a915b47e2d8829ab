import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Id, notFound, Outcomes, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { groupProgram, lifecycles, MemberEdit, PointCorrection, ProgramDraft } from './model.ts'
import { proposeCorrections } from './points/proposals.ts'
import { listPointBalances, listPointEntries } from './points/read.ts'
import { findMemberFor, listHousehold, listMembers, listPrograms, listTags, readPrograms, seenMembers } from './read.ts'
import { Household, LevelView, MemberSchema, PlanView, PointBalances, PointEntries, ProgramView } from './schemas.ts'
import { viewLevels } from './self-routes.ts'
import { editMembers, savePrograms } from './write.ts'

/** Members as staff see them: those whom one of their organizations looks after. */
export const staffRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })

    app.get(
      '/api/admin/programs',
      {
        config: { access: { permission: 'members.read', scope: 'none' } },
        schema: {
          tags: ['members'],
          summary: 'Programs whole, with levels, plans (also those taken off sale) and interests',
          response: { 200: T.Object({ items: T.Array(T.Object({ ...ProgramView.properties, plans: T.Array(PlanView) })) }) },
        },
      },
      async () => ({ items: (await listPrograms(db)).map((one) => ({ level_years: null, ...one })) }),
    )

    app.put(
      '/api/admin/programs',
      {
        config: { access: { permission: 'programs.edit', scope: 'all' } },
        schema: {
          tags: ['members'],
          summary: 'Change programs: what points are worth, levels and their benefits',
          description: 'A program that does not exist yet belongs to the brand of that id. Orders placed from now on follow it.',
          body: closed({ programs: T.Array(ProgramDraft, { minItems: 1, maxItems: 50, description: 'The programs, whole' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const programs = request.body.programs.map((draft) => ({
          ...draft,
          brand_id: draft.program_id === groupProgram ? null : draft.program_id,
          levels: draft.levels.map((level, rank) => ({ ...level, rank })),
        }))
        const outcomes = await db.tx((tx) => savePrograms(tx, byOf(request), clock.now(), programs))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/members',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'Members, newest first',
          querystring: T.Object({
            q: T.Optional(Text('Phone or email as given, the beginning of the name, or the id', 80)),
            program_id: T.Optional(Code('Only members of this program')),
            level: T.Optional(Code('Only this level')),
            tag: T.Optional(Text('Only with this tag', 40)),
            vip: T.Optional(T.Boolean({ description: 'Only VIP' })),
            lifecycle: T.Optional(Choice(lifecycles, 'Only this stage of life with us')),
            ...PageQuery,
          }),
          response: { 200: pageOf(MemberSchema) },
        },
      },
      async ({ caller, query }) => listMembers(db, caller, { ...query, limit: query.limit ?? 50 }, clock.now()),
    )

    app.get(
      '/api/admin/members/tags',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'Tags in use, most used first',
          response: { 200: T.Object({ items: T.Array(T.Object({ tag: T.String(), members: T.Integer() })) }) },
        },
      },
      async ({ caller }) => ({ items: await listTags(db, caller) }),
    )

    app.get(
      '/api/admin/members/:id',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'A member seen from all sides',
          params: T.Object({ id: Id('The member') }),
          response: {
            200: T.Object({ ...MemberSchema.properties, levels: T.Array(LevelView), points: PointBalances, household: Household }),
          },
        },
      },
      async ({ caller, params }) => {
        const now = clock.now()
        const member = await findMemberFor(db, caller, params.id, now)
        if (!member) throw notFound('The member')
        const [levels, points, household] = await Promise.all([
          viewLevels(db, member.id),
          listPointBalances(db, member.id, now),
          listHousehold(db, member.id, now),
        ])
        return { ...member, levels, points, household }
      },
    )

    app.get(
      '/api/admin/members/:id/points/:program_id',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'What happened to a member’s points, newest first',
          params: T.Object({ id: Id('The member'), program_id: Code('Brand, or `group`') }),
          querystring: T.Object(PageQuery),
          response: { 200: pageOf(PointEntries) },
        },
      },
      async ({ caller, params, query }) => {
        if (!(await seenMembers(db, caller, [params.id])).has(params.id)) throw notFound('The member')
        return listPointEntries(
          db,
          { member_id: params.id, program_id: params.program_id },
          { cursor: query.cursor, limit: query.limit ?? 20 },
        )
      },
    )

    app.post(
      '/api/admin/members/edits',
      {
        config: access('members.edit'),
        schema: {
          tags: ['members'],
          summary: 'Change what is known of members',
          body: closed({ edits: T.Array(MemberEdit, { minItems: 1, maxItems: 200, description: 'One per member' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        const seen = await seenMembers(
          db,
          caller,
          body.edits.map(({ id }) => id),
        )
        const mine = body.edits.filter(({ id }) => seen.has(id))
        const saved = await db.tx((tx) => editMembers(tx, byOf(request), clock.now(), mine))
        const outcomes = body.edits.map((edit) => saved[mine.indexOf(edit)] ?? missing(edit.id))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/points/corrections',
      {
        config: access('points.correct'),
        schema: {
          tags: ['members'],
          summary: 'Give points to members or take them, with a reason; above the two-person rule a second person is asked',
          body: closed({ corrections: T.Array(PointCorrection, { minItems: 1, maxItems: 1000, description: 'The corrections' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        const [seen, programs] = await Promise.all([
          seenMembers(
            db,
            caller,
            body.corrections.map(({ member_id }) => member_id),
          ),
          readPrograms(db),
        ])
        const mine = body.corrections.filter(
          ({ member_id, program_id }) =>
            // A brand's points are the brand's to give.
            seen.has(member_id) && mayTouch(caller, { brand_id: programs.get(program_id)?.brand_id ?? null }),
        )
        const corrected = await db.tx((tx) => proposeCorrections(tx, byOf(request), clock.now(), mine))
        const outcomes = body.corrections.map((one) => corrected[mine.indexOf(one)] ?? missing(one.id))
        return answerOutcomes(reply, outcomes, (status) => status === 'granted' || status === 'proposed')
      },
    )
  }

const missing = (id: string) => ({
  id,
  status: 'member_not_found',
  detail: 'There is no such member, or these points are not yours to give.',
})
