import type { Transaction } from '#centers/ledger/model.ts'
import { findBalances } from '#centers/ledger/read.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { skuAsset } from '#centers/products/model.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { GroundMoved, hot, json, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { endAccount, type StockLine } from '../accounts.ts'
import { readNodes } from '../read.ts'
import type { Arrival, ArrivalStatus, End, Lot, LotPart, LotStock, Move, MoveOutcome, Place, Serial } from './model.ts'
import { decideMoves, digestOfMove, firstExpired, type Ground, lotKey } from './rules.ts'

/** The largest array one call takes. */
export const largestMoves = 2_000

const places = ({ from, to }: Move): Place[] => [from, to].filter((end): end is Place => end !== 'outside')

/**
 * Moves goods between places and conditions, each move its own ledger transaction. One outcome per move in the order given; a refused one
 * leaves its neighbors untouched, and sending a batch again changes nothing. Callers see only nodes of their own organizations.
 * Locks lots and serials, then balances.
 */
export async function moveStock(tx: Tx, by: By, now: string, moves: readonly Move[]): Promise<MoveOutcome[]> {
  if (moves.length === 0) return []
  assert(moves.length <= largestMoves, `at most ${largestMoves} moves in one call`)
  const ground = await readGround(tx, by, now, moves)
  const lots_before = new Map([...ground.lot_stock].map(([key, { quantity }]) => [key, quantity]))
  const outcomes = decideMoves(moves, ground)
  const done = moves.flatMap((move, i) => (outcomes[i]!.status === 'moved' ? [{ move, lots: outcomes[i]!.lots! }] : []))
  if (done.length === 0) return outcomes

  const posted = await postTransactions(
    tx,
    now,
    done.map(({ move }) => moveTransaction(move, now)),
  )
  // Stock was looked at without its lock: who was overtaken by a sale looks again.
  if (posted.some(({ status }) => status !== 'posted')) throw new GroundMoved('stock moved while a move was decided')
  await writeLotStock(tx, now, ground.lot_stock, lots_before)
  await writeSerials(
    tx,
    now,
    done.flatMap(({ move }) => (move.serials ?? []).map((one) => ground.serials.get(`${move.sku_id} ${one}`)!)),
    done,
  )
  await insertMoves(tx, by, now, done)
  await announce(
    tx,
    'inventory.moved',
    done.map(({ move: { id, kind, sku_id, quantity, from, to, ref }, lots }) => ({
      id,
      kind,
      sku_id,
      quantity,
      from,
      to,
      lots,
      ref: ref ?? null,
    })),
    now,
  )
  return outcomes
}

const moveTransaction = ({ id, kind, sku_id, quantity, from, to, ref }: Move, now: string): Transaction => ({
  key: `move:${id}`,
  kind: `inventory.${kind}`,
  ref: ref ?? `inventory.move:${id}`,
  happened_at: now,
  postings: [{ source: endAccount(from), destination: endAccount(to), asset: skuAsset(sku_id), amount: quantity }],
})

async function readGround(tx: Tx, by: By, now: string, moves: readonly Move[]): Promise<Ground> {
  const sku_ids = [...new Set(column(moves, 'sku_id'))]
  const nodes = await readNodes(tx)
  const ends = moves.flatMap((move) => places(move).map((place) => ({ ...place, sku_id: move.sku_id })))
  const lot_rows = await lockLotStock(
    tx,
    ends,
    moves.flatMap(({ sku_id, lot_no }) => (lot_no ? [{ sku_id, lot_no }] : [])),
  )
  const [skus, made, lots, serials, balances] = await Promise.all([
    findSkus(tx, sku_ids),
    tx.rows<{ id: string; digest: string; lots: LotPart[] }>(
      hot`select id, digest, lots from inventory.moves where id = any(${column(moves, 'id')}::uuid[])`,
    ),
    tx.rows<Lot>(hot`
      select l.sku_id, l.lot_no, l.made_on, l.expires_on from inventory.lots l
      where (l.sku_id, l.lot_no) in (
        select * from unnest(${[...moves.map(({ sku_id }) => sku_id), ...lot_rows.map(({ sku_id }) => sku_id)]}::text[],
          ${[...moves.map(({ lot_no }) => lot_no ?? ''), ...lot_rows.map(({ lot_no }) => lot_no)]}::text[]))`),
    lockSerials(tx, moves),
    findBalances(
      tx,
      ends.map((end) => ({ account: endAccount(end), asset: skuAsset(end.sku_id) })),
    ),
  ])
  return {
    skus: new Map(skus.map((sku) => [sku.sku_id, sku])),
    nodes: new Map([...nodes].filter(([, { organization_id }]) => mayTouch(by, { organization_id }))),
    made: new Map(made.map((row) => [row.id, row])),
    lots: new Map(lots.map((lot) => [`${lot.sku_id} ${lot.lot_no}`, lot])),
    lot_stock: new Map(lot_rows.map((row) => [lotKey(row.sku_id, row.lot_no, row.node_id, row.condition), row])),
    serials: new Map(serials.map((row) => [`${row.sku_id} ${row.serial_no}`, row])),
    balances: new Map(balances.map(({ account, asset, balance }) => [`${account} ${asset.slice('sku:'.length)}`, balance])),
    today: businessDate(now),
  }
}

/**
 * Every lot of these SKUs that stands at these nodes, in whatever condition. The lot itself is locked, in sorted order, and stands for its rows: a
 * row that does not exist yet could not be locked. `named` are locked as well, though they stand elsewhere.
 */
export async function lockLotStock(
  tx: Tx,
  places: readonly { node_id: string; sku_id: string }[],
  named: readonly { sku_id: string; lot_no: string }[] = [],
): Promise<LotStock[]> {
  // A thousand lines that leave are of a few SKUs.
  const at = [...new Map(places.map((place) => [`${place.node_id} ${place.sku_id}`, place])).values()]
  const lots = await tx.rows<{ sku_id: string; lot_no: string }>(hot`
    select l.sku_id, l.lot_no from inventory.lots l
    where (l.sku_id, l.lot_no) in (
      select s.sku_id, s.lot_no from unnest(${column(at, 'node_id')}::text[], ${column(at, 'sku_id')}::text[]) as k (node_id, sku_id)
        join inventory.lot_stock s on s.node_id = k.node_id and s.sku_id = k.sku_id and s.quantity > 0
      union select * from unnest(${column(named, 'sku_id')}::text[], ${column(named, 'lot_no')}::text[]))
    order by l.sku_id, l.lot_no for update`)
  if (lots.length === 0) return []
  return tx.rows<LotStock>(hot`
    select s.sku_id, s.lot_no, s.node_id, s.condition, s.quantity, l.expires_on, s.since_at
    from unnest(${column(lots, 'sku_id')}::text[], ${column(lots, 'lot_no')}::text[]) as k (sku_id, lot_no)
    join inventory.lots l on l.sku_id = k.sku_id and l.lot_no = k.lot_no
    join inventory.lot_stock s on s.sku_id = l.sku_id and s.lot_no = l.lot_no and s.quantity > 0
    where (s.node_id, s.sku_id) in (select * from unnest(${column(at, 'node_id')}::text[], ${column(at, 'sku_id')}::text[]))`)
}

async function lockSerials(tx: Tx, moves: readonly Move[]): Promise<Serial[]> {
  const named = moves.flatMap(({ sku_id, serials = [] }) => serials.map((serial_no) => ({ sku_id, serial_no })))
  if (named.length === 0) return []
  return tx.rows<Serial>(hot`
    select sku_id, serial_no, state, node_id, condition, lot_no from inventory.serials
    where (sku_id, serial_no) in (select * from unnest(${column(named, 'sku_id')}::text[], ${column(named, 'serial_no')}::text[]))
    order by sku_id, serial_no for update`)
}

/** Writes the lots that changed, each by its difference: a lot two batches bring at the same moment counts both. */
async function writeLotStock(
  tx: Tx,
  now: string,
  after: ReadonlyMap<string, LotStock>,
  before: ReadonlyMap<string, number>,
): Promise<void> {
  const changed = [...after]
    .map(([key, row]) => ({ ...row, delta: row.quantity - (before.get(key) ?? 0), known: before.has(key) }))
    .filter(({ delta }) => delta !== 0)
  // The check of the table refuses a difference below what is there.
  const known = changed.filter(({ known }) => known)
  const opened = changed.filter(({ known }) => !known)
  if (known.length > 0) {
    await tx.run(hot`
      update inventory.lot_stock s set quantity = s.quantity + c.delta
      from unnest(${column(known, 'sku_id')}::text[], ${column(known, 'lot_no')}::text[], ${column(known, 'node_id')}::text[],
        ${column(known, 'condition')}::text[], ${column(known, 'delta')}::bigint[]) as c (sku_id, lot_no, node_id, condition, delta)
      where s.sku_id = c.sku_id and s.lot_no = c.lot_no and s.node_id = c.node_id and s.condition = c.condition`)
  }
  if (opened.length > 0) {
    await tx.run(hot`
      insert into inventory.lot_stock as s (sku_id, lot_no, node_id, condition, quantity, since_at)
      select sku_id, lot_no, node_id, condition, delta, ${now}
      from unnest(${column(opened, 'sku_id')}::text[], ${column(opened, 'lot_no')}::text[], ${column(opened, 'node_id')}::text[],
        ${column(opened, 'condition')}::text[], ${column(opened, 'delta')}::bigint[]) as c (sku_id, lot_no, node_id, condition, delta)
      order by sku_id, lot_no, node_id, condition
      on conflict (sku_id, lot_no, node_id, condition) do update set quantity = s.quantity + excluded.quantity,
        since_at = case when s.quantity = 0 then excluded.since_at else s.since_at end`)
  }
}

async function writeSerials(tx: Tx, now: string, serials: readonly Serial[], done: readonly { move: Move }[]): Promise<void> {
  if (serials.length === 0) return
  const refs = new Map(
    done.flatMap(({ move }) => (move.serials ?? []).map((one) => [`${move.sku_id} ${one}`, `inventory.move:${move.id}`])),
  )
  const rows = [...new Map(serials.map((one) => [`${one.sku_id} ${one.serial_no}`, one])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, row]) => ({ ...row, ref: refs.get(key)! }))
  await tx.run(hot`
    insert into inventory.serials (sku_id, serial_no, state, node_id, condition, lot_no, ref, changed_at)
    select sku_id, serial_no, state, node_id, condition, lot_no, ref, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (sku_id text, serial_no text, state text, node_id text, condition text, lot_no text, ref text)
    on conflict (sku_id, serial_no) do update set state = excluded.state, node_id = excluded.node_id, condition = excluded.condition,
      lot_no = coalesce(excluded.lot_no, inventory.serials.lot_no), ref = excluded.ref, changed_at = excluded.changed_at`)
}

async function insertMoves(tx: Tx, by: By, now: string, done: readonly { move: Move; lots: LotPart[] }[]): Promise<void> {
  const end = (side: 'from' | 'to', at: End) =>
    at === 'outside'
      ? { [`${side}_node_id`]: null, [`${side}_condition`]: null }
      : { [`${side}_node_id`]: at.node_id, [`${side}_condition`]: at.condition }
  const rows = done.map(({ move, lots }) => ({
    ...{ id: move.id, kind: move.kind, sku_id: move.sku_id, quantity: move.quantity, lots, serials: move.serials ?? [] },
    ...{ reason: move.reason ?? null, ref: move.ref ?? null, digest: digestOfMove(move), ...end('from', move.from), ...end('to', move.to) },
  }))
  await tx.run(hot`
    insert into inventory.moves (id, kind, sku_id, quantity, from_node_id, from_condition, to_node_id, to_condition, lots, serials, reason, ref, digest,
      by_id, by_name, moved_at)
    select id, kind, sku_id, quantity, from_node_id, from_condition, to_node_id, to_condition, lots,
      array(select jsonb_array_elements_text(serials)), reason, ref, digest, ${by.id}, ${by.name}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (id uuid, kind text, sku_id text, quantity bigint, from_node_id text, from_condition text,
      to_node_id text, to_condition text, lots jsonb, serials jsonb, reason text, ref text, digest text)`)
}

export interface ArrivalOutcome extends Omit<MoveOutcome, 'status'> {
  status: ArrivalStatus
}

/** Takes in what arrives from outside, with what its label says of the lot. A lot known with another date is refused: `lot_differs`. */
export async function receiveStock(tx: Tx, by: By, now: string, arrivals: readonly Arrival[]): Promise<ArrivalOutcome[]> {
  const named = arrivals.filter(({ lot_no }) => lot_no)
  await tx.run(sql`
    insert into inventory.lots (sku_id, lot_no, made_on, expires_on, first_seen_at)
    select distinct on (sku_id, lot_no) sku_id, lot_no, made_on, expires_on, ${now}::timestamptz
    from jsonb_to_recordset(${json(named)}::jsonb) as a (sku_id text, lot_no text, made_on date, expires_on date)
    where not exists (select from inventory.lots l where l.sku_id = a.sku_id and l.lot_no = a.lot_no)
      and (a.expires_on is not null or not exists (select from products.skus k join products.spus p on p.spu_id = k.spu_id where k.sku_id = a.sku_id and p.tracks_expiry))
      and (a.made_on is null or a.expires_on is null or a.made_on <= a.expires_on)
    order by sku_id, lot_no on conflict do nothing`)
  const lots = await tx.rows<Lot>(hot`
    select sku_id, lot_no, made_on, expires_on from inventory.lots
    where (sku_id, lot_no) in (select * from unnest(${column(named, 'sku_id')}::text[], ${named.map(({ lot_no }) => lot_no!)}::text[]))`)
  const known = new Map(lots.map((lot) => [`${lot.sku_id} ${lot.lot_no}`, lot]))
  const refused = new Map<Arrival, ArrivalOutcome>()
  for (const arrival of named) {
    const lot = known.get(`${arrival.sku_id} ${arrival.lot_no}`)
    const { id, lot_no, expires_on = null, made_on = null } = arrival
    if (!lot)
      refused.set(arrival, {
        id,
        status: 'expiry_missing',
        detail: `Lot ${lot_no} of ${arrival.sku_id} needs expires_on, not before made_on: read it from the label.`,
      })
    else if ((expires_on && expires_on !== lot.expires_on) || (made_on && lot.made_on && made_on !== lot.made_on))
      refused.set(arrival, {
        id,
        status: 'lot_differs',
        detail: `Lot ${lot_no} is known with expires_on ${lot.expires_on ?? 'none'}: check the label.`,
      })
  }
  const going = arrivals.filter((arrival) => !refused.has(arrival))
  const outcomes = await moveStock(
    tx,
    by,
    now,
    going.map(({ id, kind = 'receipt', sku_id, quantity, node_id, condition = 'available', lot_no, serials, reason, ref }) => ({
      ...{ id, kind, sku_id, quantity, lot_no: lot_no ?? null, serials: serials ?? [], reason: reason ?? null, ref: ref ?? null },
      ...{ from: 'outside' as const, to: { node_id, condition } },
    })),
  )
  const at = new Map(going.map((arrival, i) => [arrival, outcomes[i]!]))
  return arrivals.map((arrival) => refused.get(arrival) ?? at.get(arrival)!)
}

export interface LotIssue {
  node_id: string
  sku_id: string
  quantity: number
  /** The lot that was picked; left out: first expired, first out. */
  lot_no?: string | null
}

/**
 * Takes sellable pieces off their lots because they leave or are gone; what had no lot stays out of it. Call it before the ledger posting, in the same
 * transaction: lots are locked before balances. Answers what was taken, in the order given.
 */
export async function issueLots(tx: Tx, now: string, issues: readonly LotIssue[]): Promise<LotPart[][]> {
  if (issues.length === 0) return []
  const rows = (await lockLotStock(tx, issues)).filter(({ condition }) => condition === 'good')
  if (rows.length === 0) return issues.map(() => [])
  const stock = new Map(rows.map((row) => [lotKey(row.sku_id, row.lot_no, row.node_id, 'good'), row]))
  const before = new Map([...stock].map(([key, { quantity }]) => [key, quantity]))
  const today = businessDate(now)
  const taken = issues.map(({ node_id, sku_id, quantity, lot_no }) => {
    const here = rows.filter((row) => row.node_id === node_id && row.sku_id === sku_id)
    // The lot named first, then what may still be sold, and only then what should have been taken away before.
    const rank = (row: LotStock) => (row.lot_no === lot_no ? 0 : row.expires_on === null || row.expires_on > today ? 1 : 2)
    const parts: LotPart[] = []
    for (const some of [0, 1, 2]) {
      const left = quantity - parts.reduce((sum, part) => sum + part.quantity, 0)
      if (left > 0)
        parts.push(
          ...firstExpired(
            here.filter((row) => rank(row) === some),
            left,
          ),
        )
    }
    for (const part of parts) stock.get(lotKey(sku_id, part.lot_no, node_id, 'good'))!.quantity -= part.quantity
    return parts
  })
  await writeLotStock(tx, now, stock, before)
  return taken
}

/** The lots that shipped lines take, the named ones first: only what stands at a node of its own has any. */
export const issuesOf = (lines: readonly (StockLine & { lots?: readonly LotPart[] })[]): LotIssue[] =>
  lines
    .filter(({ stock_from }) => stock_from !== 'supplier' && stock_from !== 'presale')
    .flatMap(({ node_id, sku_id, quantity, lots = [] }) => {
      const rest = quantity - lots.reduce((sum, part) => sum + part.quantity, 0)
      return [...lots.map((part) => ({ node_id, sku_id, ...part })), ...(rest > 0 ? [{ node_id, sku_id, quantity: rest }] : [])]
    })

export interface SerialSale {
  sku_id: string
  serial_no: string
  /** `orders.order:<id>` or whatever took it away. */
  ref: string
  node_id: string
}
export type SerialSaleStatus = 'sold' | 'already_sold' | 'serial_already_sold' | 'serial_elsewhere'

/** Marks single pieces sold, when a parcel is checked. A number never seen is taken in as sold; one that was sold before is refused. */
export async function sellSerials(
  tx: Tx,
  now: string,
  sales: readonly SerialSale[],
): Promise<{ id: string; status: SerialSaleStatus; detail?: string }[]> {
  const rows = await tx.rows<Serial & { ref: string }>(hot`
    select sku_id, serial_no, state, node_id, condition, lot_no, ref from inventory.serials
    where (sku_id, serial_no) in (select * from unnest(${column(sales, 'sku_id')}::text[], ${column(sales, 'serial_no')}::text[]))
    order by sku_id, serial_no for update`)
  const known = new Map(rows.map((row) => [`${row.sku_id} ${row.serial_no}`, row]))
  const sold: SerialSale[] = []
  const outcomes = sales.map((sale) => {
    const { sku_id, serial_no, node_id, ref } = sale
    const key = `${sku_id} ${serial_no}`
    const serial = known.get(key)
    if (serial && serial.state !== 'in_stock')
      return serial.ref === ref
        ? { id: serial_no, status: 'already_sold' as const }
        : {
            id: serial_no,
            status: 'serial_already_sold' as const,
            detail: `Serial ${serial_no} left before (${serial.ref}): set the piece aside.`,
          }
    if (serial && serial.node_id !== node_id)
      return { id: serial_no, status: 'serial_elsewhere' as const, detail: `Serial ${serial_no} stands at ${serial.node_id}.` }
    sold.push(sale)
    known.set(key, { sku_id, serial_no, state: 'sold', node_id: null, condition: null, lot_no: serial?.lot_no ?? null, ref })
    return { id: serial_no, status: 'sold' as const }
  })
  const written = await tx.run(hot`
    insert into inventory.serials as s (sku_id, serial_no, state, ref, changed_at)
    select sku_id, serial_no, 'sold', ref, ${now}
    from unnest(${column(sold, 'sku_id')}::text[], ${column(sold, 'serial_no')}::text[], ${column(sold, 'ref')}::text[]) as r (sku_id, serial_no, ref)
    order by sku_id, serial_no
    on conflict (sku_id, serial_no) do update set state = 'sold', node_id = null, condition = null, ref = excluded.ref, changed_at = excluded.changed_at
      where s.state = 'in_stock'`)
  if (written !== sold.length) throw new GroundMoved('a serial was sold by another at the same moment')
  return outcomes
}
