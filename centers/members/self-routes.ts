import { answerOutcomes, Code, closed, Nullable, notFound, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import type { Reader } from '#core/sql.ts'
import { HouseholdPerson, type Program } from './model.ts'
import { listPointBalances, listPointEntries } from './points/read.ts'
import { benefitsOf, findMembers, findStandings, listHousehold, readPrograms } from './read.ts'
import { levelFor, nextLevel } from './rules.ts'
import { BenefitView, Bilingual, Household, LevelView, PointBalances, PointEntries } from './schemas.ts'
import { addMembers, saveChildren } from './write.ts'

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
              joined_at: T.String(),
              levels: T.Array(LevelView),
              points: PointBalances,
              household: Household,
            }),
          },
        },
      },
      async ({ caller }) => {
        const { id, name, gender, birthday, vip, joined_at } = await self(caller.id!)
        const now = clock.now()
        const [levels, points, household] = await Promise.all([
          viewLevels(db, id),
          listPointBalances(db, id, now),
          listHousehold(db, id, now),
        ])
        return { id, name, gender, birthday, vip, joined_at, levels, points, household }
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
              items: T.Array(
                T.Object({
                  program_id: T.String(),
                  brand_id: Nullable(T.String()),
                  name: Bilingual,
                  point_value_minor: T.Integer({ description: 'What one point lowers an order by, in fen' }),
                  spend_limit_bp: T.Integer({ description: 'Largest share of the goods that points may pay, in basis points' }),
                  valid_years: T.Integer({ description: 'Points are good to the end of the year that many years later' }),
                  check_in_points: T.Array(T.Integer()),
                  level_years: Nullable(
                    T.Integer({ description: 'How many years a level is kept before it is measured again; null: for good' }),
                  ),
                  levels: T.Array(
                    T.Object({
                      level: T.String(),
                      name: Bilingual,
                      growth_from: T.Integer(),
                      earn_rate_bp: T.Integer(),
                      benefits: T.Array(BenefitView),
                    }),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: [...(await readPrograms(db)).values()].map((one) => ({ level_years: null, ...one })) }),
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

    app.put(
      '/api/mall/me/children',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Tell of my children; the same person again changes what was told',
          body: closed({ children: T.Array(HouseholdPerson, { minItems: 1, maxItems: 10, description: 'The children' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await self(caller.id!)
        const outcomes = await db.tx((tx) => saveChildren(tx, clock.now(), caller.id!, newId, body.children))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
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
    const { level, name } = program.levels.find((one) => one.level === standing?.level) ?? levelFor(program.levels, growth)
    return {
      program_id: program.program_id,
      name: program.name,
      level,
      level_name: name,
      growth,
      next: nextLevel(program.levels, growth),
      level_until: standing?.level_until ?? null,
      benefits: benefitsOf(program, level),
    }
  })
}
