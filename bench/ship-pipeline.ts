import { placeOrders } from '#centers/orders/place.ts'
import { openSite } from '#centers/warehouse/fixtures.ts'
import { promises } from '#centers/warehouse/promises.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { chunksOf } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, sql } from '#core/sql.ts'
import type { BenchOptions, Figure } from './run.ts'
import { costsOf } from './support/cpu.ts'
import { makeShop, measureHello, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'
import { makeStaff } from './support/staff.ts'

export const name = 'ship-pipeline'

const clerks = 50
const planners = 4
const set = 500
const node_id = 'main'
/** A quick hand at the scanner makes two or three a second; twice that, fifty of them. */
const scans_a_second = 5
const shift_seconds = 6

/**
 * Orders from approved to shipped over HTTP. Bulk: clerks send sets, step by step (approve, release, wave, pick, check by sample, label, ship). Clerks: fifty
 * at fifty waves scan item by item at a fixed pace, each waiting for its answer. Loose: the same fifty without a pause between answer and next scan. The limit
 * of the first is what the rows of an order cost written raw in sets of the same size, of the others bare Fastify asked by as many.
 */
export async function run({ scale, seconds, log }: BenchOptions): Promise<Figure[]> {
  const bulk = Math.max(set, Math.round(4_000 * scale))
  // Some 8,000 scans: a second of them would measure how the functions are compiled.
  const loose = Math.max(300, Math.round(2_400 * scale))
  const hello = await measureHello(clerks, Math.min(3, seconds))
  const ground = await openGround(name)
  try {
    const { db } = ground
    const skus = (await makeShop(db, 20, 1_000_000)).map(({ sku_id }) => sku_id)
    const bins = Object.fromEntries(skus.map((sku_id, i) => [`A-${String(i + 1).padStart(2, '0')}`, { [sku_id]: 900_000 }]))
    await openSite(db, new Date().toISOString(), node_id, bins, { numbers: 2 * bulk + loose, smallest_bulk: 50, largest_bulk: set })
    const bulk_content = (i: number) => ({ [skus[i % 4]!]: 1, [skus[4 + (i % 4)]!]: 2 })
    const warm_ids = await place(db, bulk / 2, bulk_content)
    // Contents that repeat often are bulk, so these are of some hundred kinds.
    const loose_ids = await place(db, loose, (i) => ({
      [skus[i % 20]!]: 1 + (i % 2),
      [skus[(i * 7 + 3 + Math.floor(i / 20)) % 20]!]: 1,
      [skus[(i * 3 + 1 + Math.floor(i / 400)) % 20]!]: 1,
    }))
    const raw = await writeRaw(db, bulk)
    log(`raw rows of ${raw.per_second} orders/s`)

    const cookie = await makeStaff(db)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const desk = deskAt(server.url, cookie)
    await consumersRest(db)
    const pids = { server: server.pid, database: ground.pid }
    // A server runs for weeks: what happens once a day per function, its compilation, is not part of what an order costs.
    await shipBulk(desk, warm_ids, () => {})
    const bulk_ids = await place(db, bulk, bulk_content)
    await consumersRest(db)
    const bulk_costs = costsOf(pids)
    const bulk_steps = await shipBulk(desk, bulk_ids, log)
    const cpu_us_an_order = bulk_costs(bulk)
    const bodies = scansOf(await prepareLoose(desk, loose_ids))
    const load = {
      url: server.url,
      scenario: 'post' as const,
      connections: clerks,
      headers: { cookie },
      paths: ['/api/admin/warehouse/checks'],
    }
    const some = Math.min(Math.floor(bodies.length / 3), clerks * scans_a_second * shift_seconds)
    await runLoad({ ...load, seconds: 60, bodies: bodies.splice(0, some) })
    const paced = await scanAtPace(server.url, cookie, bodies.splice(0, some))
    const scan_costs = costsOf(pids)
    const scans = await runLoad({ ...load, seconds: 60, bodies })
    const cpu_us_a_scan = scan_costs(scans.requests)
    const rss_mb = await server.rss()
    await server.stop()

    const shipped = await db.row<{ shipped: number; checked: number }>(sql`
      select count(*) filter (where status = 'shipped') as shipped, count(*) filter (where status = 'checked') as checked from warehouse.outbounds`)
    const broken = (await checkPromises(db, [{ center: 'warehouse', promises }])).filter(({ offending }) => offending.length > 0)
    const took_s = Object.values(bulk_steps).reduce((sum, step_s) => sum + step_s, 0)
    return [
      {
        name: `${name} bulk`,
        value: Math.round(bulk / took_s),
        unit: 'orders/s approved to shipped',
        limit_name: 'rows of an order written raw, in sets',
        limit: raw.per_second,
        ratio: Math.round((bulk / took_s / raw.per_second) * 100) / 100,
        orders: bulk,
        shipped: shipped!.shipped - warm_ids.length,
        steps_s: Object.fromEntries(Object.entries(bulk_steps).map(([step, step_s]) => [step, Math.round(step_s * 100) / 100])),
        ...cpu_us_an_order,
        rss_mb,
        promises_broken: broken.map((one) => one.name),
      },
      {
        name: `${name} clerks`,
        value: paced.per_second,
        unit: 'scans/s',
        limit_name: 'hello',
        limit: hello.per_second,
        ratio: Math.round((paced.per_second / hello.per_second) * 1000) / 1000,
        p50_ms: paced.at(0.5),
        p95_ms: paced.at(0.95),
        p99_ms: paced.at(0.99),
        clerks,
        asked_a_second: clerks * scans_a_second,
        answers: paced.answers,
      },
      {
        name: `${name} loose`,
        value: scans.per_second,
        unit: 'scans/s',
        limit_name: 'hello',
        limit: hello.per_second,
        ratio: Math.round((scans.per_second / hello.per_second) * 1000) / 1000,
        p50_ms: scans.p50_ms,
        p95_ms: scans.p95_ms,
        p99_ms: scans.p99_ms,
        hello_p95_ms: hello.p95_ms,
        clerks,
        ...cpu_us_a_scan,
        answers: scans.answers,
        errors: scans.errors,
        checked: shipped!.checked,
      },
    ]
  } finally {
    await ground.stop()
  }
}

/** Orders a marketplace sold; they rest as placed, so that approving them is part of what is measured. */
async function place(db: Db, count: number, contentOf: (i: number) => Record<string, number>): Promise<string[]> {
  const now = new Date().toISOString()
  const numbers = numberSource(db, 'orders')
  const ids: string[] = []
  for (const some of chunksOf(
    Array.from({ length: count }, (_, i) => i),
    1_000,
  )) {
    const orders = some.map((i) => ({
      ...{
        id: newId(),
        channel_id: 'tmall',
        external_no: newId(),
        member_id: null,
        visitor_id: null,
        buyer_name: '林小满',
        buyer_phone: '13800001234',
      },
      address: { province: '重庆市', city: '', district: '渝中区', street: `解放碑步行街 ${i} 号`, region_code: '500103' },
      ...{ buyer_message: null, currency: 'CNY', payment_term: 'channel' as const, outlet_id: null, placed_at: now },
      lines: Object.entries(contentOf(i)).map(([sku_id, quantity]) => ({
        sku_id,
        quantity,
        unit_minor: 1_000,
        amount_minor: 1_000 * quantity,
      })),
      ...{ freight_minor: 0, expected_total_minor: null, rests_until: new Date(Date.now() + 86_400_000).toISOString() },
    }))
    await db.tx((tx) => placeOrders(tx, now, orders, numbers.take))
    ids.push(...orders.map(({ id }) => id))
  }
  return ids
}

/** Placing left its own work to the consumers; it is not part of what is measured. */
async function consumersRest(db: Db): Promise<void> {
  const last = async () => (await db.row<{ moved_at: string }>(sql`select max(moved_at) as moved_at from core.cursors`))?.moved_at
  for (let before: string | undefined = 'never', now = await last(); before !== now; ) {
    await new Promise((next) => setTimeout(next, 1_500))
    before = now
    now = await last()
  }
}

/** About the rows that an order leaves behind on its way: entries, lines, box, parcel, postings, waybill. */
const rows_per_order = 24

async function writeRaw(db: Db, orders: number): Promise<{ per_second: number }> {
  await db.run(sql`create table if not exists public.raw_rows (id uuid primary key, order_id uuid not null, body text not null)`)
  const began = performance.now()
  for (let done = 0; done < orders; done += set) {
    const ids = Array.from({ length: set * rows_per_order }, () => newId())
    await db.run(sql`insert into public.raw_rows (id, order_id, body) select id, id, repeat('x', 80) from unnest(${ids}::uuid[]) as r (id)`)
  }
  const took_s = (performance.now() - began) / 1000
  await db.run(sql`drop table public.raw_rows`)
  return { per_second: Math.round(orders / took_s) }
}

type Answered = { id: string; status: string; waves?: { id: string; orders: number }[]; detail?: string }
interface WaveView {
  picks: { id: string; sku_id: string; bin_code: string | null; quantity: number }[]
  outbounds: { lines: { sku_id: string; quantity: number }[] }[]
}
interface Desk {
  post(path: string, body: object): Promise<Answered[]>
  wave(id: string): Promise<WaveView>
}

function deskAt(url: string, cookie: string): Desk {
  const ask = async (method: string, path: string, body?: object) => {
    const init = {
      method,
      headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }
    return (await fetch(`${url}/api/admin/${path}`, init)).json()
  }
  return {
    post: async (path, body) => {
      const { outcomes, ...problem } = (await ask('POST', path, body)) as { outcomes?: Answered[] }
      if (!outcomes) throw new Error(`${path} was answered ${JSON.stringify(problem)}`)
      return outcomes
    },
    wave: (id) => ask('GET', `warehouse/waves/${id}`) as Promise<WaveView>,
  }
}

/** A few people take one set after the other: while the database works on the sets of some, the server reads those of the others. */
async function inSets<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const queue = [...items]
  const clerk = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: planners }, clerk))
}

function expectAll(outcomes: readonly Answered[], ...statuses: string[]): void {
  const bad = outcomes.find(({ status }) => !statuses.includes(status))
  if (bad) throw new Error(`a step of the pipeline was refused: ${JSON.stringify(bad)}`)
}

async function approveAndRelease({ post }: Desk, ids: readonly string[], step: Step): Promise<void> {
  const sets = [...chunksOf(ids, set)].map((some) => some.map((id) => ({ id })))
  await step('approve', () =>
    inSets(sets, async (orders) =>
      expectAll(await post('orders/approvals', { approvals: orders.map(({ id }) => ({ id, reason: 'bench' })) }), 'approved'),
    ),
  )
  await step('release', () =>
    inSets(sets, async (orders) => expectAll(await post('warehouse/releases', { orders }), 'released', 'already_released')),
  )
}

/** Waves until every one of so many orders is in one: what the automatic steps released a moment ago arrives with the next event. */
async function gatherWaves({ post }: Desk, orders: number, kind: 'bulk' | 'loose'): Promise<string[]> {
  const made: string[] = []
  for (let planned = 0; planned < orders; ) {
    const [plan] = await post('warehouse/waves', { plans: [{ id: newId(), node_id, kind, most_orders: 4 * set }] })
    for (const wave of plan!.waves ?? []) {
      made.push(wave.id)
      planned += wave.orders
    }
    if (!plan!.waves) await new Promise((next) => setTimeout(next, 20))
  }
  await inSets([...chunksOf(made, kind === 'bulk' ? 1 : 10)], async (ids) =>
    expectAll(await post('warehouse/waves/releases', { ids }), 'released'),
  )
  return made
}

async function pickWave({ post, wave }: Desk, id: string): Promise<WaveView> {
  const view = await wave(id)
  const picks = view.picks.map((pick) => ({
    id: newId(),
    pick_id: pick.id,
    quantity: pick.quantity,
    bin: pick.bin_code,
    item: pick.sku_id,
  }))
  expectAll(await post('warehouse/picks', { picks }), 'picked')
  return view
}

type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>

async function shipBulk(desk: Desk, ids: string[], log: (sentence: string) => void): Promise<Record<string, number>> {
  const took: Record<string, number> = {}
  const step: Step = async (name, work) => {
    const began = performance.now()
    const result = await work()
    took[name] = (performance.now() - began) / 1000
    log(`${name} ${Math.round(ids.length / took[name])}/s`)
    return result
  }
  const { post } = desk
  await approveAndRelease(desk, ids, step)
  const waves = await step('wave', () => gatherWaves(desk, ids.length, 'bulk'))
  const samples = new Map<string, { text: string; quantity: number }[]>()
  await step('pick', () =>
    inSets(waves, async (id) => {
      const view = await pickWave(desk, id)
      samples.set(
        id,
        view.outbounds[0]!.lines.map(({ sku_id, quantity }) => ({ text: sku_id, quantity })),
      )
    }),
  )
  await step('check', () =>
    inSets(waves, async (id) =>
      expectAll(await post('warehouse/waves/checks', { checks: [{ id: newId(), wave_id: id, sample: samples.get(id)! }] }), 'checked'),
    ),
  )
  await step('label', () => inSets(waves, async (id) => expectAll(await post('warehouse/waves/labels', { ids: [id] }), 'answered')))
  await step('ship', () => inSets(waves, async (id) => expectAll(await post('warehouse/waves/shipments', { ids: [id] }), 'shipped')))
  return took
}

async function prepareLoose(desk: Desk, ids: string[]): Promise<(WaveView & { id: string })[]> {
  await approveAndRelease(desk, ids, (_name, work) => work())
  const waves = await gatherWaves(desk, ids.length, 'loose')
  const views: (WaveView & { id: string })[] = []
  await inSets(waves, async (id) => views.push({ ...(await pickWave(desk, id)), id }))
  return views
}

/** Each clerk scans at his pace, or as soon as the answer is there when that takes longer. */
async function scanAtPace(url: string, cookie: string, bodies: readonly object[]) {
  const times: number[] = []
  const answers: Record<string, number> = {}
  const began = performance.now()
  const clerk = async (at: number) => {
    for (let i = at, turn = 0; i < bodies.length; i += clerks, turn++) {
      const due = began + ((turn + at / clerks) * 1_000) / scans_a_second
      await new Promise((next) => setTimeout(next, Math.max(0, due - performance.now())))
      const asked = performance.now()
      const answer = await fetch(`${url}/api/admin/warehouse/checks`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify(bodies[i]),
      })
      const said = /"status":"([a-z_]+)"/.exec(await answer.text())?.[1] ?? String(answer.status)
      times.push(performance.now() - asked)
      answers[said] = (answers[said] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: clerks }, (_, at) => clerk(at)))
  const took_s = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const at = (part: number) => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0) * 100) / 100
  return { per_second: Math.round(times.length / took_s), at, answers }
}

/** Every piece of every order as one scan; each clerk works through a wave of his own, so the scans of the waves take turns. */
function scansOf(waves: readonly (WaveView & { id: string })[]): object[] {
  const queues = waves.map(({ id, outbounds }) =>
    outbounds.flatMap(({ lines }) =>
      lines.flatMap(({ sku_id, quantity }) => Array.from({ length: quantity }, () => ({ wave_id: id, text: sku_id }))),
    ),
  )
  const bodies: object[] = []
  for (let at = 0; queues.some((queue) => at < queue.length); at++) {
    for (const queue of queues) {
      const scan = queue[at]
      if (scan) bodies.push({ scans: [{ id: newId(), node_id, mode: 'find', ...scan }] })
    }
  }
  return bodies
}
