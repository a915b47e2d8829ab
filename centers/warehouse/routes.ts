import type { Routes } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { boxRoutes } from './boxes/routes.ts'
import { checkRoutes } from './checks/routes.ts'
import { parcelingRoutes } from './parceling/routes.ts'
import { placeRoutes } from './places/routes.ts'
import { putbackRoutes } from './putbacks/routes.ts'
import { readdressRoutes } from './readdress/routes.ts'
import { refundRoutes } from './refunds/routes.ts'
import { returnRoutes } from './returns/routes.ts'
import { waveRoutes } from './waves/routes.ts'

export const warehouseRoutes: Routes<Needs>[] = [
  placeRoutes,
  waveRoutes,
  checkRoutes,
  boxRoutes,
  putbackRoutes,
  returnRoutes,
  readdressRoutes,
  refundRoutes,
  parcelingRoutes,
]
