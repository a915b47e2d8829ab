import { codeRoutes } from './codes/routes.ts'
import { sweepIdentity } from './codes/write.ts'
import { resolveDue } from './resolution/job.ts'
import { resolutionRoutes } from './resolution/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'

export const routes = [sessionRoutes, codeRoutes, resolutionRoutes]
export const due = [sweepIdentity, resolveDue]
