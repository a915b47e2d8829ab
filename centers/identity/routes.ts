import { codeRoutes } from './codes/routes.ts'
import { sweepIdentity } from './codes/write.ts'
import { doorRoutes } from './doors/routes.ts'
import { federationRoutes } from './federation/routes.ts'
import { linkRoutes } from './links/routes.ts'
import { passkeyRoutes } from './passkeys/routes.ts'
import { privacyRoutes } from './privacy/routes.ts'
import { withRefusals } from './refusals.ts'
import { resolveDue } from './resolution/job.ts'
import { resolutionRoutes } from './resolution/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { sweepSignOn } from './sign-on/adapter.ts'
import { rotateKeys } from './sign-on/keys.ts'
import { tasks } from './sign-on/provider.ts'
import { signOnRoutes } from './sign-on/routes.ts'
import { staffAccountRoutes } from './staff-accounts/routes.ts'

export const routes = [
  sessionRoutes,
  codeRoutes,
  passkeyRoutes,
  linkRoutes,
  privacyRoutes,
  resolutionRoutes,
  signOnRoutes,
  doorRoutes,
  federationRoutes,
  staffAccountRoutes,
].map(withRefusals)
export const due = [sweepIdentity, resolveDue, sweepSignOn, rotateKeys]
export { tasks }
