import { codeRoutes } from './codes/routes.ts'
import { sweepIdentity } from './codes/write.ts'
import { sessionRoutes } from './sessions/routes.ts'

export const routes = [sessionRoutes, codeRoutes]
export const due = [sweepIdentity]
