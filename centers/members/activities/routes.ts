import { randomInt } from 'node:crypto'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Code,
  closed,
  Id,
  Moment,
  Nullable,
  notFound,
  OutcomeSchema,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch, requireOrganization } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { Bilingual } from '../schemas.ts'
import { addMembers } from '../write.ts'
import { listDraws, viewActivities } from './read.ts'
import { checkIn, fundDraws, rewardTask, saveDraws, tryDraw } from './write.ts'

const own = { access: { permission: 'member', scope: 'own' as const } }
const Prizes = T.Array(
  closed({
    prize_id: Code('Unique within the draw'),
    name: closed({ zh: Text('Chinese', 40), en: Text('English', 40) }, { description: 'What it is called' }),
    points: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'Points it gives, from the budget' }),
    chance_bp: T.Integer({ minimum: 0, maximum: 10_000, description: 'Chance in basis points: 100 is one in a hundred' }),
  }),
  { minItems: 1, maxItems: 20, description: 'The prizes; what the chances leave of 10000 wins nothing' },
)

/** The activity zone of each brand: daily check-in, tasks, draws. */
export const activityRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const random = () => randomInt(10_000)
    const Params = T.Object({ program_id: Code('Brand, or `group`') })
    /** Whoever signs in to the mall is a member from his first act on. */
    const join = (id: string) => db.tx((tx) => addMembers(tx, clock.now(), [{ id, source: 'mall', joined_at: clock.now() }]))

    app.get(
      '/api/mall/me/activities/:program_id',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'The activity zone of a brand, as I stand in it today',
          params: Params,
          response: {
            200: T.Object({
              program_id: T.String(),
              name: Bilingual,
              checked_in: T.Boolean(),
              streak: T.Integer({ description: 'Days in a row' }),
              next_points: T.Integer({ description: 'Points the next check-in gives' }),
              check_in_points: T.Array(T.Integer()),
              tasks: T.Array(
                T.Object({ task_id: T.String(), name: Bilingual, proof: T.String(), points: T.Integer(), rewarded: T.Boolean() }),
              ),
              draws: T.Array(
                T.Object({
                  draw_id: T.String(),
                  name: Bilingual,
                  cost_points: T.Integer(),
                  tries_left: T.Integer({ description: 'Tries left today' }),
                  ends_at: T.String(),
                  early: T.Boolean({ description: 'True: open for me before it opens for everybody' }),
                  has_budget: T.Boolean({ description: 'False: everything was given away' }),
                  prizes: T.Array(T.Object({ prize_id: T.String(), name: Bilingual, points: T.Integer(), chance_bp: T.Integer() })),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const zone = await viewActivities(db, caller.id!, params.program_id, clock.now())
        if (!zone) throw notFound('The program')
        return zone
      },
    )

    const CheckedIn = T.Object({
      outcomes: T.Array(T.Object({ ...OutcomeSchema.properties, streak: T.Optional(T.Integer()), points: T.Optional(T.Integer()) })),
    })
    app.post(
      '/api/mall/me/activities/:program_id/check-in',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Check in for today',
          params: Params,
          response: { 200: CheckedIn, 409: CheckedIn },
        },
      },
      async ({ caller, params }, reply) => {
        await join(caller.id!)
        const outcome = await db.tx((tx) => checkIn(tx, clock.now(), caller.id!, params.program_id))
        return answerOutcomes(reply, [outcome], (status) => status === 'checked_in')
      },
    )

    app.post(
      '/api/mall/me/tasks/:task_id/reward',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Take the points of a task I have done',
          params: T.Object({ task_id: Code('The task') }),
          response: { 200: CheckedIn, 409: CheckedIn },
        },
      },
      async ({ caller, params }, reply) => {
        const outcome = await db.tx((tx) => rewardTask(tx, clock.now(), caller.id!, params.task_id))
        return answerOutcomes(reply, [outcome], (status) => status === 'rewarded')
      },
    )

    const Tried = T.Object({
      outcomes: T.Array(
        T.Object({ ...OutcomeSchema.properties, prize_id: T.Optional(Nullable(T.String())), points: T.Optional(T.Integer()) }),
      ),
    })
    app.post(
      '/api/mall/me/draws/:draw_id/tries',
      {
        config: { ...own, rateLimit: { max: 60, timeWindow: 60_000 } },
        schema: {
          tags: ['members'],
          summary: 'Try my luck; the same id again tells the first result',
          params: T.Object({ draw_id: Code('The draw') }),
          body: closed({ id: Id('Made by the caller; the same id again is the same try') }),
          response: { 200: Tried, 409: Tried },
        },
      },
      async ({ caller, params, body }, reply) => {
        await join(caller.id!)
        const outcome = await db.tx((tx) =>
          tryDraw(tx, clock.now(), random, { id: body.id, draw_id: params.draw_id, member_id: caller.id! }),
        )
        return answerOutcomes(reply, [outcome], (status) => status === 'won' || status === 'nothing_won')
      },
    )

    const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })
    app.get(
      '/api/admin/draws',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'Draws with what they gave and still may give, newest first',
          querystring: T.Object(PageQuery),
          response: {
            200: pageOf(
              T.Object({
                draw_id: T.String(),
                program_id: T.String(),
                name: Bilingual,
                cost_points: T.Integer(),
                tries_per_day: T.Integer(),
                starts_at: T.String(),
                ends_at: T.String(),
                organization_id: T.String(),
                budget: T.Integer({ description: 'Points it still may give' }),
                tries: T.Integer(),
                given: T.Integer(),
                prizes: T.Array(T.Object({ prize_id: T.String(), name: Bilingual, points: T.Integer(), chance_bp: T.Integer() })),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listDraws(db, caller, { cursor: query.cursor, limit: query.limit ?? 50 }),
    )

    app.put(
      '/api/admin/draws/:draw_id',
      {
        config: access('members.edit'),
        schema: {
          tags: ['members'],
          summary: 'Set a draw',
          params: T.Object({ draw_id: Code('The draw') }),
          body: closed({
            program_id: Code('Whose points'),
            name: closed({ zh: Text('Chinese', 40), en: Text('English', 40) }, { description: 'What it is called' }),
            cost_points: T.Integer({ minimum: 0, maximum: 100_000, description: 'Points a try costs' }),
            tries_per_day: T.Integer({ minimum: 1, maximum: 100, description: 'Tries a member has a day' }),
            prizes: Prizes,
            starts_at: Moment('First moment it is open'),
            ends_at: Moment('First moment it is closed'),
            organization_id: Code('Whose draw it is'),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, params, body } = request
        requireOrganization(caller, body.organization_id)
        await requireDraw(params.draw_id, (organization_id) => mayTouch(caller, { organization_id }), true)
        const outcomes = await db.tx((tx) => saveDraws(tx, byOf(request), clock.now(), [{ ...body, draw_id: params.draw_id }]))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/draws/:draw_id/budget',
      {
        config: access('points.correct'),
        schema: {
          tags: ['members'],
          summary: 'Put points into the budget of a draw',
          params: T.Object({ draw_id: Code('The draw') }),
          body: closed({
            id: Id('Made by the caller; the same id again is the same act'),
            points: T.Integer({ minimum: 1, maximum: 100_000_000, description: 'How many points it may give away more' }),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, params, body } = request
        await requireDraw(params.draw_id, (organization_id) => mayTouch(caller, { organization_id }), false)
        const outcomes = await db.tx((tx) => fundDraws(tx, byOf(request), clock.now(), [{ ...body, draw_id: params.draw_id }]))
        return answerOutcomes(reply, outcomes, (status) => status === 'funded')
      },
    )

    async function requireDraw(draw_id: string, mine: (organization_id: string) => boolean, mayBeNew: boolean): Promise<void> {
      const draw = await db.row<{ organization_id: string }>(sql`select organization_id from members.draws where draw_id = ${draw_id}`)
      if (draw ? !mine(draw.organization_id) : !mayBeNew) throw notFound('The draw')
    }
  }
