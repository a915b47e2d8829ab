import type { LineState, PurchaseLine } from './model.ts'

/** What is still to come of a line: what was confirmed, or ordered while nothing was said, less what came. */
export const outstanding = ({
  quantity,
  confirmed,
  received,
  damaged,
}: Pick<PurchaseLine, 'quantity' | 'confirmed' | 'received' | 'damaged'>): number =>
  Math.max(0, (confirmed ?? quantity) - received - damaged)

/** The state of a line after goods came, or after the order was closed. */
export function lineState(line: PurchaseLine, closes: boolean): LineState {
  const came = line.received + line.damaged
  if (outstanding(line) === 0 && came >= line.quantity) return 'received'
  if (closes) return came >= line.quantity ? 'received' : 'short'
  if (came > 0) return 'partly_received'
  return line.state
}

/** Whether nothing more is to come. */
export const isComplete = (lines: readonly PurchaseLine[]): boolean => lines.every((line) => outstanding(line) === 0)

export type Difference = 'short' | 'over' | 'damaged'

/** What a receipt differs from the order in, line by line, for the people who bought. */
export function differencesOf(
  line: Pick<PurchaseLine, 'quantity' | 'confirmed' | 'received' | 'damaged'>,
  closes: boolean,
): { kind: Difference; quantity: number }[] {
  const wanted = line.confirmed ?? line.quantity
  const came = line.received + line.damaged
  return [
    ...(closes && came < line.quantity ? [{ kind: 'short' as const, quantity: line.quantity - came }] : []),
    ...(came > wanted ? [{ kind: 'over' as const, quantity: came - wanted }] : []),
    ...(line.damaged > 0 ? [{ kind: 'damaged' as const, quantity: line.damaged }] : []),
  ]
}
