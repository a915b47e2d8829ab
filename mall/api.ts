import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '#client/api.d.ts'
import type { Visit } from './visit.ts'

/** The API description, typed: a call that the API does not know is refused by the type checker. */
export type Api = Client<paths>

const known = new WeakMap<Visit, Api>()

/** The API as this visitor: his cookies go along, and cookies it sets come back with the page. */
export function apiOf(visit: Visit): Api {
  let api = known.get(visit)
  if (!api) {
    api = createClient<paths>({ baseUrl: visit.origin, fetch: (request) => visit.fetch(request) })
    known.set(visit, api)
  }
  return api
}

/** What the API answers instead of data: RFC 9457. */
export interface Problem {
  type: string
  status: number
  detail: string
}

/** The data, or the page ends: what is missing becomes the page that says so, anything else the page for faults. */
export function dataOf<Data>({ data, response }: { data?: Data | undefined; error?: unknown; response: Response }): Data {
  if (data !== undefined) return data
  throw new Response(null, { status: response.status === 404 || response.status === 400 ? 404 : 502 })
}
