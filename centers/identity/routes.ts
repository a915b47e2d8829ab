import { sessionRoutes } from './sessions/routes.ts'

export const routes = [sessionRoutes]
