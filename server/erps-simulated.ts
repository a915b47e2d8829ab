import { summarize } from '#centers/erp/write.ts'
import type { Needs } from '#core/needs.ts'
import { log } from '#core/telemetry.ts'
import { businessDate } from '#core/time.ts'
import { openKingdee } from '#simulators/erp-kingdee/index.ts'
import { openSap } from '#simulators/erp-sap/index.ts'
import { openYonyou } from '#simulators/erp-yonyou/index.ts'
import { setSimulatedErp } from './outside.ts'

/** How often the accountants of the sample enterprise sum up what left; elsewhere it is done after each day, or by hand. */
const between_ms = 600_000
/** Events of what left come first. */
const first_ms = 20_000

/**
 * The ERPs of the sample enterprise, each its own strict simulator on loopback, so that a document goes out and comes back. They keep what they booked as
 * long as the program runs: our numbers are looked for there before anything is booked.
 */
export async function openSimulatedErps({ db, clock }: Needs): Promise<{ stop(): Promise<void> }> {
  const sims = { sap: await openSap(), kingdee: await openKingdee(), yonyou: await openYonyou() }
  for (const [kind, { url }] of Object.entries(sims)) setSimulatedErp(kind, url)
  const sumUp = () =>
    db
      .tx((tx) => summarize(tx, clock.now(), null, businessDate(clock.now())))
      .catch((error: Error) => log.warn({ error: error.message }, 'the sample sales could not be summed up'))
  const first = setTimeout(sumUp, first_ms)
  const timer = setInterval(sumUp, between_ms)
  return {
    stop: async () => {
      clearTimeout(first)
      clearInterval(timer)
      for (const kind of Object.keys(sims)) setSimulatedErp(kind, null)
      await Promise.all(Object.values(sims).map((sim) => sim.close()))
    },
  }
}
