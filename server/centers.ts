import * as identity from '#centers/identity/routes.ts'
import { ledgerRoutes } from '#centers/ledger/routes.ts'
import { expireHolds, foldPostings } from '#centers/ledger/write.ts'
import { routes as organizationRoutes } from '#centers/organization/routes.ts'
import * as products from '#centers/products/routes.ts'
import { sealAuditDays } from '#core/audit.ts'
import type { Consumer } from '#core/events.ts'
import type { Routes } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Db } from '#core/sql.ts'

/** Work that falls due by the clock: takes what is due at `now`, answers how much it did. */
export interface DueWork {
  name: string
  run(db: Db, now: string): Promise<number>
}

/** What a center gives to the assembly. */
export interface CenterParts {
  name: string
  routes?: Routes<Needs>[]
  consumers?: readonly Consumer[]
  due?: readonly DueWork[]
}

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
  { name: 'organization', routes: [organizationRoutes], due: [sealAuditDays] },
  { name: 'identity', routes: identity.routes, due: identity.due },
  { name: 'products', routes: [products.mallRoutes, products.staffRoutes] },
]
