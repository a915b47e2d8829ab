import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publicUrl } from '#centers/identity/sign-on/provider.ts'
import { listTopics } from '#centers/partners/webhooks/topics.ts'
import type { App } from '#core/http.ts'
import { policyOf } from '../fronts/policy.ts'
import { drawPage, type Language } from './page.ts'

const files: Record<string, [path: string, type: string]> = {
  'page.css': [join(import.meta.dirname, 'page.css'), 'text/css; charset=utf-8'],
  'try.js': [join(import.meta.dirname, 'try.js'), 'text/javascript; charset=utf-8'],
  // The very file of the published package: what signs here signs there.
  'sign.js': [join(import.meta.dirname, '../../client/sign.js'), 'text/javascript; charset=utf-8'],
}

/** The page for those who write programs against us, at `/developers`; in English at `/en/developers`. Plain HTML: it works before any script does. */
export async function mountDevelopers(app: App): Promise<void> {
  const page = (language: Language) => {
    const html = drawPage(language, publicUrl(), listTopics())
    return { html, policy: policyOf(html) }
  }
  for (const [url, language] of [
    ['/developers', 'zh'],
    ['/en/developers', 'en'],
  ] as const)
    app.get(url, { schema: { hide: true } }, async (_request, reply) => {
      const { html, policy } = page(language)
      return reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(html)
    })
  for (const [name, [path, type]] of Object.entries(files))
    app.get(`/developers/${name}`, { schema: { hide: true } }, async (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'no-cache')
        .send(await readFile(path, 'utf8')),
    )
}
