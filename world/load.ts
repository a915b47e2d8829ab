import { saveTemplates } from '#centers/approvals/write.ts'
import { saveCarriers, saveReach, saveServices, saveTariffs } from '#centers/carriers/agreements/write.ts'
import { noteSeen, saveListings } from '#centers/channels/listings/write.ts'
import { saveChannels } from '#centers/channels/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { receiveStock } from '#centers/inventory/moves/write.ts'
import { correctStock, promiseStock, saveNodes, setPolicies, shareNodes } from '#centers/inventory/write.ts'
import type { TimedState } from '#centers/orders/timing/model.ts'
import { saveTimeLimits } from '#centers/orders/timing/write.ts'
import { saveCalendars } from '#centers/organization/day/write.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { saveTwoPersonRules } from '#centers/organization/write.ts'
import { saveBundles, saveCompetitors, saveElsewhere, saveLinks } from '#centers/products/assortment/write.ts'
import { saveConfigurators } from '#centers/products/configurations/write.ts'
import { findSkus } from '#centers/products/read.ts'
import { saveBrands, saveCategories, saveProducts } from '#centers/products/write.ts'
import { indexEverything, saveSynonyms } from '#centers/search/write.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { chunksOf } from '#core/outcomes.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import * as assortment from './assortment.ts'
import { filmReference } from './films/index.ts'
import * as world from './index.ts'
import { loadBureaus } from './load-bureaus.ts'
import { loadBuyers } from './load-buyers.ts'
import { loadCarrierWork } from './load-carriers.ts'
import { loadCommunity } from './load-community.ts'
import { loadContent } from './load-content.ts'
import { loadDoors } from './load-doors.ts'
import { loadErp } from './load-erp.ts'
import { loadMarketplaces } from './load-marketplaces.ts'
import { loadMembers } from './load-members.ts'
import { loadOpen } from './load-open.ts'
import { loadOrders } from './load-orders.ts'
import { loadCodes, loadRequests } from './load-requests.ts'
import { loadReview } from './load-review.ts'
import { loadSearches } from './load-search.ts'
import { loadServices } from './load-services.ts'
import { loadSourcing } from './load-sourcing.ts'
import { loadCalendar, loadStockWork, openingLots } from './load-stock.ts'
import { loadWaiting } from './load-waiting.ts'
import { loadWarehouse } from './load-warehouse.ts'
import { manualReference } from './manuals.ts'
import { modelReference } from './models.ts'
import { views } from './pictures/draw.ts'
import { synonyms } from './search.ts'
import { closed_weekdays } from './stock.ts'
import type { Product, Sku } from './types.ts'

export interface DemoAccount {
  name: string
  sign_in_name: string
  password: string
  audience: 'member' | 'staff'
}

/** Whether nothing was ever entered: only then the sample enterprise moves in. */
export const isEmpty = async (db: Db): Promise<boolean> =>
  !(await db.row(
    sql`select 1 as one from (select 1 from channels.channels union all select 1 from organization.organizations) any_row limit 1`,
  ))

/** Whether the sample enterprise is the one in this database, so that its sign-ins may be shown. */
export const isSample = async (db: Db): Promise<boolean> =>
  (await db.row(sql`select 1 as one from core.number_blocks where name = 'world'`)) !== undefined

/** People of the sample enterprise one may sign in as; each shows another side of the house. */
export function demoAccounts(): DemoAccount[] {
  const shown = ['admin', 'director', 'orders', 'warehouse', 'store', 'teller', 'settlement', 'fengjie', 'yunyang', 'auditor']
  const members = world.members
    .filter(({ password }) => password !== null)
    .slice(0, 4)
    .map(({ name, phone, password }) => ({ name: name.zh, sign_in_name: phone, password: password!, audience: 'member' as const }))
  const staff = shown.flatMap((sign_in_name) => {
    const one = world.staff.find((person) => person.sign_in_name === sign_in_name)
    return one ? [{ name: `${one.name.zh} · ${one.position.zh}`, sign_in_name, password: one.password, audience: 'staff' as const }] : []
  })
  return [...staff, ...members]
}

/**
 * Loads the sample enterprise through the centers' own verbs: organization, people, channels, nodes, products, stock, members and orders. Everything has a
 * steady id, so loading again after a crash in the middle ends the same.
 */
export async function loadWorld(db: Db, now: string): Promise<void> {
  // The books were opened before the oldest sample order.
  const opened_at = addMilliseconds(now, -100 * 86_400_000)
  await loadOrganization(db, world, now)
  await loadUsers(
    db,
    world.staff.map(({ sign_in_name, name, phone, password }) => ({
      id: staffIdOf(sign_in_name),
      name: name.zh,
      handles: [
        { kind: 'name' as const, value: sign_in_name, verified: true },
        { kind: 'phone' as const, value: phone, verified: true },
      ],
      password,
    })),
    now,
  )
  await loadPlaces(db, now)
  await loadCatalog(db, now)
  await loadListings(db, now)
  await loadCalendar(db, now)
  await loadStock(db, opened_at)
  await loadSearches(db, now)
  await loadContent(db, now)
  await loadMembers(db, now, opened_at)
  await loadDoors(db, now)
  await loadCarriers(db, now)
  await loadOrders(db, now)
  await loadStockWork(db, now)
  await loadCarrierWork(db, now)
  await loadWarehouse(db, now)
  await loadHouseRules(db, now)
  await loadRequests(db, now)
  await loadCodes(db, now)
  await loadReview(db, now)
  await loadSourcing(db, now)
  await loadMarketplaces(db, now)
  await loadCommunity(db, now)
  await loadServices(db, now)
  await loadBuyers(db, now)
  await loadWaiting(db, now)
  await loadBureaus(db, now)
  await loadOpen(db, now)
  await loadErp(db, now)
  await db.run(sql`insert into core.number_blocks (name, next) values ('world', 1) on conflict do nothing`)
}

/** Opening hours of one county, a holiday of a brand, what needs a second person, and a fixed way for spending. */
async function loadHouseRules(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  const holiday = Temporal.PlainDate.from(now.slice(0, 10)).add({ days: 40 })
  await db.tx(async (tx) => {
    await saveCalendars(
      tx,
      by,
      now,
      [{ organization_id: 'yl-fengjie', zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5, 6, 7], opens_at: '08:30', closes_at: '17:30' }],
      [0, 1].map((later) => ({ organization_id: 'yilin', day: holiday.add({ days: later }).toString(), trades: false, note: '元旦放假' })),
    )
    await saveTimeLimits(tx, by, now, [
      ...Object.entries({ placed: 24, held: 48, approved: 4, allocated: 24, released: 24, shipped: 168 }).map(([state, hours]) => ({
        channel_id: '*',
        state: state as TimedState,
        hours,
      })),
      { channel_id: 'mall', state: 'placed', hours: 8 },
    ])
    await saveTwoPersonRules(tx, by, now, [
      { permission: 'cards.issue', currency: 'CNY', above_minor: 500_000 },
      // In rows: who takes more than this out in a day asks a second person.
      { permission: 'members.export', currency: 'XXX', above_minor: 500 },
    ])
    await saveTemplates(tx, by, now, [
      {
        ...{ id: 'spending', name: '费用支出', name_en: 'Spending', subject: null },
        steps: [{ name: '部门负责人' }, { name: '总监', role_id: 'director', organization_id: 'lanchuan', above_minor: 1_000_000 }],
      },
    ])
  })
}

/**
 * Whom the sample parcels leave with. Without accounts, which hold secrets: numbers come from a carrier's pool or are typed in, and an enterprise adds
 * its own contracts in the console.
 */
async function loadCarriers(db: Db, now: string): Promise<void> {
  await db.tx(async (tx) => {
    const by = systemBy('world')
    allSaved(
      await saveCarriers(
        tx,
        by,
        now,
        world.carriers.map(({ id, name, codes }) => ({
          ...{ carrier_id: id, name, codes, track_account_id: null, label_form: '76x130' as const },
          ...{ masks_recipient: true, stalled_hours: 72, active: true },
        })),
      ),
    )
    allSaved(
      await saveServices(
        tx,
        by,
        now,
        world.carriers.map(({ id, service, collect_most_minor }) => ({
          ...{ carrier_id: id, service_id: 'standard', name: service, numbers_from: 'pool' as const, account_id: null, active: true },
          collect_most_minor,
        })),
      ),
    )
    allSaved(
      await saveReach(
        tx,
        by,
        now,
        world.carriers.map(({ id }) => ({ carrier_id: id, region: id === 'own' ? '50' : '', served: true })),
      ),
    )
    const provinces = [...new Set(world.nodes.map(({ address }) => address.region_code.slice(0, 2)))]
    allSaved(await saveTariffs(tx, by, now, world.tariffsFrom(provinces)))
  })
}

/** Categories, brands and products alone, and how they are found. */
export async function loadCatalog(db: Db, now: string): Promise<void> {
  await loadProducts(db, now)
  await loadAssortment(db, now)
  await loadSearch(db, now)
}

/** What belongs together, what is compared with, what can be configured. */
async function loadAssortment(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  await db.tx(async (tx) => {
    allSaved(await saveLinks(tx, by, now, assortment.links))
    allSaved(await saveElsewhere(tx, by, now, assortment.elsewhere))
    allSaved(await saveBundles(tx, by, now, assortment.bundles))
    allSaved(await saveCompetitors(tx, by, now, assortment.competitors))
    allSaved(await saveConfigurators(tx, by, now, assortment.configurators))
  })
}

/** What marketplaces are to sell, and what they were seen to show. */
async function loadListings(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  await db.tx(async (tx) => {
    allSaved(await saveListings(tx, by, now, assortment.listings))
    const skus = await findSkus(
      tx,
      assortment.listings.map(({ sku_id }) => sku_id),
    )
    await noteSeen(
      tx,
      by,
      now,
      assortment.seen(
        now,
        new Map(skus.map(({ sku_id, price_minor, title }) => [sku_id, { price_minor: price_minor ?? 0, title: title.zh }])),
      ),
    )
  })
}

/** What shoppers call things, and the index of it all, so that the mall finds something before the first event is consumed. */
async function loadSearch(db: Db, now: string): Promise<void> {
  allSaved(
    await db.tx((tx) =>
      saveSynonyms(
        tx,
        systemBy('world'),
        now,
        synonyms.map(({ synonym_id, ...row }) => ({ id: synonym_id, ...row })),
      ),
    ),
  )
  await indexEverything(db)
}

async function loadPlaces(db: Db, now: string): Promise<void> {
  await db.tx(async (tx) => {
    await saveChannels(
      tx,
      now,
      world.channels.map(({ id, kind, name, currency, organization_id, brand_id }) => ({
        id,
        kind,
        name,
        currency,
        organization_id,
        brand_id,
        freight_minor: 800,
        free_freight_from_minor: 9_900,
      })),
    )
    await saveNodes(
      tx,
      now,
      world.nodes.map(({ address, ...node }) => {
        const { region_code, ...words } = address
        return { ...node, region_code, address: words, closed_weekdays: closed_weekdays[node.id] ?? [] }
      }),
    )
    await shareNodes(
      tx,
      world.channels.map(({ id, node_ids }) => ({ channel_id: id, node_ids })),
    )
  })
}

async function loadProducts(db: Db, now: string): Promise<void> {
  await db.tx(async (tx) => {
    await saveBrands(
      tx,
      theSystem,
      now,
      world.brands.map(({ id, name, slogan }) => ({ brand_id: id, name, slogan })),
    )
    allSaved(
      await saveCategories(
        tx,
        now,
        world.categories.map(({ id, parent_id, name, picture, attributes }, position) => ({
          category_id: id,
          parent_id,
          name,
          picture: drawing(picture, shownColorway.get(picture) ?? 'white', 'three-quarter'),
          position,
          attributes: attributes.map((attribute) => ({ ...attribute })),
        })),
      ),
    )
  })
  for (const some of chunksOf(world.products, 100))
    allSaved(
      await db.tx((tx) =>
        saveProducts(
          tx,
          theSystem,
          now,
          some.map((product) => itemOf(product, now)),
        ),
      ),
    )
}

/** The reference of a drawing of the sample enterprise; drawn when somebody first looks. */
const drawing = (picture: string, colorway: string, view: string): string => `world:${picture}:${colorway}:${view}`

/** A category shows the first product drawn like it. */
const shownColorway = new Map(world.products.toReversed().map(({ picture, colorway }) => [picture, colorway]))

function itemOf(product: Product, now: string) {
  const {
    id,
    brand_id,
    category_id,
    partner_id,
    picture,
    colorway,
    skus,
    available_in_days,
    opens_in_hours,
    deposit_minor: _deposit,
    stock_policy: _policy,
    ...rest
  } = product
  const available_on =
    available_in_days === null ? null : new Date(Date.parse(now) + available_in_days * 86_400_000).toISOString().slice(0, 10)
  // On the hour, as shops do.
  const hour_ms = 3_600_000
  const opens_at =
    opens_in_hours === null ? null : new Date((Math.floor(Date.parse(now) / hour_ms) + opens_in_hours) * hour_ms).toISOString()
  const model = modelReference(id)
  const film = filmReference(id)
  return {
    ...rest,
    spu_id: id,
    brand_id,
    category_id,
    partner_id,
    available_on,
    opens_at,
    skus: skus.map(skuOf),
    media: [
      { role: 'cover' as const, reference: drawing(picture, colorway, views[0]!) },
      ...views.slice(1).map((view) => ({ role: 'gallery' as const, reference: drawing(picture, colorway, view) })),
      // Tmall leads with the product as it stands in its room.
      ...(assortment.marketed.includes(id)
        ? [{ role: 'cover' as const, reference: drawing(picture, colorway, 'scene'), channel_id: 'tmall', layout: 'square' as const }]
        : []),
      ...skus
        .filter((sku) => sku.colorway !== colorway)
        .map((sku) => ({ role: 'option' as const, reference: drawing(picture, sku.colorway, views[0]!), sku_id: sku.sku_code })),
      ...(model ? [{ role: 'model' as const, reference: model }] : []),
      ...(film ? [{ role: 'video' as const, reference: film, alt: { zh: '看看它的样子', en: 'A look at it' } }] : []),
      ...(model
        ? [{ role: 'document' as const, reference: manualReference(id), alt: { zh: '使用说明书（PDF）', en: 'User manual (PDF)' } }]
        : []),
    ],
  }
}

const skuOf = ({ sku_code, initial_stock: _stock, cost_minor: _cost, colorway: _colorway, ...sku }: Sku) => ({
  ...sku,
  sku_id: sku_code,
  currency: 'CNY',
})

async function loadStock(db: Db, now: string): Promise<void> {
  const suppliers = new Set(world.nodes.filter(({ kind }) => kind === 'supplier').map(({ id }) => id))
  const skus = world.products.flatMap((product) => product.skus.map((sku) => ({ sku, product })))
  const pieces = skus.flatMap(({ sku }) =>
    sku.initial_stock
      .filter(({ quantity }) => quantity > 0)
      .map(({ node_id, quantity }) => ({
        id: steadyId('opening', node_id, sku.sku_code),
        node_id,
        sku_id: sku.sku_code,
        change: quantity,
        reason: '期初',
      })),
  )
  const by_lot = new Map(skus.flatMap(({ sku, product }, index) => (product.tracks_lots ? [[sku.sku_code, index] as const] : [])))
  for (const some of chunksOf(pieces, 1_000)) {
    await db.tx(async (tx) => {
      await promiseStock(
        tx,
        now,
        some.filter(({ node_id }) => suppliers.has(node_id)),
      )
      await correctStock(
        tx,
        now,
        some.filter(({ node_id, sku_id }) => !suppliers.has(node_id) && !by_lot.has(sku_id)),
      )
      const dated = some.filter(({ node_id, sku_id }) => !suppliers.has(node_id) && by_lot.has(sku_id))
      const outcomes = await receiveStock(
        tx,
        systemBy('world'),
        now,
        dated.flatMap(({ node_id, sku_id, change, reason }) =>
          openingLots(sku_id, by_lot.get(sku_id)!, change, now).map(({ quantity, ...lot }) => ({
            ...{ id: steadyId('opening', node_id, sku_id, lot.lot_no), sku_id, quantity, node_id, reason },
            ...lot,
          })),
        ),
      )
      const bad = outcomes.find(({ status }) => status !== 'moved' && status !== 'already_moved')
      assert(!bad, `opening stock is as it should be: ${JSON.stringify(bad)}`)
    })
  }
  // What is sold before it is there needs no stock, but an end: its policy is negative with a cap.
  const policyOf = ({ stock_policy, lifecycle }: Product) =>
    lifecycle === 'presale' && stock_policy === 'positive' ? 'negative' : stock_policy
  const unusual = skus.filter(({ product }) => policyOf(product) !== 'positive')
  await db.tx((tx) =>
    setPolicies(
      tx,
      now,
      unusual.map(({ sku, product }) => ({
        sku_id: sku.sku_code,
        channel_id: '',
        policy: policyOf(product),
        node_id: sku.initial_stock[0]?.node_id ?? (product.stock_policy === 'zero' ? [...suppliers][0]! : 'cq-cdc'),
        cap: policyOf(product) === 'negative' ? 200 : 0,
      })),
    ),
  )
}

function allSaved(outcomes: readonly { status: string }[]): void {
  const bad = outcomes.find(({ status }) => status !== 'saved' && status !== 'already_saved')
  assert(!bad, `the sample enterprise is as it should be: ${JSON.stringify(bad)}`)
}
