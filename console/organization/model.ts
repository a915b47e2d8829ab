import type { Tone } from '../shared/values.tsx'

export interface OrganizationRow {
  id: string
  parent_id: string | null
  type: string
  name: string
  name_en: string
  brand_id: string | null
  region_code: string | null
  franchised: boolean
  path: string
  depth: number
  closed_at: string | null
}
export interface StaffRow {
  id: string
  staff_no: string
  name: string
  name_en: string
  phone: string | null
  email: string | null
  organization_id: string
  organization_name: string
  organization_name_en: string
  position_id: string | null
  position_name: string | null
  position_name_en: string | null
  joined_on: string
  left_at: string | null
  role_ids: string[]
}
export interface RoleRow {
  id: string
  name: string
  name_en: string
  permissions: string[]
  guarded: boolean
  holders: number
}
export interface AssignmentRow {
  id: string
  staff_id: string
  organization_id: string
  organization_name: string
  organization_name_en: string
  role_id: string
  role_name: string
  role_name_en: string
  brands: string[] | null
  valid_from: string
  valid_until: string | null
  delegated_by_name: string | null
}
export interface ChangeRow {
  chain: string
  seq: number
  happened_at: string
  by_id: string | null
  by_name: string
  route: string | null
  request_id: string | null
  subject: string
  subject_id: string
  action: string
  organization_id: string | null
  before: unknown
  after: unknown
  hash: string
}
export interface DayItem {
  institution_id: string
  name: string
  name_en: string
  parent_id: string | null
  day: string
  state: string
  opens_at: string | null
  closes_at: string | null
  opened_at: string | null
  closed_at: string | null
  tills_open: number
  difference_minor: number
}
export interface CountedVouchers {
  act?: 'used' | 'sold'
  kind: string
  pieces: number
  amount_minor: number
}
export interface TillItem {
  id: string
  counter: string
  teller_id: string
  teller_name: string
  currency: string
  state: string
  float_minor: number
  expected_minor: number
  counted_minor: number | null
  counted_at: string | null
  vouchers: CountedVouchers[]
  difference_minor: number | null
  difference_reason: string | null
}
export interface DayDetail extends Omit<DayItem, 'parent_id' | 'tills_open' | 'difference_minor'> {
  denominations: number[]
  totals: {
    currency: string
    tills: number
    counted_minor: number
    difference_minor: number
    vouchers: CountedVouchers[]
  }[]
  tills: TillItem[]
}

const tones: Record<string, Tone> = { late: 'danger', overtime: 'danger', open: 'active', closed: 'done', settled: 'done' }
export const dayTone = (state: string): Tone => tones[state] ?? 'quiet'
