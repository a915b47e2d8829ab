import { hash } from 'node:crypto'
import { placeOf, regionsBelow } from '#centers/places/regions.ts'
import { readAddress } from '#centers/places/rules.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { column } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql, type Tx } from '#core/sql.ts'

/** An address as an outside order brings it. While nobody could read it, it carries the words (`told`) and how sure the reading was. */
export type Told = Record<string, string | undefined>

/** Below this a person looks at it. */
export const leastConfidence = 60
const weight: Record<string, number> = { province: 15, city: 15, district: 40, street: 25 }

export interface Normalized {
  address: Told
  /** 0 to 100, of the place alone. */
  confidence: number
  words: string
}

/** The words of an address, in one line. */
export const wordsOf = (address: Told): string =>
  ['province', 'city', 'district', 'street']
    .map((key) => address[key]?.trim() ?? '')
    .filter(Boolean)
    .join(' ')
    .slice(0, 300)
export const keyOf = (words: string): string => hash('sha1', words.replace(/[\s,，、-]/g, ''), 'base64url')

/** The county an address names, by its code, with the names as the code has them; the street stays as it was told. Never invents: what is not certain lowers the confidence. */
export function normalizeAddress(address: Told): Normalized {
  const words = wordsOf(address)
  const { region_code, doubts } = readAddress(words)
  const leaf = region_code !== null && regionsBelow(region_code).length === 0
  const street = address.street?.trim() ?? ''
  const doubted = new Set<string>([
    ...doubts.filter((doubt) => doubt === 'province' || doubt === 'city'),
    ...(leaf ? [] : ['district']),
    ...(street.length < 3 ? ['street'] : []),
  ])
  const confidence = Math.max(0, 100 - [...doubted].reduce((sum, doubt) => sum + weight[doubt]!, 0) - (region_code === null ? 30 : 0))
  // A county that is not known leaves the carrier guessing, however good the rest is.
  if (!leaf) return { address, confidence: Math.min(confidence, leastConfidence - 1), words }
  return { address: { ...address, ...placeOf(region_code!)!, region_code: region_code!, street }, confidence, words }
}

interface Incoming {
  organization_id: string
  currency: string
  address: Told
}

/**
 * Addresses of outside orders with their region codes: read, or as somebody put the same words right before. What cannot be read keeps its words as `told`: the
 * review holds such an order as `address_unclear`. Addresses abroad are left as they are.
 */
export async function normalizeAddresses(tx: Tx, now: string, incoming: readonly Incoming[]): Promise<Told[]> {
  const read = incoming.map(({ currency, address }) =>
    currency === 'CNY' && !address.region_code && address.street ? normalizeAddress(address) : null,
  )
  const unclear = read.flatMap((one, i) =>
    one && one.confidence < leastConfidence ? [{ organization_id: incoming[i]!.organization_id, words_key: keyOf(one.words) }] : [],
  )
  const kept = new Map((await takeCorrections(tx, now, unclear)).map((one) => [`${one.organization_id} ${one.words_key}`, one]))
  return incoming.map(({ organization_id, address }, i) => {
    const one = read[i]
    if (!one) return address
    if (one.confidence >= leastConfidence) return one.address
    const known = kept.get(`${organization_id} ${keyOf(one.words)}`)
    return known ? corrected(address, known) : { ...address, told: one.words, confidence: String(one.confidence) }
  })
}

/** An address put right; what belongs to the platform (its key, the postcode) stays. */
export function corrected({ told: _, confidence: __, ...address }: Told, right: { region_code: string; street: string }): Told {
  return { ...address, ...placeOf(right.region_code)!, region_code: right.region_code, street: right.street }
}

interface Correction {
  organization_id: string
  words_key: string
  region_code: string
  street: string
}

async function takeCorrections(
  tx: Tx,
  now: string,
  asked: readonly Pick<Correction, 'organization_id' | 'words_key'>[],
): Promise<Correction[]> {
  if (asked.length === 0) return []
  return tx.rows<Correction>(hot`
    update orders.address_corrections c set used = c.used + a.times, used_at = ${now}
    from (select organization_id, words_key, count(*)::integer as times
      from unnest(${column(asked, 'organization_id')}::text[], ${column(asked, 'words_key')}::text[]) as a (organization_id, words_key) group by 1, 2) a
    where c.organization_id = a.organization_id and c.words_key = a.words_key
    returning c.organization_id, c.words_key, c.region_code, c.street`)
}

/** Remembers what these words mean; the last word counts. */
export const rememberCorrections = async (tx: Tx, by: string, now: string, corrections: readonly Correction[]): Promise<void> =>
  void (await tx.run(hot`
    insert into orders.address_corrections (organization_id, words_key, region_code, street, corrected_by, corrected_at)
    select distinct on (organization_id, words_key) organization_id, words_key, region_code, street, ${by}, ${now}
    from unnest(${column(corrections, 'organization_id')}::text[], ${column(corrections, 'words_key')}::text[], ${column(corrections, 'region_code')}::text[],
      ${column(corrections, 'street')}::text[]) as c (organization_id, words_key, region_code, street) order by organization_id, words_key
    on conflict (organization_id, words_key) do update set region_code = excluded.region_code, street = excluded.street, corrected_by = excluded.corrected_by,
      corrected_at = excluded.corrected_at`))

export interface CorrectionRow extends Correction {
  id: string
  corrected_by: string
  corrected_at: string
  used: number
  used_at: string | null
}

/** What is remembered, the newest first. */
export async function listCorrections(
  db: Reader,
  caller: Caller,
  filter: { cursor?: string | undefined; limit: number },
): Promise<{ items: CorrectionRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<CorrectionRow>(sql`
    select organization_id || ' ' || words_key as id, organization_id, words_key, region_code, street, corrected_by, corrected_at, used, used_at
    from orders.address_corrections c where ${scopeFilter(caller, { organization: sql`c.organization_id` })}
      ${after ? sql`and (corrected_at, words_key) < (${after[0]}::timestamptz, ${after[1]})` : sql``}
    order by corrected_at desc, words_key desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ corrected_at, words_key }) => [corrected_at, words_key])
}

/** Forgets corrections; orders that used them stay as they are. */
export async function forgetCorrections(tx: Tx, ids: readonly { organization_id: string; words_key: string }[]): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(hot`
    delete from orders.address_corrections c using unnest(${column(ids, 'organization_id')}::text[], ${column(ids, 'words_key')}::text[]) as g (organization_id, words_key)
    where c.organization_id = g.organization_id and c.words_key = g.words_key returning c.organization_id || ' ' || c.words_key as id`)
  return column(rows, 'id')
}

export interface UnclearRow {
  id: string
  order_no: string
  channel_id: string
  external_no: string | null
  organization_id: string
  buyer_name: string
  told: string
  confidence: number
  opened_at: string
}

/** Orders that wait because nobody could read where they go, the newest first. */
export async function listUnclear(
  db: Reader,
  caller: Caller,
  filter: { q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: UnclearRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const q = filter.q?.trim()
  const rows = await db.rows<UnclearRow & { abnormal_id: string }>(sql`
    select o.id, o.order_no, o.channel_id, o.external_no, o.organization_id, o.buyer_name, o.address ->> 'told' as told,
      coalesce(o.address ->> 'confidence', '0')::integer as confidence, a.opened_at, a.abnormal_id
    from orders.abnormals a join orders.orders o on o.id = a.order_id
    where a.status = 'open' and a.reason = 'address_unclear' and o.address ->> 'told' is not null and ${scopeFilter(caller, { organization: sql`a.organization_id` })}
      ${q ? sql`and (o.order_no = ${q} or o.external_no = ${q} or o.buyer_phone = ${q})` : sql``}
      ${after ? sql`and (a.opened_at, a.abnormal_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by a.opened_at desc, a.abnormal_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ opened_at, abnormal_id }) => [opened_at, abnormal_id])
}

/** Open orders that wait with the very same words. */
export const findSameWords = (
  tx: Tx,
  words: readonly { organization_id: string; told: string }[],
): Promise<{ id: string; told: string }[]> =>
  tx.rows(hot`
    select o.id, o.address ->> 'told' as told from orders.abnormals a join orders.orders o on o.id = a.order_id
    join unnest(${column(words, 'organization_id')}::text[], ${column(words, 'told')}::text[]) as w (organization_id, told)
      on w.organization_id = o.organization_id and w.told = o.address ->> 'told'
    where a.status = 'open' and a.reason = 'address_unclear' order by o.id limit 150`)
