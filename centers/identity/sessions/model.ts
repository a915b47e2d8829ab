import type { Audience } from '../model.ts'

/** How long a session lasts without use, and at all. The console's ends with the working day. */
export const lifetimes = {
  mall: { idle_ms: 30 * 86_400_000, whole_ms: 365 * 86_400_000 },
  console: { idle_ms: 12 * 3_600_000, whole_ms: 7 * 86_400_000 },
} as const satisfies Record<Audience, { idle_ms: number; whole_ms: number }>

export const endReasons = ['signed_out', 'revoked', 'credentials_changed', 'suspended', 'deleted', 'signed_on_again'] as const
export type EndReason = (typeof endReasons)[number]

export const methods = [
  'password',
  'phone_code',
  'email_code',
  'passkey',
  'wechat',
  'qq',
  'weibo',
  'alipay',
  'sign_on',
  'federation',
] as const
export type Method = (typeof methods)[number]

export interface Session {
  id: string
  user_id: string
  audience: Audience
  method: Method
  device_label: string
  address: string
  started_at: string
  seen_at: string
  expires_at: string
}

/** Where an attempt comes from, as far as it tells. */
export interface Origin {
  address: string
  network: string
  device_hash: string | null
  device_label: string
}

export const signInOutcomes = [
  'wait',
  'handle_or_password_wrong',
  'code_wrong',
  'code_expired',
  'passkey_refused',
  'account_suspended',
  'not_staff',
  'signed_in',
] as const
export type SignInOutcome = (typeof signInOutcomes)[number]
