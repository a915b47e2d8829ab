import type { Exchange } from '#centers/interfaces/exchange.ts'
import { addLetters, type Postman, registerPostman } from '#centers/interfaces/letters.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { newId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { answered } from '../answers.ts'
import type { MarketplacePorts, Outside } from '../port.ts'
import { lineOf, numbersOf, openLive } from '../pull.ts'
import { takeTrades } from '../take.ts'

const kind = 'marketplaces.confirmation'

export interface Confirmation {
  channel_id: string
  external_no: string
  remark: string
}
/** The first that holds is answered. */
export const confirmationStatuses = [
  'order_not_found',
  'not_offered',
  'already_confirmed',
  'already_asked',
  'not_to_confirm',
  'asked',
] as const
export type ConfirmationStatus = (typeof confirmationStatuses)[number]

/** Whether an order waits on its platform for our word that it was paid. */
export const awaitsWord = (ports: MarketplacePorts, platform: string, state: string, platform_status: string): boolean =>
  state === 'unpaid' && (ports[platform]?.paid_by_word ?? []).includes(platform_status)

/** Tells platforms that orders paid by other ways are paid; each then comes in like any other. One outcome per order. At most 200. */
export async function askConfirmations(
  tx: Tx,
  by: By,
  now: string,
  ports: MarketplacePorts,
  items: readonly Confirmation[],
): Promise<Outcome<ConfirmationStatus>[]> {
  const keyOf = ({ channel_id, external_no }: { channel_id: string; external_no: string }) => `${channel_id} ${external_no}`
  const numbers = [column([...items], 'channel_id'), column([...items], 'external_no')] as const
  const rows = await tx.rows<{
    channel_id: string
    external_no: string
    connection_id: string
    organization_id: string
    platform: string
    state: string
    platform_status: string
  }>(hot`
    select p.channel_id, p.external_no, p.connection_id, p.organization_id, c.platform, p.state, p.platform_status
    from marketplaces.pulled p join marketplaces.connections c using (connection_id)
    where (p.channel_id, p.external_no) in (select * from unnest(${numbers[0]}::text[], ${numbers[1]}::text[])) order by p.channel_id, p.external_no for update of p`)
  const known = new Map(rows.filter(({ organization_id }) => mayTouch(by, { organization_id })).map((row) => [keyOf(row), row]))
  // Read once the orders are locked: whoever asked a moment before is seen.
  const earlier = new Map(
    (
      await tx.rows<{ channel_id: string; external_no: string; state: string }>(hot`
        select channel_id, external_no, state from marketplaces.confirmations
        where (channel_id, external_no) in (select * from unnest(${numbers[0]}::text[], ${numbers[1]}::text[]))`)
    ).map((row) => [keyOf(row), row.state]),
  )
  const taken = new Set<string>()
  const outcomes = items.map((item): Outcome<ConfirmationStatus> => {
    const id = keyOf(item)
    const row = known.get(id)
    if (!row) return { id, status: 'order_not_found', detail: 'external_no: no platform told of this order.' }
    if (!ports[row.platform]?.confirmPaid) return { id, status: 'not_offered', detail: `${row.platform} confirms payments itself.` }
    if (earlier.get(id) === 'confirmed') return { id, status: 'already_confirmed' }
    if (earlier.get(id) === 'asked' || taken.has(id)) return { id, status: 'already_asked' }
    if (!awaitsWord(ports, row.platform, row.state, row.platform_status))
      return {
        id,
        status: 'not_to_confirm',
        detail: `It stands at ${row.platform_status} there and waits for nobody’s word: reload the list.`,
      }
    taken.add(id)
    return { id, status: 'asked' }
  })
  const asked = items.flatMap((item, i) => (outcomes[i]!.status === 'asked' ? [{ ...known.get(keyOf(item))!, remark: item.remark }] : []))
  await tx.run(hot`
    insert into marketplaces.confirmations (channel_id, external_no, connection_id, state, remark, asked_by, asked_at)
    select channel_id, external_no, connection_id, 'asked', remark, ${by.name}::text, ${now}::timestamptz
    from jsonb_to_recordset(${json(asked)}::jsonb) as a (channel_id text, external_no text, connection_id text, remark text)
    on conflict (channel_id, external_no) do update set state = 'asked', remark = excluded.remark, detail = null, asked_by = excluded.asked_by,
      asked_at = excluded.asked_at, ended_at = null`)
  await addLetters(
    tx,
    now,
    asked.map(({ platform, connection_id, external_no, remark }) => ({
      ...{
        letter_id: newId(),
        interface_id: `${platform}.payment`,
        account: connection_id,
        kind,
        subject: external_no,
        payload: { remark },
      },
    })),
  )
  await recordChanges(
    tx,
    by,
    now,
    asked.map(({ channel_id, external_no, organization_id, remark }) => ({
      ...{ subject: 'marketplaces.order', subject_id: `${channel_id} ${external_no}`, action: 'payment_confirmed', organization_id },
      after: { remark },
    })),
  )
  return outcomes
}

/** Says it, and reads the order at once: paid, it comes in now and not with the next round. */
export const confirmationPostman = (outside: Outside): Postman => ({
  kind,
  say: (db, exchange, now, letters) =>
    Promise.all(
      letters.map(({ account, subject, payload }) => sayPaid(db, exchange, outside, now, account, subject, String(payload.remark))),
    ),
  ...answered('confirmations', 'external_no', { begun: 'asked', well: 'confirmed' }, ({ subject }) => subject),
})
export const registerConfirmations = (outside: Outside): void => registerPostman(confirmationPostman(outside))

async function sayPaid(
  db: Db,
  exchange: Exchange,
  outside: Outside,
  now: () => string,
  connection_id: string,
  external_no: string,
  remark: string,
): Promise<Told> {
  const shop = await openLive({ db, clock: { now }, outside }, connection_id)
  if ('status' in shop) return shop
  const { port, open, row } = shop
  if (!port.confirmPaid) return { status: 'refused', code: 'not_offered', reason: `${row.platform} confirms payments itself.` }
  const told = await exchange.call(lineOf(shop, 'payment', external_no), () => port.confirmPaid!(open, external_no, remark))
  if (told.status !== 'answered' || !port.findOrder) return told
  const found = await exchange.call(lineOf(shop, 'order_detail', external_no), () => port.findOrder!(open, external_no))
  // Where it cannot be read just now the stream reads it.
  if (found.status === 'answered') await db.tx((tx) => takeTrades(tx, now(), row, [found.trade], numbersOf(db)))
  return told
}
