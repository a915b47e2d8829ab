import { approvals } from './approvals/pages.ts'
import { buyers } from './buyers/pages.ts'
import { carriers } from './carriers/pages.ts'
import { channels } from './channels/pages.ts'
import { codes } from './codes/pages.ts'
import { community } from './community/pages.ts'
import { content } from './content/pages.ts'
import { erp } from './erp/pages.ts'
import { fulfillment } from './fulfillment/pages.ts'
import { identity } from './identity/pages.ts'
import { resolution } from './identity/resolution/pages.ts'
import { imports } from './imports/pages.ts'
import { interfaces } from './interfaces/pages.ts'
import { inventory } from './inventory/pages.ts'
import { ledger } from './ledger/pages.ts'
import { marketplaces } from './marketplaces/pages.ts'
import { members } from './members/pages.ts'
import { messages } from './messages/pages.ts'
import { operations } from './operations/pages.ts'
import { orders } from './orders/pages.ts'
import { organization } from './organization/pages.ts'
import { partners } from './partners/pages.ts'
import { products } from './products/pages.ts'
import { purchasing } from './purchasing/pages.ts'
import { search } from './search/pages.ts'
import { services } from './services/pages.ts'
import type { CenterPages } from './shared/registry.ts'
import { warehouse } from './warehouse/pages.ts'
import { work } from './work/pages.ts'

/** Every center's pages, in the order its menu place lists them. Adding a center is one import and one line. */
// biome-ignore format: one center a line, so that two additions do not collide
export const centers: readonly CenterPages[] = [
  orders,
  marketplaces,
  inventory,
  purchasing,
  warehouse,
  carriers,
  fulfillment,
  products,
  search,
  codes,
  content,
  community,
  services,
  channels,
  partners,
  resolution,
  members,
  buyers,
  ledger,
  erp,
  imports,
  operations,
  interfaces,
  approvals,
  organization,
  identity,
  messages,
  work,
]
