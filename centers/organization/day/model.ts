import { BusinessDate, Choice, Code, closed, Id, Minor, Named, Nullable, type Static, T, Text } from '#core/http.ts'

/** Pieces of cash that exist, in minor units. */
export const denominations: Record<string, readonly number[]> = {
  CNY: [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 2, 1],
}

export const Till = closed({
  id: Id('Id of the till of this day, chosen by the caller'),
  institution_id: Code('The institution'),
  counter: T.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$', description: 'Number of the counter in the institution' }),
  teller_id: Id('Who trades at it'),
  currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', description: 'Currency of the drawer; CNY if left out' })),
  float_minor: Minor('Change put into the drawer from the vault, in minor units'),
})
export type Till = Static<typeof Till>

/** What a voucher did at the counter: `used` was taken in place of cash, `sold` was paid in cash and is owed until somebody uses it. */
export const voucherActs = ['used', 'sold'] as const
export type VoucherAct = (typeof voucherActs)[number]

const VoucherLine = closed({
  act: T.Optional(Choice(voucherActs, '`used`: taken in place of cash, also when left out; `sold`: sold for cash')),
  kind: Named('What kind of voucher', 40),
  pieces: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'How many pieces' }),
  amount_minor: T.Integer({
    minimum: 0,
    maximum: 1_000_000_000_000,
    description: 'What they are worth together; for those sold, what was paid',
  }),
})

/** A line of a count; without `act` it is of a time when vouchers were counted and not booked. */
export type CountedVouchers = Static<typeof VoucherLine>

export const Count = closed({
  id: Id('Id of the count, chosen by the caller'),
  till_id: Id('The till'),
  cash: T.Array(
    closed({
      denomination_minor: T.Integer({ minimum: 1, description: 'Value of one piece in minor units' }),
      pieces: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'How many pieces' }),
    }),
    { maxItems: 40, description: 'Notes and coins' },
  ),
  vouchers: T.Optional(
    T.Array(VoucherLine, {
      maxItems: 40,
      description: 'All vouchers used and sold at the till so far; each count books its own and takes back those of the count before',
    }),
  ),
})
export type Count = Static<typeof Count>

export const TillClosing = closed({
  id: Id('The till'),
  difference_reason: T.Optional(Text('Why more or less lay there than should; needed when there is a difference', 400)),
})
export type TillClosing = Static<typeof TillClosing>

export const Calendar = closed({
  organization_id: Code('The organization and everything under it that has no calendar of its own'),
  zone: T.String({ minLength: 3, maxLength: 64, description: 'Time zone, such as Asia/Shanghai' }),
  weekdays: T.Array(T.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, description: 'Days of trade; 1 is Monday' }),
  opens_at: T.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Opening time' }),
  closes_at: T.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Closing time' }),
})
export type Calendar = Static<typeof Calendar>
export const CalendarException = closed({
  organization_id: Code('The organization and everything under it'),
  day: BusinessDate('The day'),
  trades: T.Boolean({ description: 'Whether it trades on that day' }),
  note: Text('Why', 120),
})
export type CalendarException = Static<typeof CalendarException>

export const CalendarRemoval = closed({
  organization_id: Code('The organization'),
  day: T.Optional(BusinessDate('The day that is no exception any more; left out: the weekly hours of its own, so that those above count')),
})
export type CalendarRemoval = Static<typeof CalendarRemoval>

/** What an organization says itself about when it trades; what it leaves open comes from above. */
export const CalendarView = T.Object({
  organization_id: T.String(),
  name: T.String(),
  name_en: T.String(),
  hours: Nullable(T.Object({ zone: T.String(), weekdays: T.Array(T.Integer()), opens_at: T.String(), closes_at: T.String() })),
  exceptions: T.Array(T.Object({ day: T.String(), trades: T.Boolean(), note: T.String() }), { description: 'From yesterday on, by day' }),
})
export type CalendarView = Static<typeof CalendarView>

export const dayStatuses = [
  'institution_not_found',
  'institution_is_closed',
  'not_a_day_of_trade',
  'day_before_is_open',
  'already_closed',
  'already_open',
  'opened',
] as const
export type DayStatus = (typeof dayStatuses)[number]
export type DayClosingStatus = 'institution_not_found' | 'day_not_open' | 'tills_are_open' | 'already_closed' | 'closed'
export const tillStatuses = [
  'institution_not_found',
  'id_used_for_another',
  'already_open',
  'day_not_open',
  'counter_is_taken',
  'teller_not_found',
  'teller_has_a_till',
  'opened',
] as const
export type TillStatus = (typeof tillStatuses)[number]
export type CountStatus =
  | 'till_not_found'
  | 'id_used_for_another'
  | 'already_counted'
  | 'till_is_closed'
  | 'denomination_unknown'
  | 'denomination_twice'
  | 'voucher_twice'
  | 'voucher_without_pieces'
  | 'counted'
export const tillClosingStatuses = [
  'till_not_found',
  'already_closed',
  'not_counted',
  'count_is_stale',
  'difference_unexplained',
  'closed',
] as const
export type TillClosingStatus = (typeof tillClosingStatuses)[number]

export interface DayRow {
  institution_id: string
  day: string
  state: 'open' | 'closed' | 'settled'
  opened_at: string
  closed_at: string | null
}
export interface TillRow {
  id: string
  institution_id: string
  day: string
  counter: string
  teller_id: string
  currency: string
  float_minor: number
  state: 'open' | 'closed'
}
export interface CountRow {
  id: string
  till_id: string
  counted_minor: number
  expected_minor: number
  vouchers: CountedVouchers[]
}

export const overviewStates = ['late', 'not_open', 'open', 'overtime', 'closed', 'settled', 'no_trade'] as const
export type OverviewState = (typeof overviewStates)[number]
export const OverviewItem = T.Object({
  institution_id: T.String(),
  name: T.String(),
  name_en: T.String(),
  parent_id: Nullable(T.String()),
  day: T.String(),
  state: Choice(overviewStates, 'How the day of the institution stands'),
  opens_at: Nullable(T.String()),
  closes_at: Nullable(T.String()),
  opened_at: Nullable(T.String()),
  closed_at: Nullable(T.String()),
  tills_open: T.Integer(),
  difference_minor: T.Integer(),
})
export type OverviewItem = Static<typeof OverviewItem>

const VoucherTotal = T.Object({
  act: T.Optional(Choice(voucherActs, 'Used or sold; left out of counts that are older than the booking of vouchers')),
  kind: T.String(),
  pieces: T.Integer(),
  amount_minor: T.Integer(),
})

export const DayDetail = T.Object({
  institution_id: T.String(),
  name: T.String(),
  name_en: T.String(),
  day: T.String(),
  state: T.String(),
  opens_at: Nullable(T.String()),
  closes_at: Nullable(T.String()),
  opened_at: Nullable(T.String()),
  closed_at: Nullable(T.String()),
  denominations: T.Array(T.Integer()),
  totals: T.Array(
    T.Object({
      currency: T.String(),
      tills: T.Integer(),
      counted_minor: T.Integer({ description: 'Cash of the last counts' }),
      difference_minor: T.Integer(),
      vouchers: T.Array(VoucherTotal, { description: 'Of the last counts, by what was done and kind; what the ledger has of them' }),
    }),
    { description: 'What all counters come to so far; what the day-end batch keeps' },
  ),
  tills: T.Array(
    T.Object({
      id: T.String(),
      counter: T.String(),
      teller_id: T.String(),
      teller_name: T.String(),
      currency: T.String(),
      state: T.String(),
      float_minor: T.Integer(),
      expected_minor: T.Integer({ description: 'What the ledger says lies in the drawer' }),
      counted_minor: Nullable(T.Integer()),
      counted_at: Nullable(T.String()),
      vouchers: T.Array(VoucherTotal, { description: 'Of the last count' }),
      difference_minor: Nullable(T.Integer()),
      difference_reason: Nullable(T.String()),
    }),
  ),
})
export type DayDetail = Static<typeof DayDetail>
