import scalar from '@scalar/fastify-api-reference'
import type { App } from '#core/http.ts'

/** The API guide at `/docs`, drawn from the description the routes give of themselves. Everything it needs comes from here. */
export async function mountDocs(app: App): Promise<void> {
  await app.register(scalar, { routePrefix: '/docs', configuration: { withDefaultFonts: false, hideClientButton: true } })
}
