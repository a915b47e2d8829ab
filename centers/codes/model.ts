import { SkuId } from '#centers/products/model.ts'
import { BusinessDate, Choice, Code, closed, Id, Moment, Nullable, type Static, T, Text } from '#core/http.ts'

export const RegionCode = (description: string) => T.String({ pattern: '^\\d{6}$', description })
export const ContainerId = (description: string) => T.String({ pattern: '^[A-Za-z0-9._-]{1,40}$', description })
const CodeText = T.String({
  minLength: 20,
  maxLength: 300,
  description: 'The code as scanned: its address, a GS1 element string, or GTIN and serial with a blank between',
})

export const BatchItem = closed({
  id: Id('Made by the caller; the same id again is the same batch'),
  sku_id: SkuId('What the codes are for'),
  gtin: T.Optional(T.String({ pattern: '^\\d{14}$', description: 'GTIN-14 printed in the code; that of the SKU’s barcode when left out' })),
  lot: T.String({ pattern: '^[A-Za-z0-9._-]{1,20}$', description: 'Lot of the production' }),
  produced_on: BusinessDate('Day of production'),
  expires_on: T.Optional(Nullable(BusinessDate('Last day of use'))),
  factory: Text('Who made it, as buyers may read it', 120),
  quantity: T.Integer({ minimum: 1, maximum: 5_000_000, description: 'How many codes' }),
  points: T.Optional(
    T.Integer({ minimum: 0, maximum: 1_000_000, description: 'Points for the first claim of each code; none when left out' }),
  ),
  covered: T.Optional(
    T.Boolean({ description: 'Whether a claim needs the word under the scratch film, which is printed beside the code' }),
  ),
})
export type BatchItem = Static<typeof BatchItem>
export const batchStatuses = [
  'made',
  'already_made',
  'id_used_for_another',
  'sku_not_found',
  'brand_not_yours',
  'gtin_missing',
  'gtin_invalid',
  'dates_reversed',
] as const

export const PrintItem = closed({
  id: Id('Made by the caller; the same id again is the same print'),
  batch_id: Id('The batch'),
  from_index: T.Optional(
    T.Integer({
      minimum: 0,
      maximum: 5_000_000,
      description: 'First code of the batch to print, from 0; the first not yet printed when left out',
    }),
  ),
  quantity: T.Optional(T.Integer({ minimum: 1, maximum: 5_000_000, description: 'How many; all that are left when left out' })),
  host: T.Optional(
    T.String({
      pattern: '^[a-z0-9][a-z0-9.-]{0,100}(:\\d{1,5})?$',
      description: 'Host of the printed address; the configured one when left out',
    }),
  ),
  again_reason: T.Optional(Text('Why codes that were printed before are printed once more', 200)),
})
export type PrintItem = Static<typeof PrintItem>
export const printStatuses = [
  'printed',
  'already_printed',
  'batch_not_found',
  'batch_void',
  'range_outside_batch',
  'printed_before',
] as const

export const BindingItem = closed({
  id: Id('Made by the caller, one for each scan of the line'),
  code: CodeText,
  carton_id: ContainerId('The carton it went into: its SSCC or number'),
  pallet_id: T.Optional(Nullable(ContainerId('The pallet the carton stands on'))),
  happened_at: T.Optional(Moment('When the line scanned it; now when left out')),
})
export type BindingItem = Static<typeof BindingItem>
export const bindingStatuses = [
  'bound',
  'already_bound',
  'code_invented',
  'code_not_found',
  'code_void',
  'bound_to_another',
  'carton_of_another_brand',
  'carton_on_another_pallet',
  'container_of_another_kind',
] as const

export const ShipmentItem = closed({
  id: Id('Made by the caller; the same id again is the same shipment'),
  batch_id: T.Optional(Id('The whole batch was sent there')),
  container_id: T.Optional(ContainerId('This pallet or carton was sent there')),
  region_code: RegionCode('Where it may be sold: division code of a province (`500000`), city or county'),
  node_id: T.Optional(Nullable(Code('The warehouse or store it went to'))),
  dealer_id: T.Optional(Nullable(Code('The dealer it went to'))),
  happened_at: T.Optional(Moment('When it left; now when left out')),
})
export type ShipmentItem = Static<typeof ShipmentItem>
export const shipmentStatuses = ['shipped', 'already_shipped', 'subject_missing', 'batch_not_found', 'container_not_found'] as const

export const SaleItem = closed({
  id: Id('Made by the caller'),
  code: CodeText,
  ref: Text('Order number or receipt', 60),
  happened_at: T.Optional(Moment('When it was sold; now when left out')),
})
export type SaleItem = Static<typeof SaleItem>
export const saleStatuses = ['sold', 'already_sold', 'code_invented', 'code_not_found', 'code_void', 'sold_before'] as const

export const VoidItem = closed({
  id: Id('Made by the caller'),
  code: T.Optional(CodeText),
  batch_id: T.Optional(Id('Void the whole batch')),
  reason: Text('Why: shown to staff, never to shoppers', 200),
})
export type VoidItem = Static<typeof VoidItem>
export const voidStatuses = ['voided', 'already_void', 'subject_missing', 'code_invented', 'code_not_found', 'batch_not_found'] as const

/** What a shopper is told of a code. */
export const verdicts = ['authentic', 'seen_before', 'suspicious', 'void', 'invented'] as const
export type Verdict = (typeof verdicts)[number]

export const ClaimItem = closed({
  id: Id('Made by the caller; a retry is harmless'),
  region: T.Optional(RegionCode('Where the shopper says he is')),
  cover: T.Optional(T.String({ maxLength: 20, description: 'The word under the scratch film, when the package has one' })),
})
export const claimStatuses = [
  'claimed',
  'already_claimed',
  'code_invented',
  'code_void',
  'claimed_by_another',
  'no_points',
  'under_review',
  'cover_locked',
  'cover_wrong',
] as const
export type ClaimStatus = (typeof claimStatuses)[number]

export const ruleNames = ['too_many_scans', 'impossible_travel', 'diverted', 'busy_device', 'device_rate', 'guessing'] as const
export type RuleName = (typeof ruleNames)[number]
export interface Rule {
  rule: RuleName
  active: boolean
  most: number
  window_minutes: number
}
export const RuleItem = closed({
  rule: Choice(ruleNames, 'Which rule'),
  active: T.Boolean({ description: 'Whether it is applied' }),
  most: T.Integer({ minimum: 1, maximum: 1_000_000, description: 'What is still ordinary' }),
  window_minutes: T.Integer({ minimum: 0, maximum: 525_600, description: 'In how many minutes; 0 is ever' }),
})

export const caseOutcomes = ['counterfeit', 'diverted', 'cleared'] as const
export const CaseDecision = closed({
  id: Id('The case'),
  owner: T.Optional(T.Boolean({ description: 'Take it on (true) or give it back (false)' })),
  outcome: T.Optional(
    Choice(caseOutcomes, 'What it was; closes the case. `counterfeit` voids the code, `cleared` makes it ordinary again'),
  ),
  note: T.Optional(Text('What was found out', 500)),
})
export type CaseDecision = Static<typeof CaseDecision>
export const caseStatuses = ['taken', 'given_back', 'closed', 'already_closed', 'case_not_found', 'nothing_to_do', 'note_missing'] as const
