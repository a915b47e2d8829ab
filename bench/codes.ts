import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import pg from 'pg'
import { printCsv } from '#centers/codes/files.ts'
import { findBatches } from '#centers/codes/read.ts'
import { makeSerials, readSerial } from '#centers/codes/serials.ts'
import { makeBatches, printCodes } from '#centers/codes/write.ts'
import { copyIn } from '#core/copy.ts'
import { openFiles } from '#core/files.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { BenchOptions } from './run.ts'
import { type Ground, makeShop, openGround } from './support/ground.ts'

export const name = 'codes'

/** A million codes: the batch made and every serial signed; then printed into a file on disk, and what one stored row each would cost. */
export async function run({ scale, log }: BenchOptions) {
  process.env.TONGSHANG_SECRET ??= 'a secret of the benches, which sign nothing that is sold'
  const quantity = Math.round(1_000_000 * scale)
  const ground = await openGround(name)
  const folder = join(tmpdir(), `tongshang-codes-${process.pid}`)
  try {
    const batch_id = await prepare(ground)
    const made = performance.now()
    const batch = await makeBatch(ground, batch_id, quantity)
    const make_s = since(made)

    const signed = performance.now()
    for (let at = 0; at < quantity; at += 10_000)
      makeSerials(batch.key_no, batch.gtin, batch.first_number + at, Math.min(10_000, quantity - at))
    const sign_s = since(signed)
    const files = await openFiles(folder, {})
    const printed = performance.now()
    const print = { from_index: 0, quantity, host: 'id.example.com' }
    await ground.db.tx((tx) => printCodes(tx, theSystem, new Date().toISOString(), [{ id: newId(), batch_id }], print.host))
    const { file, size_bytes } = await files.put(Readable.from(toBuffers(printCsv(batch, print))), { limit_bytes: 512 * 1024 * 1024 })
    const print_s = since(printed)
    log(`${quantity} codes in a file of ${Math.round(size_bytes / 1e6)} MB`)

    const checked = performance.now()
    const sample = await readSome(files, file, 100_000)
    for (const serial of sample) if (!readSerial(batch.gtin, serial)) throw new Error(`${serial} is not read back`)
    const check_s = since(checked)
    const stored_s = await storeRows(ground, batch, quantity)
    await files.close()
    return {
      name,
      value: Math.round(quantity / (make_s + sign_s)),
      unit: 'codes/s',
      limit_name: 'codes/s of a million in 30 s',
      limit: 33_333,
      ratio: Math.round((quantity / (make_s + sign_s) / 33_333) * 100) / 100,
      quantity,
      make_s: round(make_s),
      sign_s: round(sign_s),
      print_s: round(print_s),
      file_mb: Math.round(size_bytes / 1e6),
      checked_per_second: Math.round(sample.length / check_s),
      stored_rows_s: round(stored_s.took_s),
      stored_rows_mb: stored_s.mb,
      rss_mb: Math.round(process.memoryUsage.rss() / 1_048_576),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await ground.stop()
  }
}

const since = (began: number): number => (performance.now() - began) / 1000
const round = (seconds: number): number => Math.round(seconds * 1000) / 1000

async function* toBuffers(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text)
}

async function prepare(ground: Ground): Promise<string> {
  await makeShop(ground.db, 1, 1)
  return newId()
}

async function makeBatch({ db }: Ground, batch_id: string, quantity: number) {
  const item = {
    id: batch_id,
    sku_id: 'SKU-0',
    gtin: '09506000134352',
    lot: 'BENCH',
    produced_on: '2026-03-01',
    factory: 'bench',
    quantity,
    points: 50,
  }
  await db.tx((tx) => makeBatches(tx, theSystem, new Date().toISOString(), [item]))
  return (await findBatches(db, [batch_id]))[0]!
}

async function readSome(files: Awaited<ReturnType<typeof openFiles>>, file: string, most: number): Promise<string[]> {
  const serials: string[] = []
  let rest = ''
  for await (const chunk of files.read(file)) {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop()!
    for (const line of lines) if (/^\d/.test(line)) serials.push(line.split(',')[3]!)
    if (serials.length >= most) break
  }
  return serials.slice(0, most)
}

/** The other way: a row for every code at making, by COPY, which is the fastest there is. */
async function storeRows({ connection }: Ground, batch: { batch_id: string; first_number: number }, quantity: number) {
  // The pool's connections are pipelined, which COPY cannot be.
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query(
      'create table if not exists public.stored_codes (number bigint primary key, batch_id uuid not null, state smallint not null)',
    )
    await client.query('truncate public.stored_codes')
    const chunks = function* () {
      for (let at = 0; at < quantity; at += 5_000) {
        let lines = ''
        for (let i = at; i < Math.min(quantity, at + 5_000); i++) lines += `${batch.first_number + i}\t${batch.batch_id}\t0\n`
        yield lines
      }
    }
    const began = performance.now()
    await copyIn(client, 'copy public.stored_codes from stdin', chunks())
    const took_s = since(began)
    const { rows } = await client.query(`select pg_total_relation_size('public.stored_codes') / 1048576 as mb`)
    return { took_s, mb: Number(rows[0].mb) }
  } finally {
    await client.query('drop table if exists public.stored_codes')
    await client.end()
  }
}
