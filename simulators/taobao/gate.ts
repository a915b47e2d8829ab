import { type Asked, type budgets, type MarketStage, type Reply, wallMoment } from '../market/stage.ts'
import type { TokenDesk } from '../market/tokens.ts'
import { expectedSign } from './digest.ts'

/** Carriers it knows, with the form of their numbers. */
const companies: Record<string, RegExp> = {
  SF: /^[A-Za-z0-9-]{4,35}$/,
  EMS: /^[A-Za-z0-9]{4,20}$/,
  ZTO: /^[A-Za-z0-9]{6,20}$/,
  YTO: /^[A-Za-z0-9]{6,20}$/,
  STO: /^[A-Za-z0-9]{6,20}$/,
  YUNDA: /^[A-Za-z0-9]{6,20}$/,
  JDWL: /^[A-Za-z0-9]{6,20}$/,
  OTHER: /^[A-Za-z0-9-]{4,40}$/,
}

/** How TOP begins what it says of a parcel it will not take. */
export const parcelPrefix = 'isv.logistics-offline-service-error'
/** Why a parcel is not taken before its order is looked at: TOP's own letter and words; null when nothing is wrong. */
export function parcelRefused(field: (name: string) => string): [code: string, words: string] | null {
  const form = companies[field('company_code')]
  if (!form) return ['B61', '物流公司不存在']
  return form.test(field('out_sid')) ? null : ['B60', '运单号不符合规则']
}

export interface Gate {
  error(code: number, msg: string, sub_code?: string, sub_msg?: string): Reply
  answer(method: string, content: object): Reply
  /** Who asks what, once everything about the request itself is in order; else what it is told. */
  enter(asked: Asked, stage: MarketStage): { method: string; field(name: string): string } | { reply: Reply }
}

/** What stands before everything TOP does: keys, signature over what arrived, clock, session, limits, and the envelope of its answers. */
export function openGate(
  options: { app_key: string; app_secret: string },
  tokens: TokenDesk,
  limits: ReturnType<typeof budgets>,
  now: () => number,
): Gate {
  let serial = 0
  const error = (code: number, msg: string, sub_code?: string, sub_msg?: string): Reply => ({
    body: JSON.stringify({
      error_response: { code, msg, ...(sub_code ? { sub_code, sub_msg: sub_msg ?? sub_code } : {}), request_id: `sim${++serial}` },
    }),
  })
  const answer = (method: string, content: object): Reply => ({
    body: JSON.stringify({
      [`${method.replace(/^taobao\./, '').replaceAll('.', '_')}_response`]: { ...content, request_id: `sim${++serial}` },
    }),
  })

  const enter: Gate['enter'] = (asked, stage) => {
    const refused = (reply: Reply) => ({ reply })
    const form = new URLSearchParams(asked.method === 'POST' ? asked.body : asked.query)
    const field = (name: string) => form.get(name) ?? ''
    if (asked.path === '/token') {
      const refuse = (error: string, error_description: string) =>
        refused({ status: 400, body: JSON.stringify({ error, error_description }) })
      if (field('client_id') !== options.app_key || field('client_secret') !== options.app_secret)
        return refuse('invalid_client', 'client authentication failed')
      const granted = field('grant_type') === 'refresh_token' ? tokens.renew(field('refresh_token')) : null
      return granted
        ? refused({ body: JSON.stringify({ ...granted, token_type: 'Bearer' }) })
        : refuse('invalid_grant', 'refresh token is not valid')
    }
    if (!field('method')) return refused(error(21, 'Missing Method'))
    if (!field('app_key')) return refused(error(28, 'Missing App Key'))
    if (field('app_key') !== options.app_key) return refused(error(29, 'Invalid App Key'))
    if (!field('sign')) return refused(error(24, 'Missing Signature'))
    if (expectedSign(form.entries(), options.app_secret) !== field('sign')) return refused(error(25, 'Invalid Signature'))
    if (!field('timestamp')) return refused(error(30, 'Missing Timestamp'))
    const drift_ms = Math.abs(wallMoment(field('timestamp')) - (now() + (stage.quirks.clock_off_ms ?? 0)))
    if (!(drift_ms <= 600_000)) return refused(error(31, 'Invalid Timestamp'))
    if (field('v') !== '2.0') return refused(error(field('v') ? 34 : 32, 'Unsupported Version'))
    if (field('format') !== 'json') return refused(error(23, 'Invalid Format'))
    if (!field('session')) return refused(error(26, 'Missing Session'))
    if (!tokens.isValid(field('session')) || stage.quirks.expired_token) return refused(error(27, 'Invalid Session', 'invalid-sessionkey'))
    const method = field('method')
    stage.counts.set(method, (stage.counts.get(method) ?? 0) + 1)
    if (!limits.allows(method))
      return refused(error(7, 'App Call Limited', 'accesscontrol.limited-by-api-access-count', 'This ban will last for 1 more seconds'))
    return { method, field }
  }
  return { error, answer, enter }
}
