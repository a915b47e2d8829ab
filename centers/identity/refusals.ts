import { Problem, type Routes } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { logRefusals } from '#core/refusals.ts'
import { audienceOf } from './sessions/cookies.ts'
import { refuseAtDoor } from './sign-on/coming-in.ts'

/** Every refusal at a door is kept in the log; a person who came by her browser reads it on a page, a program as a problem. */
export const withRefusals =
  (plugin: Routes<Needs>): Routes<Needs> =>
  (needs) =>
  async (app) => {
    logRefusals(app)
    app.setErrorHandler((error, request, reply) => {
      const byHand = request.method === 'GET' && request.headers.accept?.includes('text/html')
      if (!byHand || !(error instanceof Problem)) throw error
      return reply.redirect(refuseAtDoor(request, audienceOf(request.url), error), 303)
    })
    await app.register(plugin(needs))
  }
