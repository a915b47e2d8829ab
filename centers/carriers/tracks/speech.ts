import { type Db, hot, json } from '#core/sql.ts'
import type { TrackCall } from '../port.ts'
import type { Call } from '../speaking/queue.ts'
import type { Speech } from '../speaking/speak.ts'
import { waybillKey } from '../waybills/speech.ts'
import { type NumberReading, recordTracks } from './write.ts'

type Subject = { carrier_id: string; waybill_no: string }
const subject = (call: Call): Subject => call.payload as unknown as Subject

/** What a partner needs to know to find a parcel; some ask for the recipient's phone. Null when the number was given up meanwhile. */
async function trackCalls(db: Db, partner: string, calls: readonly Call[]): Promise<(TrackCall | null)[]> {
  const rows = await db.rows<Subject & { parcel_id: string; ask: number; phone: string; codes: Record<string, string> }>(hot`
    select t.carrier_id, t.waybill_no, w.parcel_id, w.ask, w.recipient ->> 'phone' as phone, c.codes
    from jsonb_to_recordset(${json(calls.map(subject))}::jsonb) as n (carrier_id text, waybill_no text)
      join carriers.tracks t using (carrier_id, waybill_no) join carriers.waybills w on w.parcel_id = t.parcel_id
      join carriers.carriers c on c.carrier_id = t.carrier_id`)
  const known = new Map(rows.map((row) => [`${row.carrier_id}/${row.waybill_no}`, row]))
  return calls.map((call) => {
    const row = known.get(call.subject)
    return row
      ? { carrier_code: row.codes[partner] ?? null, waybill_no: row.waybill_no, recipient_phone: row.phone, key: waybillKey(row) }
      : null
  })
}

/** Asks the port about the calls that still make sense; a number given up meanwhile counts as answered, with nothing to say. */
async function askAbout<Answer extends object>(
  db: Db,
  partner: string,
  calls: readonly Call[],
  ask: (calls: readonly TrackCall[]) => Promise<Answer[]>,
): Promise<(Answer | { status: 'answered' })[]> {
  const wanted = await trackCalls(db, partner, calls)
  const told = await ask(wanted.filter((one) => one !== null))
  let next = 0
  return wanted.map((one) => (one === null ? { status: 'answered' } : told[next++]!))
}

export const subscribeSpeech: Speech = {
  kind: 'track.subscribe',
  // Without push we ask from time to time: nothing is lost but speed.
  asksNobody: (port, account) => !port.subscribeTracks || !account.push_urls,
  async say(db, port, account, calls) {
    const subscribe = port.subscribeTracks
    if (!subscribe || !account.push_urls) return calls.map(() => ({ status: 'answered' as const, asks: true }))
    return askAbout(db, port.partner, calls, (wanted) => subscribe(account, wanted))
  },
  async settle(tx, _now, settled) {
    const rows = settled.map(({ call, told }) => ({
      ...subject(call),
      subscription: told.status === 'refused' ? 'refused' : 'asks' in told ? 'none' : 'active',
    }))
    await tx.run(hot`
      update carriers.tracks t set subscription = r.subscription from jsonb_to_recordset(${json(rows)}::jsonb) as r (carrier_id text, waybill_no text, subscription text)
      where t.carrier_id = r.carrier_id and t.waybill_no = r.waybill_no`)
  },
}

export const querySpeech: Speech = {
  kind: 'track.query',
  async say(db, port, account, calls) {
    const query = port.queryTracks
    if (!query) return undefined
    return askAbout(db, port.partner, calls, (wanted) => query(account, wanted))
  },
  async settle(tx, now, settled) {
    const readings = settled.flatMap(({ call, told }): NumberReading[] =>
      told.status === 'answered' && 'reading' in told ? [{ ...told.reading, ...subject(call) }] : [],
    )
    readings.sort((a, b) => (`${a.carrier_id}/${a.waybill_no}` < `${b.carrier_id}/${b.waybill_no}` ? -1 : 1))
    await recordTracks(tx, now, 'query', readings)
  },
}
