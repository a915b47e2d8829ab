import type { Outcome } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

type Words = { zh: string; en: string }

export interface MemberRow {
  id: string
  name: string
  phone: string | null
  gender: string | null
  birthday: string | null
  source: string
  region_code: string | null
  vip: boolean
  vip_until: string | null
  note: string | null
  joined_at: string
  last_order_at: string | null
  lifecycle: string
  tags: string[]
  standings: { program_id: string; brand_id: string | null; organization_id: string | null; level: string; growth: number }[]
}

export interface MemberDetail extends MemberRow {
  levels: { program_id: string; name: Words; level: string; level_name: Words; growth: number; next: { missing: number } | null }[]
  points: {
    program_id: string
    name: Words
    balance: number
    owed: number
    next_expiry: { quantity: number; expires_at: string } | null
  }[]
  household: {
    people: {
      person_id: string
      member_id: string | null
      nickname: string
      part: string
      months: number | null
      stage: string | null
      feeding: string | null
    }[]
  }
}

export interface Batch {
  batch_id: string
  kind: string
  name: string
  value_minor: number
  currency: string
  cards: number
  active: number
  bound: number
  frozen: number
  balance_minor: number
  expires_on: string
  organization_id: string
  made_by: string
  made_at: string
}

export interface Card {
  card_id: string
  card_no: string
  state: 'made' | 'active' | 'frozen'
  member_id: string | null
  balance_minor: number
  currency: string
  frozen_reason: string | null
}

export const lifecycles = ['new', 'active', 'quiet', 'asleep', 'lost']
export const lifecycleTone = (lifecycle: string): Tone =>
  (({ new: 'waiting', active: 'done', quiet: 'active', asleep: 'quiet', lost: 'danger' }) as Record<string, Tone>)[lifecycle] ?? 'quiet'
export const levelOf = (row: MemberRow): string => row.standings.find(({ program_id }) => program_id === 'group')?.level ?? 'normal'
export const maskPhone = (phone: string | null): string =>
  phone ? phone.replace(/^\+86/, '').replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2') : ''
/** `13800000001`, as people know their own number. */
export const plainPhone = (phone: string | null): string | null => phone?.replace(/^\+86/, '') ?? null

const good = new Set(['topped_up', 'proposed', 'saved', 'granted', 'made', 'activated', 'frozen', 'thawed'])
export const succeeded = ({ status }: Outcome): boolean => good.has(status) || status.startsWith('already_')
