import { activityRoutes } from './activities/routes.ts'
import { cardRoutes } from './cards/routes.ts'
import { exportRoutes } from './exports/routes.ts'
import { openingRoutes } from './openings/routes.ts'
import './privacy.ts'
import { selfRoutes } from './self-routes.ts'
import { staffRoutes } from './staff-routes.ts'

export const memberRoutes = [selfRoutes, staffRoutes, cardRoutes, activityRoutes, exportRoutes, openingRoutes]
