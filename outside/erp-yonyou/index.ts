import { createHmac } from 'node:crypto'
import type { ErpDocument } from '#centers/erp/model.ts'
import type { ErpConnection, ErpPort } from '#centers/erp/port.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { decimalText, parseMoney } from '#core/money.ts'
import { askOutside, type Heard, jsonIn } from '#core/outside.ts'

type Failed = Exclude<Told, { status: 'answered' }>
interface Answer {
  code?: string
  message?: string
  data?: { access_token?: string; code?: string; orderDetails?: { productId?: string; qty?: number; oriSum?: number | string }[] }
}

/** The limits of the platform, which are no outage. */
const limits = ['310032', '310039', '310042', '310046']

/** Yonyou YonBIP: a token by a signed request, and `resubmitCheckKey` by which a repeat is the same order. */
export const yonyou: ErpPort = {
  kind: 'yonyou',
  name: { zh: '用友', en: 'Yonyou' },
  version: 'YonBIP',
  settings: ['app_key', 'organization', 'transaction_type'],
  secrets: ['app_secret'],
  async book(connection, document) {
    const token = await signIn(connection)
    if (token.status !== 'answered') return token
    const heard = await askOutside(
      `${connection.endpoint}/yonbip/sd/voucherorder/singleSave?access_token=${encodeURIComponent(token.token)}`,
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ data: orderOf(connection, document) }),
      },
    )
    const answer = answerOf(heard, '200')
    if ('status' in answer) return answer
    const { code, orderDetails } = answer.data ?? {}
    if (!code || !Array.isArray(orderDetails))
      return { status: 'later', code: 'contract_broken', reason: 'The answer has no data.code or no data.orderDetails.' }
    const lines = orderDetails.map(({ productId, qty, oriSum }) => ({
      sku_id: productId ?? '',
      quantity: Math.round(Number(qty)),
      amount_minor: parseMoney(String(oriSum), document.currency) ?? 0,
    }))
    return { status: 'answered', erp_no: code, lines }
  },
}

/** The signature over the other parameters: names and values in order of the names, nothing between them. */
export const signYonyou = (parameters: Readonly<Record<string, string>>, secret: string): string =>
  createHmac('sha256', secret)
    .update(
      Object.keys(parameters)
        .sort()
        .map((name) => `${name}${parameters[name]}`)
        .join(''),
    )
    .digest('base64')

async function signIn({ endpoint, settings, secrets }: ErpConnection): Promise<Failed | { status: 'answered'; token: string }> {
  const parameters = { appKey: settings.app_key!, timestamp: String(Date.now()) }
  const query = new URLSearchParams({ ...parameters, signature: signYonyou(parameters, secrets.app_secret!) })
  const host = settings.token_url?.replace(/\/+$/, '') || endpoint
  const answer = answerOf(
    await askOutside(`${host}/iuap-api-auth/open-auth/selfAppAuth/base/v1/getAccessToken?${query}`, { method: 'GET' }),
    '00000',
  )
  if ('status' in answer) return answer.status === 'refused' ? { status: 'later', code: 'unauthorized', reason: answer.reason } : answer
  const token = answer.data?.access_token
  return token
    ? { status: 'answered', token }
    : { status: 'later', code: 'contract_broken', reason: 'The answer has no data.access_token.' }
}

function answerOf(heard: Heard, good: string): Failed | Answer {
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status >= 500 || heard.status === 429) return { status: 'later', code: `http_${heard.status}`, reason: `HTTP ${heard.status}` }
  const answer = jsonIn(heard.text) as Answer | undefined
  if (!answer || typeof answer.code !== 'string')
    return { status: 'later', code: 'contract_broken', reason: 'The answer is no JSON with a code.' }
  if (answer.code === good) return answer
  const reason = answer.message ?? answer.code
  return limits.includes(answer.code)
    ? { status: 'later', code: answer.code, reason, retry_after_s: 60 }
    : { status: 'refused', code: answer.code, reason }
}

const orderOf = ({ settings }: ErpConnection, document: ErpDocument): object => ({
  ...{
    resubmitCheckKey: document.document_no,
    _status: 'Insert',
    code: document.document_no,
    vouchdate: document.business_on,
    agentId: document.customer,
  },
  ...{
    salesOrgId: settings.organization,
    settlementOrgId: settings.organization,
    transactionTypeId: document.direction === 'R' ? settings.return_transaction_type : settings.transaction_type,
  },
  ...{ 'orderPrices!currency': document.currency, 'orderPrices!exchRate': 1 },
  orderDetails: document.lines.map(({ sku_id, material, quantity, amount_minor, tax_rate_bp }) => ({
    ...{
      productId: material ?? sku_id,
      skuId: material ?? sku_id,
      qty: quantity,
      subQty: quantity,
      oriSum: decimalText(amount_minor, document.currency),
    },
    ...{ taxId: `VAT${tax_rate_bp / 100}`, _status: 'Insert' },
  })),
})
