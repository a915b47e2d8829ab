import { byOf } from '#core/audit.ts'
import { gather } from '#core/batch.ts'
import { answerOutcomes, closed, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { CheckScan, PickItem, WaveCheck } from '../model.ts'
import { confirmPicks } from '../picks/write.ts'
import { accepted, CheckAnswers, list, N, requireOf, requireSites, S, tags, work } from '../schemas.ts'
import { checkWaves, type ScanBy, scanChecks } from './write.ts'

/** Picks and checks. */
export const checkRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    // Clerks at many desks scan at once: their scans leave together, and each is answered with the commit that wrote it.
    const scanOne = gather<ScanBy, Awaited<ReturnType<typeof scanChecks>>[number]>({
      name: 'warehouse.scan',
      largest: 100,
      waiting: 2000,
      // Desks work on waves of their own, so two batches seldom wait for each other.
      at_once: 2,
      run: (scans) => db.tx((tx) => scanChecks(tx, clock.now(), scans)),
    })

    app.post(
      '/api/admin/warehouse/picks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Confirm what was taken from bins; fewer than asked is a short pick',
          body: closed({ picks: list(PickItem, 'The picks') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        await requireOf(db, caller, 'picks', column(body.picks, 'pick_id'))
        const outcomes = await db.tx((tx) => confirmPicks(tx, byOf(request), clock.now(), body.picks))
        return answerOutcomes(reply, outcomes, (status) => status === 'picked' || status === 'short')
      },
    )

    app.post(
      '/api/admin/warehouse/checks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Scan at the check desk: open a parcel, count an item into it, or let the item find its order or slot',
          body: closed({ scans: list(CheckScan, 'The scans, in the order they were made', 500) }),
          response: { 200: CheckAnswers, 409: CheckAnswers },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.scans, 'node_id'))
        const scans = body.scans.map((scan) => ({ ...scan, by: caller.name }))
        const answers = scans.length === 1 ? [await scanOne(scans[0]!)] : await db.tx((tx) => scanChecks(tx, clock.now(), scans))
        return answerOutcomes(reply, answers, (status) => accepted.has(status))
      },
    )

    app.post(
      '/api/admin/warehouse/waves/checks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Check bulk waves by scanning the content of one parcel',
          body: closed({ checks: list(WaveCheck, 'The waves', 20) }),
          response: {
            200: T.Object({
              outcomes: T.Array(T.Object({ id: S, status: S, detail: T.Optional(S), checked: T.Optional(N), stopped: T.Optional(N) })),
            }),
            409: Outcomes,
          },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(db, caller, 'waves', column(body.checks, 'wave_id'))
        const outcomes = await db.tx((tx) => checkWaves(tx, caller.name, clock.now(), body.checks))
        return answerOutcomes(reply, outcomes, (status) => status === 'checked')
      },
    )
  }
