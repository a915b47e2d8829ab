import type { Outcome } from '#core/outcomes.ts'

export const handleKinds = ['phone', 'email', 'name'] as const
export type HandleKind = (typeof handleKinds)[number]

/** What a person types to sign in, normalized. */
export interface Handle {
  kind: HandleKind
  value: string
}

export const userStates = ['active', 'suspended', 'deleted'] as const

export interface User {
  id: string
  name: string
  locale: 'zh' | 'en'
  state: (typeof userStates)[number]
  registered_through: string | null
  registered_at: string
}

export interface NewUser {
  id: string
  name: string
  locale?: 'zh' | 'en'
  /** As typed; they are normalized here. */
  handles: { kind: HandleKind; value: string; verified?: boolean }[]
  /** Made by `hashPassword`, outside the transaction: it takes a tenth of a second. */
  password_hash?: string | null
  must_change_password?: boolean
  registered_through?: string | null
}

export const registerStatuses = ['handle_invalid', 'handle_taken', 'already_registered', 'registered'] as const
export type RegisterOutcome = Outcome<(typeof registerStatuses)[number]>

export const audiences = ['mall', 'console'] as const
export type Audience = (typeof audiences)[number]
