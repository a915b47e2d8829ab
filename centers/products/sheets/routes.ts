import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { byOf } from '#core/audit.ts'
import { filesOf } from '#core/files-routes.ts'
import { Choice, Code, closed, cutPage, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch, scopeFilter } from '#core/scope.ts'
import { csvOf, writeSheet } from '#core/sheets/sheets.ts'
import { sql } from '#core/sql.ts'
import { productImporter } from '../imports/importer.ts'
import { lifecycles, type MediaItem } from '../model.ts'
import { findProducts, listCategories, listProducts } from '../read.ts'
import { itemOf } from '../reviews/rules.ts'
import { ownerOf, templateOf } from '../rules.ts'
import { saveProducts } from '../write.ts'
import { completenessOf, demands, surfaces } from './completeness.ts'
import { keepPictures, matchName } from './pictures.ts'
import { rowsOf, sheetKeys } from './rows.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const pictureLimit_bytes = 256 * 1024 * 1024

/** Products as files: everything out as a spreadsheet, pictures in as a zip; and what is missing from each. */
export const sheetRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const read = { permission: 'products.read', scope: 'brand' } as const
  const scopeOf = (caller: Parameters<typeof scopeFilter>[0]) => scopeFilter(caller, { brand: sql`p.brand_id`, partner: sql`p.partner_id` })

  app.get(
    '/api/admin/products/export',
    {
      config: { access: read },
      schema: {
        description: 'All products of your brands as a spreadsheet with the columns of the import: change it and send it back.',
        produces: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
        querystring: closed({
          format: T.Optional(Choice(['xlsx', 'csv'] as const, 'csv when left out')),
          category: T.Optional(Code('Only a category and all below it')),
        }),
      },
    },
    async ({ query, caller }, reply) => {
      const tree = new Map((await listCategories(db)).map((one) => [one.category_id, one]))
      const names = new Map(productImporter.columns.map((one) => [one.key, one.name.zh]))
      const rows = async function* () {
        yield sheetKeys.map((key) => names.get(key) ?? key)
        for (let cursor: string | undefined; ; ) {
          const filter = { lifecycles, scope: scopeOf(caller), ...(query.category ? { category_id: query.category } : {}) }
          const page = await listProducts(db, filter, { sort: 'newest', limit: 200, cursor })
          const { items, next } = cutPage(page.rows, 200, page.key)
          for (const product of await findProducts(
            db,
            items.map(({ spu_id }) => spu_id),
          ))
            yield* rowsOf(product, tree)
          if (next === null) return
          cursor = next
        }
      }
      const format = query.format ?? 'csv'
      reply.header('cache-control', 'private, no-store').header('content-disposition', `attachment; filename="products.${format}"`)
      if (format === 'csv') return reply.type('text/csv; charset=utf-8').send(Readable.from(csvOf(rows())))
      const draft = await filesOf(needs).draftPath()
      await writeSheet(draft, 'xlsx', rows(), { sheet_name: '商品' })
      const stream = createReadStream(draft)
      stream.once('close', () => void rm(draft, { force: true }))
      return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(stream)
    },
  )

  app.get(
    '/api/admin/products/completeness',
    {
      config: { access: read },
      schema: {
        description: 'How complete products are for each kind of channel in each language, and what is missing; newest first.',
        querystring: closed({
          category: T.Optional(Code('Only a category and all below it')),
          q: T.Optional(T.String({ maxLength: 100, description: 'Words or codes' })),
          ...PageQuery,
        }),
        response: {
          200: pageOf(
            T.Object({
              spu_id: T.String(),
              title: Words,
              brand_id: T.Union([T.String(), T.Null()]),
              lifecycle: T.String(),
              scores: T.Array(
                T.Object({
                  surface: Choice(surfaces, 'Kind of channel'),
                  lang: Choice(['zh', 'en'] as const, 'Language'),
                  score: T.Integer({ description: '0 to 100' }),
                  missing: T.Array(Choice(demands.mall, 'What is missing')),
                }),
              ),
            }),
          ),
        },
      },
    },
    async ({ query, caller }) => {
      const { limit = 50, cursor, category, q } = query
      const filter = { lifecycles, scope: scopeOf(caller), ...(category ? { category_id: category } : {}), ...(q ? { q } : {}) }
      const page = await listProducts(db, filter, { sort: 'newest', limit, cursor })
      const { items, next } = cutPage(page.rows, limit, page.key)
      const tree = new Map((await listCategories(db)).map((one) => [one.category_id, one]))
      const products = await findProducts(
        db,
        items.map(({ spu_id }) => spu_id),
      )
      return {
        items: products.map((product) => ({
          ...{ spu_id: product.spu_id, title: product.title, brand_id: product.brand_id, lifecycle: product.lifecycle },
          scores: completenessOf(product, templateOf(product.category_id, tree)),
        })),
        next,
      }
    },
  )

  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', { bodyLimit: pictureLimit_bytes }, (_request, payload, done) => done(null, payload))
    uploads.post(
      '/api/admin/products/pictures',
      {
        bodyLimit: pictureLimit_bytes,
        config: { access: { permission: 'products.edit', scope: 'brand' } },
        schema: {
          description:
            'A zip file of pictures, matched by name: `<product or SKU>.jpg` is the cover or the SKU’s own, `<product>_2.jpg` and on the gallery. The answer says of each where it went.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  name: T.String(),
                  spu_id: T.Union([T.String(), T.Null()]),
                  status: T.String(),
                  detail: T.Union([T.String(), T.Null()]),
                }),
              ),
            }),
          },
        },
      },
      async (request) => {
        const by = byOf(request)
        const sent = await keepPictures(filesOf(needs), request.body as AsyncIterable<Buffer>)
        const asked = [
          ...new Set(
            sent.flatMap(({ name, subject }) => [
              subject,
              name
                .split('/')
                .at(-1)!
                .replace(/\.[a-z]+$/i, ''),
            ]),
          ),
        ]
        const found = await db.rows<{ id: string; spu_id: string; sku_id: string | null }>(sql`
          select spu_id as id, spu_id, null as sku_id from products.spus where spu_id = any(${asked}::text[])
          union all select sku_id, spu_id, sku_id from products.skus where sku_id = any(${asked}::text[]) and not withdrawn`)
        // A SKU of the same code as its product is the product.
        const known = new Map([...found].reverse().map((row) => [row.id, row]))
        const ids = new Set(known.keys())
        const placed = sent.map((one) => {
          const match = one.reference ? matchName(one.name, ids) : undefined
          return { ...one, target: match ? { ...known.get(match.subject)!, place: match.place } : undefined }
        })
        const spu_ids = [...new Set(placed.flatMap(({ target }) => target?.spu_id ?? []))].sort()
        const outcomes = new Map<string, { status: string; detail?: string }>()
        for (const spu_id of spu_ids) {
          const outcome = await db.tx(async (tx) => {
            const [product] = await findProducts(tx, [spu_id])
            if (!product || !mayTouch(request.caller, ownerOf(product)))
              return { status: 'brand_not_yours', detail: 'It is a product of another brand.' }
            const { version, content_hash: _hash, sales_count: _sales, created_at: _created, saved_at: _saved, ...plain } = product
            const own = placed.filter(({ target }) => target?.spu_id === spu_id).sort((a, b) => a.target!.place - b.target!.place)
            const media = withPictures(
              plain.media,
              own.map(({ target, reference }) => ({ sku_id: target!.sku_id, place: target!.place, reference: reference! })),
            )
            const [saved] = await saveProducts(tx, by, clock.now(), [{ ...itemOf(plain), media, if_version: version }])
            return saved!
          })
          outcomes.set(spu_id, outcome)
        }
        return {
          items: placed.map(({ name, fault, target }) => {
            if (fault) return { name, spu_id: null, status: 'picture_refused', detail: fault }
            if (!target) return { name, spu_id: null, status: 'name_unknown', detail: 'No product or SKU of yours has this name.' }
            const { status, detail = null } = outcomes.get(target.spu_id)!
            return { name, spu_id: target.spu_id, status, detail }
          }),
        }
      },
    )
  })
}

/** New pictures take their places: the first of a product is its cover, the others its gallery in their order; a SKU's stands for its option. */
export function withPictures(
  media: readonly MediaItem[],
  sent: readonly { sku_id: string | null; place: number; reference: string }[],
): MediaItem[] {
  const news = new Set(sent.map(({ reference }) => reference))
  const skus = new Set(sent.flatMap(({ sku_id }) => sku_id ?? []))
  const cover = sent.find(({ sku_id, place }) => sku_id === null && place === 1)
  const kept = media
    .filter(({ reference, role, sku_id }) => !news.has(reference) && !(role === 'option' && sku_id && skus.has(sku_id)))
    .map((one) => (cover && one.role === 'cover' && !one.channel_id ? { ...one, role: 'gallery' as const } : one))
  return [
    ...(cover ? [{ role: 'cover' as const, reference: cover.reference }] : kept.filter(({ role }) => role === 'cover')),
    ...sent.filter((one) => one.sku_id === null && one !== cover).map(({ reference }) => ({ role: 'gallery' as const, reference })),
    ...kept.filter(({ role }) => cover !== undefined || role !== 'cover'),
    ...sent.filter(({ sku_id }) => sku_id !== null).map(({ reference, sku_id }) => ({ role: 'option' as const, reference, sku_id })),
  ].slice(0, 60)
}
