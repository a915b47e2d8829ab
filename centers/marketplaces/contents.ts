import { findListingContents, type ListingContent } from '#centers/channels/listings/content.ts'
import type { Exchange } from '#centers/interfaces/exchange.ts'
import { addLetters, type Postman, registerPostman } from '#centers/interfaces/letters.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { newId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import type { Connection } from './model.ts'
import { wakePush } from './offers.ts'
import type { ContentCall, Outside } from './port.ts'
import { lineOf, openLive } from './pull.ts'
import { findConnections } from './read.ts'
import { listingKey } from './rules.ts'
import { wantOffers } from './take.ts'

const kind = 'marketplaces.content'
type Shop = Pick<Connection, 'connection_id' | 'channel_id' | 'organization_id' | 'platform'>

export type ContentStatus = 'asked' | 'already_asked' | 'listing_not_found' | 'not_mapped' | 'not_listed' | 'not_offered'
/** Has title, description and pictures of listings told to the platform, as the channel has them. One outcome per listing; what came of it stands beside it. At most 200. */
export async function askContents(
  tx: Tx,
  by: By,
  now: string,
  shop: Shop,
  offered: boolean,
  keys: readonly string[],
): Promise<Outcome<ContentStatus>[]> {
  if (!offered) return keys.map((id) => notOffered(id, shop))
  const { connection_id, channel_id } = shop
  const rows = new Map(
    (
      await tx.rows<{ listing_key: string; sku_id: string | null; content_state: string | null }>(hot`
        select listing_key, sku_id, content_state from marketplaces.listings
        where connection_id = ${connection_id} and listing_key = any(${keys}::text[]) order by listing_key for update`)
    ).map((row) => [row.listing_key, row]),
  )
  const sku_ids = [...new Set([...rows.values()].flatMap(({ sku_id }) => sku_id ?? []))]
  const listed = new Set(column(await findListingContents(tx, channel_id, sku_ids), 'sku_id'))
  const outcomes = keys.map((id): Outcome<ContentStatus> => {
    const row = rows.get(id)
    if (!row) return { id, status: 'listing_not_found', detail: `There is no listing ${id} in ${connection_id}.` }
    if (row.sku_id === null) return { id, status: 'not_mapped', detail: 'Say first which SKU it is.' }
    if (!listed.has(row.sku_id)) return { id, status: 'not_listed', detail: notListed(row.sku_id, channel_id) }
    return { id, status: row.content_state === 'asked' ? 'already_asked' : 'asked' }
  })
  const asked = [
    ...new Set(
      column(
        outcomes.filter(({ status }) => status === 'asked'),
        'id',
      ),
    ),
  ]
  await tx.run(hot`
    update marketplaces.listings set content_state = 'asked', content_detail = null, content_at = ${now}
    where connection_id = ${connection_id} and listing_key = any(${asked}::text[])`)
  await writeLetters(tx, now, shop, asked)
  await recordChanges(
    tx,
    by,
    now,
    asked.map((key) => changeOf(shop, key, 'content_asked')),
  )
  return outcomes
}

export type CreationStatus = 'asked' | 'already_asked' | 'already_listed' | 'not_listed' | 'not_offered'
/** Has SKUs made listings of the platform, off sale, with their words, pictures and price. Stock follows by itself; putting them on sale is a person's word. At most 200. */
export async function askCreations(
  tx: Tx,
  by: By,
  now: string,
  shop: Shop,
  offered: boolean,
  sku_ids: readonly string[],
): Promise<Outcome<CreationStatus>[]> {
  if (!offered) return sku_ids.map((id) => notOffered(id, shop))
  const { connection_id, channel_id } = shop
  // One at a time a shop: of two who ask for the same SKU the second finds it asked for.
  await tx.run(sql`select 1 from marketplaces.connections where connection_id = ${connection_id} for update`)
  const rows = await tx.rows<{ listing_key: string; sku_id: string; creating: boolean; content_state: string | null }>(hot`
    select listing_key, sku_id, creating, content_state from marketplaces.listings
    where connection_id = ${connection_id} and sku_id = any(${sku_ids}::text[])`)
  const known = new Map(rows.sort((a, b) => Number(b.creating) - Number(a.creating)).map((row) => [row.sku_id, row]))
  const contents = new Map((await findListingContents(tx, channel_id, sku_ids)).map((one) => [one.sku_id, one]))
  const outcomes = sku_ids.map((id): Outcome<CreationStatus> => {
    const row = known.get(id)
    if (row && !row.creating) return { id, status: 'already_listed', detail: `It is the listing ${row.listing_key} there.` }
    if (row?.content_state === 'asked') return { id, status: 'already_asked' }
    return contents.has(id) ? { id, status: 'asked' } : { id, status: 'not_listed', detail: notListed(id, channel_id) }
  })
  const asked = [
    ...new Set(
      column(
        outcomes.filter(({ status }) => status === 'asked'),
        'id',
      ),
    ),
  ]
  const made = asked.map((sku_id) => ({ listing_key: newKey(sku_id), sku_id, title: contents.get(sku_id)!.title }))
  await tx.run(hot`
    insert into marketplaces.listings (connection_id, listing_key, product_no, outer_code, title, sku_id, matched_by, seen_at, content_state, content_at, creating)
    select ${connection_id}::text, listing_key, listing_key, sku_id, title, sku_id, 'hand', ${now}::timestamptz, 'asked', ${now}::timestamptz, true
    from jsonb_to_recordset(${json(made)}::jsonb) as m (listing_key text, sku_id text, title text)
    on conflict (connection_id, listing_key) do update set content_state = 'asked', content_detail = null, content_at = excluded.content_at`)
  await writeLetters(tx, now, shop, column(made, 'listing_key'))
  await recordChanges(
    tx,
    by,
    now,
    column(made, 'listing_key').map((key) => changeOf(shop, key, 'creation_asked')),
  )
  return outcomes
}

/** What stands for a listing until the platform has a number for it. */
const newKey = (sku_id: string): string => `new/${sku_id}`
const notOffered = <Status extends string>(id: string, { platform }: Shop) => ({
  ...{ id, status: 'not_offered' as Status & 'not_offered' },
  detail: `${platform} takes no words and pictures from outside: write them in its own console.`,
})
const notListed = (sku_id: string, channel_id: string): string =>
  `List ${sku_id} on the channel ${channel_id} first: its words and pictures stand there.`
const changeOf = ({ connection_id, organization_id }: Shop, listing_key: string, action: string) => ({
  ...{ subject: 'marketplaces.listing', subject_id: `${connection_id} ${listing_key}`, action, organization_id },
})
const writeLetters = (tx: Tx, now: string, { platform, connection_id }: Shop, keys: readonly string[]): Promise<void> =>
  addLetters(
    tx,
    now,
    keys.map((listing_key) => ({
      ...{ letter_id: newId(), interface_id: `${platform}.content`, account: connection_id, kind },
      ...{ subject: listing_key, payload: { listing_key } },
    })),
  )

type Said = Told<{ product_no?: string; sku_no?: string | null; left_out?: string | null }>
const pictures_left_out = 'pictures_left_out'

/** Tells a listing's words and pictures, or makes it. */
export const contentPostman = (outside: Outside): Postman => ({
  kind,
  say: (db, exchange, now, letters) =>
    Promise.all(letters.map(({ account, subject }) => sayContent(db, exchange, outside, now, account, subject))),
  async settle(tx, now, settled) {
    const rows = settled.map(({ letter, told }) => {
      const said = told as Exclude<Said, { status: 'later' }>
      const { account: connection_id, subject: listing_key } = letter
      if (said.status !== 'answered')
        return {
          connection_id,
          listing_key,
          state: 'refused',
          detail: `${said.code}: ${said.reason}`.slice(0, 500),
          product_no: null,
          sku_no: null,
        }
      return {
        connection_id,
        listing_key,
        state: 'told',
        detail: said.left_out ?? null,
        product_no: said.product_no ?? null,
        sku_no: said.sku_no ?? null,
      }
    })
    await tx.run(hot`
      update marketplaces.listings l set content_state = r.state, content_detail = r.detail, content_at = ${now}
      from jsonb_to_recordset(${json(rows)}::jsonb) as r (connection_id text, listing_key text, state text, detail text)
      where l.connection_id = r.connection_id and l.listing_key = r.listing_key`)
    const made = rows.flatMap((row) =>
      row.product_no === null ? [] : [{ ...row, key: listingKey({ product_no: row.product_no, sku_no: row.sku_no }) }],
    )
    if (made.length > 0) await settleMade(tx, now, made)
  },
  async revive(tx, now, letters) {
    const rows = letters.map(({ account, subject }) => ({ connection_id: account, listing_key: subject }))
    await tx.run(hot`
      update marketplaces.listings l set content_state = 'asked', content_detail = null, content_at = ${now}
      from jsonb_to_recordset(${json(rows)}::jsonb) as r (connection_id text, listing_key text)
      where l.connection_id = r.connection_id and l.listing_key = r.listing_key and l.content_state = 'refused'`)
    return letters
  },
})
export const registerContents = (outside: Outside): void => registerPostman(contentPostman(outside))

/** The platform's own numbers take the place of ours. An order may have shown the listing already: then that one stays. */
async function settleMade(
  tx: Tx,
  now: string,
  made: readonly { connection_id: string; listing_key: string; key: string; product_no: string | null; sku_no: string | null }[],
): Promise<void> {
  await tx.run(hot`
    delete from marketplaces.listings l using jsonb_to_recordset(${json(made)}::jsonb) as r (connection_id text, listing_key text, key text)
    where l.connection_id = r.connection_id and l.listing_key = r.listing_key
      and exists (select from marketplaces.listings k where k.connection_id = r.connection_id and k.listing_key = r.key)`)
  const rows = await tx.rows<{ connection_id: string; listing_key: string; sku_id: string }>(hot`
    update marketplaces.listings l set listing_key = r.key, product_no = r.product_no, sku_no = r.sku_no, creating = false
    from jsonb_to_recordset(${json(made)}::jsonb) as r (connection_id text, listing_key text, key text, product_no text, sku_no text)
    where l.connection_id = r.connection_id and l.listing_key = r.listing_key
    returning l.connection_id, l.listing_key, l.sku_id`)
  for (const shop of await findConnections(tx)) {
    const own = rows.filter(({ connection_id }) => connection_id === shop.connection_id)
    if (own.length > 0) await wantOffers(tx, now, shop, own)
  }
  await wakePush(tx)
}

async function sayContent(
  db: Db,
  exchange: Exchange,
  outside: Outside,
  now: () => string,
  connection_id: string,
  listing_key: string,
): Promise<Said> {
  const shop = await openLive({ db, clock: { now }, outside }, connection_id)
  if ('status' in shop) return shop
  const row = await db.row<{
    product_no: string
    sku_no: string | null
    outer_code: string | null
    sku_id: string | null
    creating: boolean
  }>(hot`
    select product_no, sku_no, outer_code, sku_id, creating from marketplaces.listings where connection_id = ${connection_id} and listing_key = ${listing_key}`)
  if (!row?.sku_id) return { status: 'refused', code: 'not_mapped', reason: 'The listing is no SKU of ours any more.' }
  const [content] = await findListingContents(db, shop.row.channel_id, [row.sku_id])
  if (!content) return { status: 'refused', code: 'not_listed', reason: notListed(row.sku_id, shop.row.channel_id) }
  const call = callOf(row, content, outside.public_base())
  const left_out = content.pictures.length > 0 && call.pictures.length === 0 ? pictures_left_out : null
  const { port, open } = shop
  const line = lineOf(shop, 'content', listing_key)
  if (row.creating) {
    if (!port.createListing) return { status: 'refused', code: 'not_offered', reason: `${shop.row.platform} makes no listings for others.` }
    const told = await exchange.call(line, () => port.createListing!(open, call))
    return told.status === 'answered' ? { ...told, left_out } : told
  }
  if (!port.setContent) return { status: 'refused', code: 'not_offered', reason: `${shop.row.platform} takes no words and pictures.` }
  const told = await exchange.call(line, () => port.setContent!(open, call))
  return told.status === 'answered' ? { ...told, left_out } : told
}

const picture_width = 1280
/** Platforms fetch pictures from our own address; without one they keep those they have. */
function callOf(
  { product_no, sku_no, outer_code }: { product_no: string; sku_no: string | null; outer_code: string | null },
  content: ListingContent,
  base: string | null,
): ContentCall {
  const { title, subtitle, description, selling_points, price_minor, attributes, sku_id, pictures } = content
  return {
    ...{
      product_no,
      sku_no,
      outer_code: outer_code ?? sku_id,
      sku_id,
      title,
      subtitle,
      description,
      points: selling_points,
      price_minor,
      attributes,
    },
    pictures: base === null ? [] : pictures.map(({ reference }) => `${base}/media/${reference}/${picture_width}.jpg`),
  }
}
