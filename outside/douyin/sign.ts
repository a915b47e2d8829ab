import { createHmac } from 'node:crypto'

/** Business parameters as they are signed and sent: keys sorted at every depth, no blanks, numbers as they were written. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value instanceof WholeNumber) return value.digits
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value as Record<string, unknown>).filter(([, one]) => one !== undefined)
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`)
    .join(',')}}`
}

/** A 64-bit id: a number there, beyond what a number holds here. */
export class WholeNumber {
  readonly digits: string
  constructor(digits: string) {
    this.digits = /^\d+$/.test(digits) ? digits : '0'
  }
}

export interface DoudianSigned {
  app_key: string
  method: string
  param_json: string
  timestamp: string
}

/** HMAC-SHA256, with the secret as key and around the text as well. Token and sign method are not signed. */
export function signatureOf({ app_key, method, param_json, timestamp }: DoudianSigned, secret: string): string {
  const base = `app_key${app_key}method${method}param_json${param_json}timestamp${timestamp}v2`
  return createHmac('sha256', secret)
    .update(secret + base + secret)
    .digest('hex')
}
