import type { Drift } from '#core/contract.ts'
import { Code, closed, Nullable, type Static, T } from '#core/http.ts'

export const interfaceKinds = ['marketplace', 'carrier', 'payment', 'message', 'sign_in', 'erp', 'finance', 'service'] as const
export const directions = ['out', 'in'] as const

/** What a partner made of one thing we asked. `later`: an outage or a limit, the same may be asked again; `refused` stays so until something changes. */
export type Told<Answer = object> =
  | ({ status: 'answered'; drifts?: readonly Drift[] } & Answer)
  | { status: 'refused'; code: string; reason: string; drifts?: readonly Drift[] }
  | { status: 'later'; code: string; reason: string; retry_after_s?: number; drifts?: readonly Drift[] }

export const InterfaceId = (description: string) =>
  T.String({ pattern: '^[a-z0-9][a-z0-9-]*(\\.[a-z0-9_-]+)+$', maxLength: 80, description })

/** What an operator decides about an interface. */
export const InterfaceItem = closed({
  interface_id: InterfaceId('The interface'),
  owner_id: Nullable(Code('The organization that answers for it')),
  budget_calls: Nullable(
    T.Integer({ minimum: 1, maximum: 1_000_000, description: 'Calls one account may make within `budget_ms`; null is no limit' }),
  ),
  budget_ms: Nullable(T.Integer({ minimum: 1, maximum: 86_400_000, description: 'The time the budget is for, in milliseconds' })),
  active: T.Boolean({ description: 'Off: nothing is asked, what waits stays waiting' }),
})
export type InterfaceItem = Static<typeof InterfaceItem>

/** What an operator decides about all interfaces of a partner. */
export const PartnerItem = closed({
  partner: T.String({ pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 60, description: 'The partner: what its interfaces begin with' }),
  owner_id: Nullable(Code('The organization that answers for its interfaces; those that have one keep it')),
  budget_calls: Nullable(
    T.Integer({ minimum: 1, maximum: 1_000_000, description: 'Calls within `budget_ms`, for interfaces without a budget of their own' }),
  ),
  budget_ms: Nullable(T.Integer({ minimum: 1, maximum: 86_400_000, description: 'The time that budget is for, in milliseconds' })),
})
export type PartnerItem = Static<typeof PartnerItem>

export interface ContractField {
  path: string
  kind: string
}

/** An interface as the code that speaks it describes itself. */
export interface Registration {
  interface_id: string
  partner: string
  kind: (typeof interfaceKinds)[number]
  name: { zh: string; en: string }
  direction: (typeof directions)[number]
  version: string
  /** The budget to begin with; an operator may change it. */
  budget?: { calls: number; per_ms: number } | null
  contract?: readonly ContractField[]
  owner_id?: string | null
}

export const letterStates = ['waiting', 'done', 'dead', 'withdrawn'] as const

export interface Letter {
  letter_id: string
  interface_id: string
  account: string
  kind: string
  subject: string
  payload: Record<string, unknown>
  attempts: number
}
export type NewLetter = Omit<Letter, 'attempts' | 'letter_id'> & { letter_id?: string; due_at?: string }
