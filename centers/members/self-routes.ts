import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  Id,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import type { Reader } from '#core/sql.ts'
import { genders, HouseholdPerson, type Program } from './model.ts'
import { listPointBalances, listPointEntries } from './points/read.ts'
import { findMembers, findStandings, listHousehold, readPrograms } from './read.ts'
import { benefitsOf, heldLevel, nextLevel } from './rules.ts'
import { Household, LevelView, PointBalances, PointEntries, ProgramView } from './schemas.ts'
import { addMembers, forgetPeople, savePeople, saveProfile } from './write.ts'

const own = { access: { permission: 'member', scope: 'own' as const } }

/** What a member sees and does for himself. */
export const selfRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    /** Whoever signs in to the mall is a member from his first look on. */
    const self = async (id: string) => {
      const now = clock.now()
      const [known] = await findMembers(db, [id], now)
      if (known) return known
      await db.tx((tx) => addMembers(tx, now, [{ id, source: 'mall', joined_at: now }]))
      const [made] = await findMembers(db, [id], now)
      if (!made) throw notFound('The member')
      return made
    }

    app.get(
      '/api/mall/me/member',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Me as a member: levels, points, household',
          response: {
            200: T.Object({
              id: T.String(),
              name: T.String(),
              gender: Nullable(T.String()),
              birthday: Nullable(T.String()),
              vip: T.Boolean(),
              interests: T.Array(T.String(), { description: 'What I said I am interested in, by its Chinese name' }),
              joined_at: T.String(),
              levels: T.Array(LevelView),
              points: PointBalances,
              household: Household,
            }),
          },
        },
      },
      async ({ caller }) => {
        const { id, name, gender, birthday, vip, joined_at, tags } = await self(caller.id!)
        const now = clock.now()
        const [levels, points, household, programs] = await Promise.all([
          viewLevels(db, id),
          listPointBalances(db, id, now),
          listHousehold(db, id, now),
          readPrograms(db),
        ])
        const offered = new Set([...programs.values()].flatMap((program) => program.interests.map(({ zh }) => zh)))
        const interests = tags.filter((tag) => offered.has(tag))
        return { id, name, gender, birthday, vip, interests, joined_at, levels, points, household }
      },
    )

    app.get(
      '/api/mall/programs',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['members'],
          summary: 'Programs with their levels and benefits',
          response: {
            200: T.Object({
              items: T.Array(ProgramView),
            }),
          },
        },
      },
      async () => ({
        items: [...(await readPrograms(db)).values()].map((one) => ({
          level_years: null,
          ...one,
          plans: one.plans.filter(({ on_sale }) => on_sale),
        })),
      }),
    )

    app.get(
      '/api/mall/me/points/:program_id',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'What happened to my points of a program, newest first',
          params: T.Object({ program_id: Code('Brand, or `group`') }),
          querystring: T.Object(PageQuery),
          response: { 200: pageOf(PointEntries) },
        },
      },
      async ({ caller, params, query }) =>
        listPointEntries(db, { member_id: caller.id!, program_id: params.program_id }, { cursor: query.cursor, limit: query.limit ?? 20 }),
    )

    app.patch(
      '/api/mall/me/member',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Say who I am and what I am interested in; what is left out stays',
          body: closed({
            gender: T.Optional(Nullable(Choice(genders, 'Gender; null is not said'))),
            birthday: T.Optional(Nullable(BusinessDate('Birthday; null takes it back'))),
            interests: T.Optional(
              T.Array(Text('The Chinese name of an interest a program offers', 80), { maxItems: 30, description: 'All of my interests' }),
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { id } = await self(request.caller.id!)
        const outcome = await db.tx((tx) => saveProfile(tx, byOf(request), clock.now(), { id, ...request.body }))
        return answerOutcomes(reply, [outcome], (status) => status === 'saved')
      },
    )

    app.put(
      '/api/mall/me/household',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Tell who eats with me: children and others without an account; the same person again changes what was told',
          body: closed({ people: T.Array(HouseholdPerson, { minItems: 1, maxItems: 10, description: 'The people' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await self(caller.id!)
        const outcomes = await db.tx((tx) => savePeople(tx, clock.now(), caller.id!, newId, body.people))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.delete(
      '/api/mall/me/household/:person_id',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Take somebody without an account out of my household',
          params: T.Object({ person_id: Id('The person') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, params }, reply) => {
        const outcomes = await db.tx((tx) => forgetPeople(tx, caller.id!, [params.person_id]))
        return answerOutcomes(reply, outcomes, (status) => status === 'forgotten')
      },
    )
  }

/** A member's level in every program; where he never bought he stands on the first. */
export async function viewLevels(db: Reader, member_id: string) {
  const [programs, standings] = await Promise.all([readPrograms(db), findStandings(db, [member_id])])
  const own = new Map(standings.map((standing) => [standing.program_id, standing]))
  return [...programs.values()].map((program: Program) => {
    const standing = own.get(program.program_id)
    const growth = standing?.growth ?? 0
    const { level, name } = heldLevel(program, standing)
    return {
      program_id: program.program_id,
      name: program.name,
      level,
      level_name: name,
      growth,
      next: nextLevel(program.levels, growth),
      level_until: standing?.level_until ?? null,
      plan: standing?.plan_id
        ? {
            plan_id: standing.plan_id,
            name: program.plans.find(({ plan_id }) => plan_id === standing.plan_id)!.name,
            until: standing.plan_until!,
          }
        : null,
      benefits: benefitsOf(program, standing),
    }
  })
}
