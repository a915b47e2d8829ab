import { Code, closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'

export const algorithms = ['hmac-sha256', 'ed25519'] as const
export type Algorithm = (typeof algorithms)[number]

/** What a key can be given. Every one is an ordinary right: the same word opens the same rows to a person. */
export const keyPermissions = [
  'orders.read',
  'orders.place',
  'orders.cancel',
  'products.read',
  'stock.read',
  'stock.tell',
  'parcels.tell',
  'webhooks.edit',
] as const
/** Held by every key: to ask who it is. */
export const commonPermission = 'open.use'

/** The one organization, channel and shelf of rehearsals. */
export const sandbox_id = 'sandbox'

export const PartnerItem = closed({
  partner_id: Code('Short code of the partner, chosen once'),
  name: closed({ zh: Text('Name in Chinese', 80), en: Text('Name in English', 80) }, { description: 'What the firm is called' }),
  organization_id: Code('The organization that answers for the contract'),
  contact_name: Nullable(Text('Whom we ask when something stops', 60)),
  contact_email: Nullable(T.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 120, description: 'Where notices go' })),
  closed: T.Optional(T.Boolean({ description: 'Closed: its keys open nothing any more' })),
})
export type PartnerItem = Static<typeof PartnerItem>

const scopeList = (what: string) => T.Array(Code(what), { minItems: 1, maxItems: 100, description: `${what}s it may see; null for all` })

export const KeyItem = closed({
  key_id: Id('Made by the caller; it is the `keyid` of signatures. The same id again is the same key'),
  partner_id: Code('Whose key it is'),
  name: Text('What it is for', 80),
  algorithm: T.Unsafe<Algorithm>({ type: 'string', enum: [...algorithms], description: 'How it signs' }),
  public_key: Nullable(
    T.String({
      pattern: '^[A-Za-z0-9+/]{43}=$',
      description: 'For ed25519: the 32 bytes of the public key in base64. The private one stays with the partner',
    }),
  ),
  permissions: T.Array(T.Unsafe<(typeof keyPermissions)[number]>({ type: 'string', enum: [...keyPermissions] }), {
    minItems: 1,
    maxItems: keyPermissions.length,
    description: 'What it may do; you can give what you hold yourself',
  }),
  organization_id: Code('It sees rows of this organization and those under it; a sandbox key sees the sandbox only'),
  brands: Nullable(scopeList('Brand')),
  partners: Nullable(scopeList('Partner')),
  channels: Nullable(scopeList('Channel')),
  sandbox: T.Boolean({ description: 'For rehearsals: its orders are real rows that never leave for a warehouse' }),
  per_minute: T.Integer({ minimum: 1, maximum: 100_000, description: 'Calls a minute' }),
  per_day: T.Integer({ minimum: 1, maximum: 100_000_000, description: 'Calls a day (UTC), at least those of a minute' }),
  expires_at: Nullable(T.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T', description: 'Good until then; null for ever' })),
})
export type KeyItem = Static<typeof KeyItem>

export const keyStatuses = [
  'partner_not_found',
  'partner_closed',
  'public_key_needed',
  'public_key_not_expected',
  'day_below_minute',
  'organization_not_yours',
  'permission_not_yours',
  'id_used_for_another',
  'already_made',
  'made',
] as const
export type KeyStatus = (typeof keyStatuses)[number]

export interface StoredKey {
  key_id: string
  partner_id: string
  partner_name: { zh: string; en: string }
  partner_closed: boolean
  name: string
  algorithm: Algorithm
  sealed_secret: string | null
  sealed_before: string | null
  before_until: string | null
  public_key: string | null
  permissions: string[]
  organization_id: string
  /** The organization and all under it. */
  organization_ids: string[]
  brands: string[] | null
  partners: string[] | null
  channels: string[] | null
  sandbox: boolean
  per_minute: number
  per_day: number
  expires_at: string | null
  revoked_at: string | null
}
