import { type UseQueryOptions, useQuery } from '@tanstack/react-query'
import type { paths } from '#client/api.d.ts'
import { faultIn, fieldIn, refusalIn } from './refusals.ts'
import { currentLanguage, titleIn } from './text.ts'

type Gets = {
  [Path in keyof paths]: paths[Path] extends { get: { responses: { 200: { content: { 'application/json': unknown } } } } } ? Path : never
}[keyof paths]
/** What an address of the API answers, from its own description: `AnswerOf<'/api/admin/orders/{id}'>`. A stale page does not compile. */
export type AnswerOf<Path extends Gets> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never
/** One row of a list the API answers. */
export type RowOf<Path extends Gets> = AnswerOf<Path> extends { items: (infer Row)[] } ? Row : never

/** Refusals that any page may meet, in the words of the reader; what only one page knows is said there. */
const common: Record<string, readonly [zh: string, en: string]> = {
  sign_in_required: ['请先登录，已填写的内容都还在。', 'Sign in first; what you typed is still here.'],
  busy: ['服务器正忙，什么都没有写入，请稍后再提交一次。', 'The server is busy; nothing was written. Send it again in a moment.'],
  outcome_unknown: [
    '数据库刚才断开了一下，请再提交一次：不会重复办理。',
    'The database was away for a moment. Send it again: it is done at most once.',
  ],
  foreign_origin: ['这个请求来自别的网站的页面，没有执行。', 'This request came from a page of another site and was not carried out.'],
  text_invalid: ['文字里有无法保存的字符，请删掉后再提交。', 'A text holds a character that cannot be stored: remove it.'],
  // Without English words of its own: the sentence of the API names what is missing.
  not_permitted: ['你没有这项权限：请联系管理员。', ''],
  held_for_a_part: ['这里显示或改动全公司的数据，你的权限只管一部分：请联系管理员。', ''],
  not_found: ['没有这一条，或不归你管：请刷新后再看。', ''],
  print_id_used: ['这次打印已用于别的面单：请关闭后重新打开再打。', 'This print was used for other labels: open it again.'],
  parcel_repeated: ['同一个包裹选了两次：请去掉一个。', 'A parcel stands twice in the batch: take one out.'],
  waybill_not_ready: ['有包裹还没有运单号：请先取号再打印。', 'Some parcels have no waybill number yet: ask for it first.'],
  already_printed: ['有面单已经打印过：要再打一次请选重打。', 'Some labels were printed before: say that they are printed again.'],
  unreachable: ['连不上服务器，请检查网络后重试。', 'The server cannot be reached. Check the network and try again.'],
}

/** A refusal of the whole request (RFC 9457), or a network that did not answer (`status` 0). */
export class ApiProblem extends Error {
  readonly status: number
  readonly type: string
  readonly detail: string
  readonly errors: readonly { field: string; message: string }[]
  readonly request_id: string | null
  constructor(status: number, body: Partial<Record<'type' | 'detail' | 'request_id', string>> & { errors?: ApiProblem['errors'] }) {
    const language = currentLanguage()
    const said = body.errors ?? []
    // Where a value may also be null, the checker adds that it is not; the first says what is wrong.
    const first = said.filter(({ field }, i) => said.findIndex((one) => one.field === field) === i)
    const errors = first.map(({ field, message }) => ({ field, message: faultIn(message, language) }))
    const known = common[body.type ?? '']
    const detail = known
      ? titleIn(known, language) || body.detail
      : errors.length > 0
        ? errors.map(({ field, message }) => `${fieldIn(field, language)}：${message}`).join(language === 'en' ? '; ' : '；')
        : body.detail
    super(detail ?? body.type ?? `HTTP ${status}`)
    this.status = status
    this.type = body.type ?? 'unknown'
    this.detail = detail ?? ''
    this.errors = errors
    this.request_id = body.request_id ?? null
  }
}

/** One item's answer of a batch. `already_…` counts as success. */
export interface Outcome {
  id: string
  status: string
  detail?: string
}
export interface Page<Row> {
  items: Row[]
  next: string | null
}
export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

let onSignedOut = () => {}
/** Called when the session ended in the middle of work; the shell then asks to sign in again over the page. */
export const whenSignedOut = (listener: () => void) => {
  onSignedOut = listener
}

export const addressOf = (path: string, query: Query = {}): string => {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) params.append(key, String(one))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

interface Sent {
  query?: Query
  body?: unknown
  signal?: AbortSignal
}

/**
 * One call of the API. Ids are made by the caller, so a busy server or a lost connection is answered by sending the same again;
 * a batch that was refused as a whole (409 with outcomes) is an answer, not an error.
 */
export async function call<Answer>(method: string, path: string, { query, body, signal }: Sent = {}): Promise<Answer> {
  const raw = body instanceof Blob
  for (let attempt = 1; ; attempt++) {
    let response: Response
    try {
      response = await fetch(addressOf(path, query), {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      })
    } catch (error) {
      if (signal?.aborted) throw error
      throw new ApiProblem(0, { type: 'unreachable' })
    }
    if (response.status === 503 && attempt < 4) {
      const wait_s = Math.min(Number(response.headers.get('retry-after')) || 1, 5)
      await new Promise((resolve) => setTimeout(resolve, wait_s * 1000))
      continue
    }
    if (response.status === 204) return undefined as Answer
    const answer = (await response.json().catch(() => ({}))) as Answer & { outcomes?: unknown; type?: string }
    if (Array.isArray(answer.outcomes))
      for (const one of answer.outcomes as Outcome[]) if (one.detail) one.detail = refusalIn(path, one, currentLanguage())
    if (response.ok || (response.status === 409 && Array.isArray(answer.outcomes))) return answer
    if (response.status === 401 && answer.type === 'sign_in_required') onSignedOut()
    throw new ApiProblem(response.status, { request_id: response.headers.get('x-request-id') ?? '', ...(answer as object) })
  }
}

export const api = {
  get: <Answer>(path: string, query?: Query, signal?: AbortSignal) =>
    call<Answer>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) }),
  post: <Answer>(path: string, body: unknown) => call<Answer>('POST', path, { body }),
  put: <Answer>(path: string, body: unknown) => call<Answer>('PUT', path, { body }),
  patch: <Answer>(path: string, body: unknown) => call<Answer>('PATCH', path, { body }),
  remove: <Answer>(path: string, body?: unknown) => call<Answer>('DELETE', path, body === undefined ? {} : { body }),
  /** A verb over many: one outcome per item, in the order sent. */
  batch: async (path: string, body: unknown) => (await call<{ outcomes: Outcome[] }>('POST', path, { body })).outcomes,
}

/** Reads one address; keyed by path and filter, so invalidating `[path]` refreshes every page that shows it. */
export function useApi<Answer>(
  path: string | null,
  query: Query = {},
  options: Partial<Omit<UseQueryOptions<Answer, ApiProblem>, 'queryKey' | 'queryFn'>> = {},
) {
  return useQuery<Answer, ApiProblem>({
    queryKey: [path, query],
    queryFn: ({ signal }) => api.get<Answer>(path!, query, signal),
    ...options,
    enabled: path !== null && options.enabled !== false,
  })
}

/** UUIDv7: the id of a new thing is made where the act begins, so sending it twice does it once. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const now = Date.now()
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
