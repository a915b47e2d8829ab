import type { Captcha } from '#centers/identity/captcha.ts'
import { askOutside } from '#core/outside.ts'
import { log } from '#core/telemetry.ts'

export interface SiteverifySettings {
  /** `turnstile` or `hcaptcha`: both verify alike. */
  provider: 'turnstile' | 'hcaptcha'
  site_key: string
  /** Script of the widget, the partner's or a simulator's. */
  script: string
  secret: string
  /** The whole address of the check, the partner's or a simulator's. */
  endpoint: string
  /** Hosts of ours the puzzle may have been solved on; empty for any. */
  hosts: readonly string[]
}

/**
 * A puzzle whose answer is a token that the partner tells true or false, once and within minutes. While the partner does not answer, people are let
 * pass: the waits still hold programs back, and nobody is kept out of his account by somebody else's outage.
 */
export function siteverify({ provider, site_key, script, secret, endpoint, hosts }: SiteverifySettings): Captcha {
  const origin = new URL(script).origin
  return {
    provider,
    site_key,
    script,
    sources: provider === 'hcaptcha' ? [origin, 'https://hcaptcha.com', 'https://*.hcaptcha.com'] : [origin],
    async verify(answer, address) {
      const body = new URLSearchParams({ secret, response: answer, remoteip: address })
      const heard = await askOutside(endpoint, { body, timeout_ms: 5000 })
      if ('failed' in heard || heard.status >= 500) {
        log.warn({ provider, reason: 'failed' in heard ? heard.reason : heard.status }, 'a puzzle could not be checked')
        return true
      }
      const told = parse(heard.text)
      const faults = told['error-codes'] ?? []
      if (faults.some((fault) => fault.endsWith('-input-secret'))) log.error({ provider, faults }, 'the secret for puzzles is wrong')
      return told.success === true && (hosts.length === 0 || hosts.includes(told.hostname ?? ''))
    },
  }
}

function parse(text: string): { success?: boolean; hostname?: string; 'error-codes'?: string[] } {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
