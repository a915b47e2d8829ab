import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { filesOf } from '#core/files-routes.ts'
import { type Caller, Choice, closed, type Routes, T } from '#core/http.ts'
import type { Importer } from '#core/imports/model.ts'
import { decimalText } from '#core/money.ts'
import type { Needs } from '#core/needs.ts'
import { scopeFilter } from '#core/scope.ts'
import { csvOf, writeSheet } from '#core/sheets/sheets.ts'
import { type Reader, type Sql, sql } from '#core/sql.ts'
import { competitorImporter, linkImporter } from '../assortment/importer.ts'
import type { BundleItem, CompetitorItem, ElsewhereItem, LinkItem } from '../assortment/model.ts'
import type { ConfiguratorItem } from '../configurations/model.ts'
import { listCategories } from '../read.ts'
import {
  bundleCells,
  bundleImporter,
  categoryCells,
  categoryImporter,
  configuratorCells,
  configuratorImporter,
  elsewhereCells,
  elsewhereImporter,
  saidIn,
} from './lists.ts'

type Cells = (string | number | null)[]
interface List {
  importer: Importer
  /** Rows after this key, in the order of their keys; at most `page` of them. */
  page(db: Reader, scope: Sql, after: string): Promise<{ key: string; cells: Cells }[]>
}
const page = 500
const yours = (caller: Caller): Sql => scopeFilter(caller, { brand: sql`p.brand_id`, partner: sql`p.partner_id` })

/** What goes out here comes in again by the importer of the same name, column by column. */
const lists: Record<string, List> = {
  categories: {
    importer: categoryImporter,
    // Parents come before their children: a file that goes back in finds them.
    page: async (db, _scope, after) =>
      after === '' ? (await listCategories(db)).map((one) => ({ key: one.category_id, cells: categoryCells(one) })) : [],
  },
  bundles: {
    importer: bundleImporter,
    page: async (db, scope, after) =>
      (
        await db.rows<BundleItem>(sql`
          select b.bundle_id, b.spu_id, b.name, b.components, b.price_minor, b.position
          from products.bundles b join products.spus p using (spu_id)
          where b.bundle_id > ${after} and ${scope} order by b.bundle_id limit ${page}`)
      ).map((one) => ({ key: one.bundle_id, cells: bundleCells(one) })),
  },
  configurators: {
    importer: configuratorImporter,
    page: async (db, scope, after) =>
      (
        await db.rows<ConfiguratorItem>(sql`
          select c.spu_id, c.groups, c.rules, c.lead_days from products.configurators c join products.spus p using (spu_id)
          where c.spu_id > ${after} and jsonb_array_length(c.groups) > 0 and ${scope} order by c.spu_id limit ${page}`)
      ).map((one) => ({ key: one.spu_id, cells: configuratorCells(one) })),
  },
  competitors: {
    importer: competitorImporter,
    page: async (db, _scope, after) =>
      (
        await db.rows<CompetitorItem & { currency: string }>(sql`
          select competitor_id, category_id, brand_name, title, price_minor, currency, specifications, selling_points, source, seen_on::text
          from products.competitors where competitor_id > ${after} order by competitor_id limit ${page}`)
      ).map((one) => ({
        key: one.competitor_id,
        cells: [
          ...[one.competitor_id, one.category_id, one.brand_name, one.title.zh, one.title.en],
          one.price_minor ? decimalText(one.price_minor, one.currency) : null,
          Object.entries(one.specifications ?? {})
            .map(([key, value]) => `${key}=${typeof value === 'object' ? saidIn(value) : value}`)
            .join('; '),
          ...[(one.selling_points ?? []).map(saidIn).join('; '), one.source, one.seen_on],
        ],
      })),
  },
  product_links: {
    importer: linkImporter,
    page: async (db, scope, after) =>
      (
        await db.rows<LinkItem & { key: string }>(sql`
          select l.spu_id || ' ' || l.kind as key, l.spu_id, l.kind, array_agg(l.target_spu_id order by l.position) as targets
          from products.links l join products.spus p using (spu_id)
          where (l.spu_id, l.kind) > (split_part(${after}, ' ', 1), split_part(${after}, ' ', 2)) and ${scope}
          group by l.spu_id, l.kind order by l.spu_id, l.kind limit ${page}`)
      ).map(({ key, spu_id, kind, targets }) => ({ key, cells: [spu_id, kind, targets.join('; ')] })),
  },
  elsewhere: {
    importer: elsewhereImporter,
    page: async (db, scope, after) =>
      (
        await db.rows<ElsewhereItem>(sql`
          select e.spu_id, jsonb_agg(jsonb_build_object('name', e.name, 'url', e.url) order by e.position) as shops
          from products.elsewhere e join products.spus p using (spu_id)
          where e.spu_id > ${after} and ${scope} group by e.spu_id order by e.spu_id limit ${page}`)
      ).map((one) => ({ key: one.spu_id, cells: elsewhereCells(one) })),
  },
}
const names = ['categories', 'bundles', 'configurators', 'competitors', 'product_links', 'elsewhere'] as const

/** Everything beside the products themselves as a spreadsheet that comes back in by the import of the same name. */
export const listExportRoutes: Routes<Needs> = (needs) => async (app) => {
  app.get(
    '/api/admin/products/lists/:list/export',
    {
      config: { access: { permission: 'products.read', scope: 'brand' } },
      schema: {
        description:
          'Categories, bundles, configurators, products of others, what goes with products, or where else to buy, as a spreadsheet with the columns of the import of that name: change it and send it back. Only what belongs to your brands, where it belongs to one.',
        produces: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
        params: closed({ list: Choice(names, 'Which; the name of the import') }),
        querystring: closed({ format: T.Optional(Choice(['xlsx', 'csv'] as const, 'csv when left out')) }),
      },
    },

    async ({ params, query, caller }, reply) => {
      const { importer, page: read } = lists[params.list]!
      const scope = yours(caller)
      const rows = async function* () {
        yield importer.columns.map(({ name }) => name.zh)
        for (let after = ''; ; ) {
          const found = await read(needs.db, scope, after)
          for (const { cells } of found) yield cells.map((cell) => (cell === null ? '' : String(cell)))
          if (found.length < page) return
          after = found.at(-1)!.key
        }
      }
      const format = query.format ?? 'csv'
      reply.header('cache-control', 'private, no-store').header('content-disposition', `attachment; filename="${params.list}.${format}"`)
      if (format === 'csv') return reply.type('text/csv; charset=utf-8').send(Readable.from(csvOf(rows())))
      const draft = await filesOf(needs).draftPath()
      await writeSheet(draft, 'xlsx', rows(), { sheet_name: importer.title.zh })
      const stream = createReadStream(draft)
      stream.once('close', () => void rm(draft, { force: true }))
      return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(stream)
    },
  )
}
