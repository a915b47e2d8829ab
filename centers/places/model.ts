import { closed, Id, Named, Nullable, type Static, T, Text } from '#core/http.ts'

export interface Region {
  /** GB/T 2260, six digits. */
  code: string
  name: string
  /** 1 province, 2 city, 3 county. */
  level: 1 | 2 | 3
  parent: string | null
}

export const Address = {
  name: Named('Who receives it', 60),
  phone: T.String({ pattern: '^\\+?[0-9 -]{5,20}$', description: 'Where the carrier calls' }),
  region_code: T.String({ pattern: '^[0-9]{6}$', description: 'Code of the county (GB/T 2260)' }),
  street: Named('Street, building, door', 200),
  label: T.Optional(Nullable(Text('What the person calls it, e.g. home', 20))),
  preferred: T.Optional(T.Boolean({ description: 'Proposed first at checkout; the one before is no longer' })),
}
export const AddressItem = closed({ id: Id('Made by the caller; the same id again is the same address'), ...Address })
export type AddressItem = Static<typeof AddressItem>

export interface SavedAddress {
  address_id: string
  name: string
  phone: string
  region_code: string
  province: string
  city: string
  district: string
  street: string
  label: string | null
  preferred: boolean
}

export const addressStatuses = ['saved', 'already_saved', 'region_not_found', 'region_too_wide', 'too_many_addresses'] as const
export type AddressStatus = (typeof addressStatuses)[number]

/** What a pasted address says, and how sure we are. */
export interface AddressReading {
  name: string
  phone: string
  region_code: string | null
  province: string
  city: string
  district: string
  street: string
  /** 0 to 100; below 60 a person should look at every field. */
  confidence: number
  /** Fields that were not said or not certain. */
  doubts: ('name' | 'phone' | 'province' | 'city' | 'district' | 'street')[]
}
