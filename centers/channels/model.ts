import { Choice, Code, closed, Minor, Nullable, type Static, T, Text } from '#core/http.ts'

export const channelKinds = ['mall', 'mobile', 'marketplace', 'store', 'call_center', 'partner', 'history'] as const

export const ChannelItem = closed({
  id: Code('Short immutable code of the channel'),
  kind: Choice(channelKinds, 'What sort of place it is; `history` takes imported history only'),
  name: closed({ zh: Text('Name in Chinese'), en: Text('Name in English') }, { description: 'Name of the channel' }),
  currency: T.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 currency of its orders' }),
  organization_id: Code('The organization its orders belong to'),
  brand_id: Nullable(Code('The brand it sells; null for all')),
  freight_minor: Minor('Freight of an order below `free_freight_from_minor`'),
  free_freight_from_minor: Minor('Goods amount from which freight is free; 0 is always free'),
  closed: T.Optional(T.Boolean({ description: 'It takes no orders any more; left out it stays as it is' })),
})
export type ChannelItem = Static<typeof ChannelItem>

export interface Channel extends Omit<ChannelItem, 'closed'> {
  closed_at: string | null
}
