import { exchangeOf } from '#centers/interfaces/exchange.ts'
import type { Registration } from '#centers/interfaces/model.ts'
import { isSigned } from '#centers/partners/signatures.ts'
import type { App } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'

/** What partners ask of us with their keys, by the first word behind `/api/open/`. */
const families: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  orders: ['订单', 'Orders'],
  products: ['商品', 'Products'],
  availability: ['可售库存', 'Availability'],
  webhooks: ['消息订阅', 'Webhooks'],
  messages: ['自定义报文', 'Messages'],
  'message-receipts': ['报文回执', 'Receipts of messages'],
  sandbox: ['沙箱', 'Sandbox'],
  others: ['其他', 'Others'],
}

export const openCalls: readonly Registration[] = Object.entries(families).map(([id, [zh, en]]) => ({
  ...{ interface_id: `open-api.${id}`, partner: 'open-api', kind: 'service', direction: 'in', version: '1.0.0' },
  name: { zh: `开放接口 · ${zh}`, en: `Calls of partners · ${en}` },
}))

/**
 * Counts in the registry what partners ask of us and what carriers push, with how it went and how long it took; marketplaces' pushes are counted where their
 * signatures are proved. To be called on the app before its routes are registered.
 */
export function countInbound(app: App, needs: Needs): void {
  app.addHook('onResponse', (request, reply, done) => {
    done()
    const { statusCode } = reply
    const path = request.url.split('?')[0]!.slice(0, 200)
    const [, word = '', partner = '', kind = ''] = /^\/api\/open\/([a-z-]+)(?:\/([a-z0-9-]+))?(?:\/([a-z0-9_-]+))?/.exec(path) ?? []
    const pushed = word === 'carriers' && partner !== '' && kind !== ''
    // An address that is nobody's is no interface.
    if (pushed ? statusCode === 404 : word === '' || !isSigned(request.headers)) return
    const interface_id = pushed ? `${partner}.push` : `open-api.${Object.hasOwn(families, word) ? word : 'others'}`
    const account = pushed
      ? String((request.query as Record<string, unknown>).account ?? '').slice(0, 64)
      : (request.open_key?.partner_id ?? '')
    // 409 is an answer: each item of it says why.
    const told =
      statusCode < 400 || statusCode === 409
        ? ({ status: 'answered' } as const)
        : ({ status: 'refused', code: `http_${statusCode}`, reason: `${request.method} ${path}` } as const)
    exchangeOf(needs).heard({ interface_id, account, subject: request.open_key?.name ?? '' }, told, reply.elapsedTime, {
      request: `${request.method} ${path}`,
      answer: `HTTP ${statusCode}`,
    })
  })
}
