import { announce } from '#core/events.ts'
import { byId } from '#core/outcomes.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { listCarriers, listServices } from '../agreements/read.ts'
import type { CarrierPort, OpenAccount, WaybillCall, WaybillGiven } from '../port.ts'
import { addCalls, type Call } from '../speaking/queue.ts'
import type { Settled, Speech } from '../speaking/speak.ts'
import { beginTracks } from '../tracks/write.ts'
import { findWaybills, type Waybill } from './read.ts'
import { answeredEvent, finishCancel, lockWaybills } from './write.ts'

/** The key a partner knows a waybill by: digits and letters only, the same for every try, another one after a cancellation. */
export const waybillKey = ({ parcel_id, ask }: Pick<Waybill, 'parcel_id' | 'ask'>): string =>
  parcel_id.replaceAll('-', '') + (ask > 1 ? `-${ask}` : '')

async function loaded(db: Db, calls: readonly Call[]): Promise<Map<string, Waybill>> {
  const waybills = await findWaybills(
    db,
    calls.map(({ subject }) => subject),
  )
  return byId(waybills.map((waybill) => ({ ...waybill, id: waybill.parcel_id })))
}

export const askSpeech: Speech = {
  kind: 'waybill.ask',
  async say(db, port, account, calls) {
    if (!port.askWaybills) return undefined
    const waybills = await loaded(db, calls)
    const [carriers, services] = await Promise.all([listCarriers(db), listServices(db)])
    return port.askWaybills(
      account,
      calls.map(({ subject }): WaybillCall => {
        const waybill = waybills.get(subject)!
        const service = services.find((one) => one.carrier_id === waybill.carrier_id && one.service_id === waybill.service_id)
        const carrier = carriers.find((one) => one.carrier_id === waybill.carrier_id)
        const { order_no, sender, recipient, items, weight_grams, volume_cm3, declared_minor, collect_minor, currency, channel, note } =
          waybill
        return {
          key: waybillKey(waybill),
          carrier_code: carrier?.codes[port.partner] ?? null,
          service_code: service?.partner_code ?? null,
          ...{ order_no, sender, recipient, items, weight_grams, volume_cm3, declared_minor, collect_minor, currency, channel, note },
        }
      }),
    )
  },
  settle: settleAsked,
  async revive(tx, now, calls) {
    const refused = (
      await lockWaybills(
        tx,
        calls.map(({ subject }) => subject),
      )
    ).filter(({ state }) => state === 'refused')
    const ids = new Set(refused.map(({ parcel_id }) => parcel_id))
    await tx.run(
      hot`update carriers.waybills set state = 'asked', reason = null, asked_at = ${now} where parcel_id = any(${[...ids]}::uuid[])`,
    )
    return calls.filter(({ subject }) => ids.has(subject))
  },
}

async function settleAsked(tx: Tx, now: string, settled: readonly Settled[]): Promise<void> {
  const waybills = await lockWaybills(
    tx,
    settled.map(({ call }) => call.subject),
  )
  const told = new Map(settled.map((one) => [one.call.subject, one.told]))
  const asked = waybills.filter(({ state }) => state === 'asked')
  const given = asked.flatMap((waybill) => {
    const answer = told.get(waybill.parcel_id)!
    return answer.status === 'answered' ? [{ waybill, answer: answer as WaybillGiven }] : []
  })
  const taken = await claimNumbers(tx, now, given)
  const changed = asked.map((waybill): Waybill => {
    const answer = told.get(waybill.parcel_id)!
    if (answer.status === 'refused')
      return { ...waybill, state: waybill.cancel_wanted ? 'canceled' : 'refused', reason: `${answer.code}: ${answer.reason}` }
    const { waybill_no, route_code, print_data } = answer as unknown as WaybillGiven
    if (!taken.has(waybill.parcel_id))
      return { ...waybill, state: 'refused', reason: `number_of_another_parcel: the partner gave ${waybill_no}, which another parcel has.` }
    return {
      ...waybill,
      state: waybill.cancel_wanted ? 'canceling' : 'answered',
      reason: null,
      waybill_no,
      route_code,
      print_data,
      answered_at: now,
    }
  })
  await tx.run(hot`
    update carriers.waybills w set state = c.state, reason = c.reason, waybill_no = c.waybill_no, route_code = c.route_code,
      print_data = nullif(c.print_data, 'null'::jsonb), answered_at = c.answered_at, cancel_wanted = c.cancel_wanted and c.state = 'canceling'
    from jsonb_to_recordset(${json(changed)}::jsonb) as c (parcel_id uuid, state text, reason text, waybill_no text, route_code text, print_data jsonb,
      answered_at timestamptz, cancel_wanted boolean)
    where w.parcel_id = c.parcel_id`)
  await addCalls(
    tx,
    now,
    changed
      .filter(({ state }) => state === 'canceling')
      .map(({ parcel_id, account_id }) => ({ kind: 'waybill.cancel', account_id: account_id!, subject: parcel_id })),
  )
  await beginTracks(
    tx,
    now,
    changed.filter(({ state }) => state === 'answered'),
  )
  const news = changed.filter(({ state }) => state !== 'canceling')
  await announce(
    tx,
    'carriers.waybill_answered',
    news.map((waybill) => answeredEvent(waybill, now)),
    now,
  )
}

/** Books the numbers given; answers the parcels that now own theirs. A number that another parcel has is not ours to use. */
async function claimNumbers(tx: Tx, now: string, given: readonly { waybill: Waybill; answer: WaybillGiven }[]): Promise<Set<string>> {
  const rows = given.map(({ waybill: { parcel_id, carrier_id }, answer: { waybill_no } }) => ({ parcel_id, carrier_id, waybill_no }))
  await tx.run(hot`
    insert into carriers.numbers (carrier_id, waybill_no, state, parcel_id, changed_at)
    select carrier_id, waybill_no, 'used', parcel_id, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as n (parcel_id uuid, carrier_id text, waybill_no text)
    order by carrier_id, waybill_no on conflict (carrier_id, waybill_no) do nothing`)
  const owned = await tx.rows<{ parcel_id: string }>(hot`
    select n.parcel_id from carriers.numbers n
    join jsonb_to_recordset(${json(rows)}::jsonb) as g (parcel_id uuid, carrier_id text, waybill_no text)
      on n.carrier_id = g.carrier_id and n.waybill_no = g.waybill_no and n.parcel_id = g.parcel_id
    where n.state = 'used'`)
  return new Set(owned.map(({ parcel_id }) => parcel_id))
}

export const cancelSpeech: Speech = {
  kind: 'waybill.cancel',
  async say(db, port: CarrierPort, account: OpenAccount, calls) {
    const waybills = await loaded(db, calls)
    const carriers = new Map((await listCarriers(db)).map((one) => [one.carrier_id, one]))
    // A partner without cancellation lets unused numbers lapse, which is all we want.
    if (!port.cancelWaybills) return calls.map(() => ({ status: 'answered' as const }))
    return port.cancelWaybills(
      account,
      calls.map(({ subject }) => {
        const waybill = waybills.get(subject)!
        return {
          key: waybillKey(waybill),
          waybill_no: waybill.waybill_no!,
          carrier_code: carriers.get(waybill.carrier_id)?.codes[port.partner] ?? null,
        }
      }),
    )
  },
  async settle(tx, now, settled) {
    const waybills = (
      await lockWaybills(
        tx,
        settled.map(({ call }) => call.subject),
      )
    ).filter(({ state }) => state === 'canceling')
    const told = new Map(settled.map((one) => [one.call.subject, one.told]))
    await finishCancel(
      tx,
      now,
      waybills.filter(({ parcel_id }) => told.get(parcel_id)!.status === 'answered'),
    )
    // Not canceled there, so the number is still ours to use or to give up again.
    const kept = waybills.flatMap((waybill) => {
      const answer = told.get(waybill.parcel_id)!
      return answer.status === 'refused' ? [{ ...waybill, reason: `cancel ${answer.code}: ${answer.reason}` }] : []
    })
    await tx.run(hot`
      update carriers.waybills w set state = 'answered', cancel_wanted = false, reason = k.reason
      from jsonb_to_recordset(${json(kept)}::jsonb) as k (parcel_id uuid, reason text) where w.parcel_id = k.parcel_id`)
    await beginTracks(tx, now, kept)
  },
  async revive(tx, _now, calls) {
    const answered = (
      await lockWaybills(
        tx,
        calls.map(({ subject }) => subject),
      )
    ).filter(({ state }) => state === 'answered')
    const ids = new Set(answered.map(({ parcel_id }) => parcel_id))
    await tx.run(hot`update carriers.waybills set state = 'canceling' where parcel_id = any(${[...ids]}::uuid[])`)
    return calls.filter(({ subject }) => ids.has(subject))
  },
}
