import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Files } from '#core/files.ts'
import { chunksOf } from '#core/outcomes.ts'
import { type Db, json, type Reader, sql } from '#core/sql.ts'
import { missingMedia } from '../facts.ts'
import type { Block, SiteSettings, Words } from '../model.ts'
import { findSite } from '../read.ts'
import { mentionsOf } from '../rules.ts'
import { resolveLinks } from './resolve.ts'

/** Where links and files are named, and which. */
interface Place {
  place: string
  name: Words
  links: string[]
  media: string[]
}
export interface Fault {
  place: string
  place_name: Words
  link: string
  fault: string
  detail: string
}
export interface CheckOptions {
  files?: Files | undefined
  /** Whether an outside address answers; null when it does. */
  ask?: (link: string) => Promise<string | null>
}

/** Looks at every link and file that pages, products, redirects and the navigation name, and keeps what it found. */
export async function checkLinks(
  db: Db,
  now: () => string,
  check_id: string,
  { files, ask = askOutside }: CheckOptions,
): Promise<{ links: number; faults: Fault[] }> {
  const places = await findPlaces(db, now())
  const links = [...new Set(places.flatMap((place) => place.links))]
  const { dead, outside, files: kept } = await resolveLinks(db, links)
  const reasons = new Map(dead.map(({ link, fault, detail }) => [link, { fault: fault as string, detail }]))
  const [missing, silent] = await Promise.all([
    missingMedia(files, [...places.flatMap((place) => place.media), ...kept.map(({ file }) => file)]),
    askAll(outside, ask),
  ])
  for (const { link, file } of kept)
    if (missing.has(file)) reasons.set(link, { fault: 'file_not_found', detail: 'the file is not kept here.' })
  for (const [link, detail] of silent) reasons.set(link, { fault: 'outside_dead', detail })
  const faults = places.flatMap((place): Fault[] => {
    const at = { place: place.place, place_name: place.name }
    return [
      ...[...new Set(place.links)].flatMap((link) => (reasons.has(link) ? [{ ...at, link, ...reasons.get(link)! }] : [])),
      ...[...new Set(place.media)].flatMap((link) =>
        missing.has(link) ? [{ ...at, link, fault: 'media_missing', detail: 'the picture or file is not kept here.' }] : [],
      ),
    ]
  })
  const count = places.reduce((sum, place) => sum + place.links.length + place.media.length, 0)
  await keep(db, now(), check_id, places.length, count, faults)
  return { links: count, faults }
}

async function keep(db: Db, now: string, check_id: string, places: number, links: number, faults: readonly Fault[]): Promise<void> {
  await db.tx(async (tx) => {
    await tx.run(sql`delete from content.faults where check_id = ${check_id}::uuid`)
    let seq = 0
    for (const some of chunksOf(faults, 1_000)) {
      const rows = some.map((fault) => ({ ...fault, seq: ++seq }))
      await tx.run(sql`
        insert into content.faults (check_id, seq, place, place_name, link, fault, detail)
        select ${check_id}::uuid, seq, place, place_name, link, fault, detail
        from jsonb_to_recordset(${json(rows)}::jsonb) as f (seq integer, place text, place_name jsonb, link text, fault text, detail text)`)
    }
    await tx.run(
      sql`update content.checks set ended_at = ${now}, places = ${places}, links = ${links}, faults = ${faults.length} where check_id = ${check_id}::uuid`,
    )
  })
}

/** Everything that names a link or a file: what shoppers see of pages, products on offer, redirects, navigation and advertisements. */
export async function findPlaces(db: Reader, now: string): Promise<Place[]> {
  const [pages, products, redirects, site, ads] = await Promise.all([
    db.rows<{ path: string; title: Words; picture: string | null; blocks: Block[] }>(sql`
      select p.path, v.title, v.picture, v.blocks from content.pages p join content.versions v on v.page_id = p.page_id and v.version_no = p.shown_no
      where p.removed_at is null order by p.page_id`),
    db.rows<{ spu_id: string; title: Words; media: string[] }>(sql`
      select p.spu_id, p.title, coalesce((select jsonb_agg(m.reference order by m.position) from products.media m where m.spu_id = p.spu_id), '[]') as media
      from products.spus p where p.lifecycle <> 'withdrawn' order by p.spu_id`),
    db.rows<{ path: string; target: string }>(sql`select path, target from content.redirects order by path`),
    findSite(db),
    db.rows<{ slot_id: string; title: Words; picture: string; link: string }>(
      sql`select slot_id, title, picture, link from content.bookings where canceled_at is null and ends_at > ${now} order by slot_id`,
    ),
  ])
  return [
    ...pages.map(({ path, title, picture, blocks }): Place => {
      const mentions = blocks.map(mentionsOf)
      return {
        place: path,
        name: title,
        links: mentions.flatMap((one) => [
          ...one.links,
          ...one.spu_ids.map((id) => `/products/${id}`),
          ...one.category_ids.map((id) => `/c/${id}`),
          ...one.brand_ids.map((id) => `/brands/${id}`),
        ]),
        media: [...mentions.flatMap(({ media }) => media), ...(picture ? [picture] : [])],
      }
    }),
    ...products.map(({ spu_id, title, media }): Place => ({ place: `/products/${spu_id}`, name: title, links: [], media })),
    ...redirects.map(
      ({ path, target }): Place => ({ place: path, name: { zh: `跳转 ${path}`, en: `Redirect ${path}` }, links: [target], media: [] }),
    ),
    ...ads.map(({ slot_id, title, picture, link }): Place => ({ place: `slot:${slot_id}`, name: title, links: [link], media: [picture] })),
    ...(site
      ? [{ place: 'navigation', name: { zh: '导航与页脚', en: 'Navigation and footer' }, links: linksOfSite(site.settings), media: [] }]
      : []),
  ]
}

const linksOfSite = ({ header, footer }: SiteSettings): string[] =>
  [...header, ...footer.flatMap(({ links }) => links)].map(({ link }) => link)

const at_once = 24
const longest_ms = 8_000

/** Outside addresses, a few at a time and each once. */
async function askAll(links: readonly string[], ask: (link: string) => Promise<string | null>): Promise<Map<string, string>> {
  const silent = new Map<string, string>()
  const queue = [...new Set(links)]
  await Promise.all(
    Array.from({ length: Math.min(at_once, queue.length) }, async () => {
      for (let link = queue.pop(); link !== undefined; link = queue.pop()) {
        const reason = await ask(link)
        if (reason) silent.set(link, reason)
      }
    }),
  )
  return silent
}

/** Asks an outside address for its head. Addresses inside our own network are not asked: an editor's link must not reach there through us. */
export async function askOutside(link: string, follow = 3): Promise<string | null> {
  try {
    const url = new URL(link)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address)
    if (addresses.some(isPrivate)) return 'it leads into a private network.'
    for (const method of ['HEAD', 'GET']) {
      const answer = await fetch(url, { method, redirect: 'manual', signal: AbortSignal.timeout(longest_ms) })
      await answer.body?.cancel()
      const next = answer.headers.get('location')
      if (answer.status >= 300 && answer.status < 400 && next)
        return follow > 0 ? askOutside(new URL(next, url).href, follow - 1) : 'it is sent on too often.'
      // Some answer nothing but GET; a refusal to robots is still somebody there.
      if (method === 'HEAD' && [400, 403, 404, 405, 501].includes(answer.status)) continue
      if (answer.status === 404 || answer.status === 410 || answer.status >= 500) return `it answers ${answer.status}.`
      return null
    }
    return null
  } catch (error) {
    return `it does not answer (${(error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name}).`
  }
}

export function isPrivate(address: string): boolean {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/i.exec(address)
  if (v4) {
    const [a, b] = [Number(v4[1]), Number(v4[2])]
    return (
      a === 0 ||
      a === 10 ||
      a === 127 ||
      a >= 224 ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168)
    )
  }
  return /^(::1?$|f[cd]|fe[89ab])/i.test(address)
}
