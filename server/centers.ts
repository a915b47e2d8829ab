import type { TaskList } from 'graphile-worker'
import { consumers as approvalsConsumers, due as approvalsDue, tellers as approvalsTellers } from '#centers/approvals/events.ts'
import { routes as approvalsRoutes } from '#centers/approvals/routes.ts'
import { consumers as buyerConsumers } from '#centers/buyers/events.ts'
import { routes as buyerRoutes } from '#centers/buyers/routes.ts'
import { findCollectors } from '#centers/carriers/agreements/read.ts'
import { billImporter } from '#centers/carriers/bills/importer.ts'
import * as carrierJobs from '#centers/carriers/jobs.ts'
import * as carriers from '#centers/carriers/routes.ts'
import { consumers as channelConsumers } from '#centers/channels/events.ts'
import { listingImporter } from '#centers/channels/listings/importer.ts'
import { listingRoutes } from '#centers/channels/listings/routes.ts'
import { channelRoutes } from '#centers/channels/routes.ts'
import { due as codesDue } from '#centers/codes/events.ts'
import { scanImporter } from '#centers/codes/imports/importer.ts'
import { routes as codesRoutes } from '#centers/codes/routes.ts'
import * as communityEvents from '#centers/community/events.ts'
import { routes as communityRoutes } from '#centers/community/routes.ts'
import * as contentEvents from '#centers/content/events.ts'
import type { Sources } from '#centers/content/facts.ts'
import { checkRoutes } from '#centers/content/links/routes.ts'
import { pageRoutes } from '#centers/content/pages/routes.ts'
import { redirectRoutes } from '#centers/content/redirects/routes.ts'
import { mallRoutes as contentRoutes } from '#centers/content/routes.ts'
import { siteRoutes } from '#centers/content/site/routes.ts'
import { slotRoutes } from '#centers/content/slots/routes.ts'
import * as erp from '#centers/erp/events.ts'
import { materialImporter } from '#centers/erp/importer.ts'
import { erpRoutes } from '#centers/erp/routes.ts'
import { collectionImporter } from '#centers/fulfillment/collections/importer.ts'
import { collectionRoutes } from '#centers/fulfillment/collections/routes.ts'
import { fulfillmentConsumers, due as fulfillmentDue } from '#centers/fulfillment/events.ts'
import { openFulfillmentRoutes } from '#centers/fulfillment/open-routes.ts'
import { parcelShipped } from '#centers/fulfillment/open-topics.ts'
import { findOrdersByWaybill } from '#centers/fulfillment/read.ts'
import { fulfillmentRoutes } from '#centers/fulfillment/routes.ts'
import { readRests } from '#centers/fulfillment/sourcing/read.ts'
import { sourcingRoutes } from '#centers/fulfillment/sourcing/routes.ts'
import { waitingRoutes } from '#centers/fulfillment/waiting/routes.ts'
import { registerKeeper } from '#centers/identity/privacy/write.ts'
import * as identity from '#centers/identity/routes.ts'
import { interfaceRoutes, tasks as interfaceTasks } from '#centers/interfaces/routes.ts'
import { due as interfaceDue } from '#centers/interfaces/write.ts'
import { inventoryConsumers, inventoryDue } from '#centers/inventory/events.ts'
import { openStockRoutes } from '#centers/inventory/open-routes.ts'
import { stockChanged } from '#centers/inventory/open-topics.ts'
import { findAvailability } from '#centers/inventory/read.ts'
import { inventoryRoutes } from '#centers/inventory/routes.ts'
import { ledgerRoutes } from '#centers/ledger/routes.ts'
import { expireHolds, foldPostings } from '#centers/ledger/write.ts'
import { askingRoutes } from '#centers/marketplaces/askings/routes.ts'
import { confirmationRoutes } from '#centers/marketplaces/confirmations/routes.ts'
import * as marketplaceJobs from '#centers/marketplaces/jobs.ts'
import { shopListingRoutes } from '#centers/marketplaces/listings/routes.ts'
import { pushRoutes } from '#centers/marketplaces/push-routes.ts'
import { replyRoutes } from '#centers/marketplaces/replies/routes.ts'
import { marketplaceRoutes } from '#centers/marketplaces/routes.ts'
import { statementRoutes } from '#centers/marketplaces/statements/routes.ts'
import { consumers as memberConsumers, due as memberDue, tellers as memberTellers } from '#centers/members/events.ts'
import { findPlanSkus } from '#centers/members/plans/read.ts'
import { memberRoutes } from '#centers/members/routes.ts'
import { consumers as messageConsumers } from '#centers/messages/events.ts'
import { tasks as messageTasks } from '#centers/messages/jobs.ts'
import * as messages from '#centers/messages/routes.ts'
import { releaseMessages } from '#centers/messages/write.ts'
import { abnormalConsumers } from '#centers/orders/abnormal/events.ts'
import { releaseDue } from '#centers/orders/abnormal/write.ts'
import { bureauConsumers } from '#centers/orders/bureaus/events.ts'
import { setDivider } from '#centers/orders/bureaus/write.ts'
import { orderConsumers } from '#centers/orders/events.ts'
import { orderImporter } from '#centers/orders/imports/importer.ts'
import '#centers/orders/open/kinds.ts'
import { setCollectors } from '#centers/orders/collecting.ts'
import '#centers/inventory/told/kinds.ts'
import '#centers/fulfillment/told/kinds.ts'
import { openOrderRoutes } from '#centers/orders/open/routes.ts'
import { orderTopics } from '#centers/orders/open/topics.ts'
import { parcelingConsumers } from '#centers/orders/parceling/events.ts'
import { setWaybillFinder } from '#centers/orders/read.ts'
import { orderRoutes } from '#centers/orders/routes.ts'
import { setRests } from '#centers/orders/stages.ts'
import { orderTellers } from '#centers/orders/tell.ts'
import { advanceOrders } from '#centers/orders/write.ts'
import { dayRoutes } from '#centers/organization/day/routes.ts'
import { consumers as organizationConsumers, due as organizationDue } from '#centers/organization/events.ts'
import { routes as organizationRoutes } from '#centers/organization/routes.ts'
import * as partners from '#centers/partners/events.ts'
import { openMappingRoutes, staffMappingRoutes } from '#centers/partners/mappings/routes.ts'
import { openRoutes, staffRoutes as partnerRoutes } from '#centers/partners/routes.ts'
import { openWebhookRoutes, staffWebhookRoutes } from '#centers/partners/webhooks/routes.ts'
import { membershipRoutes } from '#centers/payments/membership-routes.ts'
import { paymentRoutes } from '#centers/payments/routes.ts'
import { topUpsGranted } from '#centers/payments/top-ups.ts'
import { keeper as placesKeeper } from '#centers/places/privacy.ts'
import { placeRoutes } from '#centers/places/routes.ts'
import { competitorImporter, linkImporter } from '#centers/products/assortment/importer.ts'
import * as assortment from '#centers/products/assortment/routes.ts'
import * as configurations from '#centers/products/configurations/routes.ts'
import { consumers as productConsumers } from '#centers/products/consumers.ts'
import { productImporter } from '#centers/products/imports/importer.ts'
import { openProductRoutes } from '#centers/products/open-routes.ts'
import { productPriced } from '#centers/products/open-topics.ts'
import { announceOpenings } from '#centers/products/openings.ts'
import * as products from '#centers/products/routes.ts'
import { addSales } from '#centers/products/sales.ts'
import { listExportRoutes } from '#centers/products/sheets/list-exports.ts'
import { bundleImporter, categoryImporter, configuratorImporter, elsewhereImporter } from '#centers/products/sheets/lists.ts'
import { sheetRoutes } from '#centers/products/sheets/routes.ts'
import { setPlanSellers } from '#centers/products/sold-as.ts'
import { purchasingRoutes } from '#centers/purchasing/routes.ts'
import { consumers as searchConsumers, due as searchDue } from '#centers/search/events.ts'
import * as search from '#centers/search/routes.ts'
import { performingRoutes } from '#centers/services/performing-routes.ts'
import * as services from '#centers/services/routes.ts'
import { warrantyRoutes } from '#centers/services/warranties.ts'
import { warehouseConsumers } from '#centers/warehouse/events.ts'
import { splitByBureau } from '#centers/warehouse/parceling/split-rule.ts'
import { warehouseRoutes } from '#centers/warehouse/routes.ts'
import { noticeRoutes } from '#centers/work/routes.ts'
import type { Consumer } from '#core/events.ts'
import type { Routes } from '#core/http.ts'
import type { Importer } from '#core/imports/model.ts'
import type { DueWork } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { carrierOutside, erpOutside, marketplaceOutside } from './outside.ts'

// Orders are found by the numbers of their parcels too.
setWaybillFinder(findOrdersByWaybill)
// Orders whose channel has a sourcing rule rest as approved until their nodes are chosen.
setRests(readRests)
// Goods for different bureaus leave apart, out of waves too.
setDivider(splitByBureau)
// A SKU that sells a membership stays what begins when it is paid.
setPlanSellers(findPlanSkus)
// Who collects money at a door is agreed with carriers.
setCollectors(findCollectors)

/** What a center gives to the assembly. */
export interface CenterParts {
  name: string
  routes?: Routes<Needs>[]
  consumers?: readonly Consumer[]
  due?: readonly DueWork[]
  /** Jobs that speak to the outside, by name; added with `addJobs`. */
  tasks?: (needs: Needs) => TaskList
  /** What can be imported from spreadsheets. */
  importers?: readonly Importer[]
}

// Identity comes after places, so what places keeps of a person is made known here.
registerKeeper(placesKeeper)

/** What pages say is held against the shelves, which a later center keeps. */
const contentSources: Sources = { availability: (db, sku_ids) => findAvailability(db, 'mall', sku_ids) }

/** In calling order; see `centers/order.ts`. */
export const assembly: readonly CenterParts[] = [
  {
    name: 'ledger',
    routes: [ledgerRoutes],
    due: [
      { name: 'ledger.fold', run: (db) => db.tx((tx) => foldPostings(tx)) },
      { name: 'ledger.expire_holds', run: (db, now) => db.tx((tx) => expireHolds(tx, now)) },
    ],
  },
  { name: 'places', routes: [placeRoutes] },
  { name: 'organization', routes: [organizationRoutes, dayRoutes], consumers: organizationConsumers, due: organizationDue },
  { name: 'approvals', routes: [approvalsRoutes], consumers: [...approvalsConsumers, ...approvalsTellers], due: approvalsDue },
  { name: 'identity', routes: identity.routes, due: identity.due, tasks: identity.tasks },
  {
    name: 'messages',
    routes: [messages.mallRoutes, messages.staffRoutes],
    consumers: messageConsumers,
    due: [releaseMessages],
    tasks: messageTasks,
  },
  { name: 'interfaces', routes: [interfaceRoutes], due: interfaceDue, tasks: interfaceTasks },
  {
    name: 'products',
    routes: [
      products.mallRoutes,
      products.staffRoutes,
      assortment.mallRoutes,
      assortment.staffRoutes,
      configurations.mallRoutes,
      configurations.staffRoutes,
      sheetRoutes,
      listExportRoutes,
      openProductRoutes,
    ],
    consumers: productConsumers,
    due: [
      { name: 'products.sales', run: addSales },
      { name: 'products.openings', run: announceOpenings },
    ],
    importers: [
      productImporter,
      categoryImporter,
      bundleImporter,
      configuratorImporter,
      linkImporter,
      elsewhereImporter,
      competitorImporter,
    ],
  },
  { name: 'search', routes: [search.mallRoutes, search.staffRoutes], consumers: searchConsumers, due: searchDue },
  {
    name: 'content',
    routes: [contentRoutes, pageRoutes(contentSources), siteRoutes, redirectRoutes, slotRoutes, checkRoutes],
    due: contentEvents.due(contentSources),
    tasks: contentEvents.tasks,
  },
  {
    name: 'partners',
    routes: [partnerRoutes, openRoutes, staffWebhookRoutes, openWebhookRoutes, staffMappingRoutes, openMappingRoutes],
    consumers: partners.consumers([...orderTopics, parcelShipped, productPriced, stockChanged]),
    due: partners.due,
    tasks: partners.tasks,
  },
  { name: 'channels', routes: [channelRoutes, listingRoutes], consumers: channelConsumers, importers: [listingImporter] },
  { name: 'members', routes: memberRoutes, consumers: [...memberConsumers, ...memberTellers], due: memberDue },
  { name: 'inventory', routes: [...inventoryRoutes, openStockRoutes], consumers: inventoryConsumers, due: inventoryDue },
  { name: 'purchasing', routes: [purchasingRoutes] },
  { name: 'payments', routes: [paymentRoutes, membershipRoutes], consumers: [topUpsGranted] },
  {
    name: 'orders',
    routes: [...orderRoutes, openOrderRoutes],
    consumers: [...orderConsumers, ...orderTellers, ...abnormalConsumers, ...parcelingConsumers, ...bureauConsumers],
    importers: [orderImporter],
    due: [
      { name: 'orders.advance', run: (db, now) => advanceOrders(db, now) },
      { name: 'orders.release', run: (db, now) => releaseDue(db, now) },
    ],
  },
  { name: 'buyers', routes: buyerRoutes, consumers: buyerConsumers },
  {
    name: 'carriers',
    routes: carriers.routes(carrierOutside),
    importers: [billImporter],
    due: carrierJobs.due,
    tasks: carrierJobs.tasks(carrierOutside),
  },
  {
    name: 'fulfillment',
    routes: [fulfillmentRoutes, openFulfillmentRoutes, sourcingRoutes, waitingRoutes, collectionRoutes],
    importers: [collectionImporter],
    consumers: fulfillmentConsumers,
    due: fulfillmentDue,
  },
  { name: 'warehouse', routes: warehouseRoutes, consumers: warehouseConsumers },
  { name: 'codes', routes: codesRoutes, importers: [scanImporter], due: codesDue },
  { name: 'services', routes: [services.mallRoutes, warrantyRoutes, services.staffRoutes, performingRoutes] },
  {
    name: 'erp',
    routes: [erpRoutes(erpOutside)],
    importers: [materialImporter],
    consumers: erp.consumers,
    due: erp.due,
    tasks: erp.tasks(erpOutside),
  },
  { name: 'community', routes: communityRoutes, consumers: communityEvents.consumers, due: communityEvents.due },
  {
    name: 'marketplaces',
    routes: [
      marketplaceRoutes(marketplaceOutside),
      shopListingRoutes(marketplaceOutside),
      statementRoutes(marketplaceOutside),
      confirmationRoutes(marketplaceOutside),
      askingRoutes(marketplaceOutside),
      replyRoutes(marketplaceOutside),
      pushRoutes(marketplaceOutside),
    ],
    consumers: marketplaceJobs.consumers(marketplaceOutside),
    due: marketplaceJobs.due(marketplaceOutside),
    tasks: marketplaceJobs.tasks(marketplaceOutside),
  },
  { name: 'work', routes: [noticeRoutes] },
]
