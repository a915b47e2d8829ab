/** A rule that sets stock aside at one node for one channel, or keeps it back from all (`channel_id` ''). */
export interface Share {
  id: string
  channel_id: string
  node_id: string
  sku_id: string
  kind: 'fixed' | 'percentage'
  quantity: number | null
  percentage_bp: number | null
  starts_at: string
  ends_at: string | null
  /** What was ever put aside by a fixed share. */
  granted: number
  ended_at: string | null
}

export interface Shift {
  channel_id: string
  /** Above zero: from the pool to the share; below: back. */
  quantity: number
}

/**
 * What must move at one node and SKU so that its shares are as their rules say, and how much each fixed share has been granted then. Kept-back stock comes
 * first, then fixed shares in the order they began, then percentages of what is sellable there together. A rule gets what is there and never more.
 */
export function balanceShares(
  shares: readonly Share[],
  available: number,
  held: ReadonlyMap<string, number>,
): { shifts: Shift[]; granted: Map<string, number> } {
  const at = new Map(held)
  const granted = new Map<string, number>()
  let pool = available
  const move = (channel_id: string, wanted: number): number => {
    const quantity = wanted > 0 ? Math.min(wanted, pool) : -Math.min(-wanted, at.get(channel_id) ?? 0)
    pool -= quantity
    at.set(channel_id, (at.get(channel_id) ?? 0) + quantity)
    return quantity
  }
  const order = [...shares].sort((a, b) => (a.starts_at < b.starts_at ? -1 : a.starts_at > b.starts_at ? 1 : 0) || (a.id < b.id ? -1 : 1))

  const safety = order.filter(({ channel_id }) => channel_id === '')
  const fixed = order.filter(({ channel_id, kind }) => channel_id !== '' && kind === 'fixed')
  const percentages = order.filter(({ kind }) => kind === 'percentage')
  // First everything goes back that need not stay (what no rule speaks of, what is above a rule, and every percentage), so that whoever comes next finds it.
  for (const channel_id of [...at.keys()])
    if (!order.some((share) => share.channel_id === channel_id && share.kind === 'fixed')) move(channel_id, -at.get(channel_id)!)
  for (const { quantity } of safety) move('', Math.min(0, quantity! - (at.get('') ?? 0)))
  for (const share of fixed) granted.set(share.id, share.granted + move(share.channel_id, Math.min(0, share.quantity! - share.granted)))

  for (const { quantity } of safety) move('', quantity! - (at.get('') ?? 0))
  for (const share of fixed) {
    const so_far = granted.get(share.id)!
    granted.set(share.id, so_far + move(share.channel_id, Math.max(0, share.quantity! - so_far)))
  }
  const sellable = pool
  for (const { channel_id, percentage_bp } of percentages) move(channel_id, Math.floor((sellable * percentage_bp!) / 10_000))

  const shifts = [...at].flatMap(([channel_id, quantity]) => {
    const change = quantity - (held.get(channel_id) ?? 0)
    return change === 0 ? [] : [{ channel_id, quantity: change }]
  })
  return { shifts, granted }
}
