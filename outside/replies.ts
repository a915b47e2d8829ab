import type { Told } from '#centers/marketplaces/port.ts'

/** A refund that is not any more what somebody here answered: another place, or another amount. */
export const changedThere = (stands: string, amount: string | null): Told => ({
  ...{ status: 'refused', code: 'changed_there' },
  reason: amount === null ? `It stands at ${stands} there by now: look at it again.` : `It is about ${amount} by now: look at it again.`,
})
