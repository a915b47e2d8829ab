import { mallRoutes } from './mall-routes.ts'
import { staffRoutes } from './staff-routes.ts'

export const routes = [mallRoutes, staffRoutes]
