import { abnormalRoutes } from './abnormal/routes.ts'
import { bureauRoutes } from './bureaus/routes.ts'
import { deskRoutes } from './desk/routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import { platformRefundRoutes } from './refunds/routes.ts'
import { reviewRoutes } from './review/routes.ts'
import { shopperRoutes } from './shopper-routes.ts'
import { timingRoutes } from './timing/routes.ts'
import './privacy.ts'

export const orderRoutes = [
  shopperRoutes,
  operatorRoutes,
  deskRoutes,
  abnormalRoutes,
  reviewRoutes,
  timingRoutes,
  bureauRoutes,
  platformRefundRoutes,
]
