import { promiseAccounts } from './accounts.ts'
import type { Policy, ReservationPlan, ReservationRequest, StockFrom } from './model.ts'

/** One promise a line could be taken from. */
export interface Candidate {
  node_id: string
  stock_from: StockFrom
  account: string
}

export interface OwnShare {
  channel_id: string
  /** Where the channel has something of its own. */
  nodes: ReadonlySet<string> | undefined
  /** It may sell nothing else. */
  only: boolean
}

/**
 * The promises a SKU may be sold from on a channel, best first: the channel's own share and then the pool at each of its nodes, or what its policy
 * says instead.
 */
export function candidatesFor(sku_id: string, policy: Policy | undefined, node_ids: readonly string[], own?: OwnShare): Candidate[] {
  const one = (stock_from: StockFrom, node_id: string): Candidate => ({
    node_id,
    stock_from,
    account: promiseAccounts(stock_from, node_id, sku_id).open,
  })
  if (policy?.policy === 'zero') return [one('supplier', policy.node_id!)]
  const nodes =
    own?.nodes || own?.only
      ? node_ids.flatMap((node_id) => [
          ...(own.nodes?.has(node_id) ? [one(`channel:${own.channel_id}`, node_id)] : []),
          ...(own.only ? [] : [one('node', node_id)]),
        ])
      : node_ids.map((node_id) => one('node', node_id))
  // What is there is sold first, only then what is still to come.
  return policy?.policy === 'negative' ? [...nodes, one('presale', policy.node_id!)] : nodes
}

/**
 * Chooses where each line comes from, request by request, taking what the earlier ones took into account. A request is served whole or refused whole.
 * One node for everything is preferred; otherwise each line goes to the first node that has all of it, and a line that no place has whole is taken
 * from several (`partLine`). `open` is changed in place. A request that `accept` says will fail for another reason takes nothing from those after it.
 */
export function planReservations(
  requests: readonly ReservationRequest[],
  candidates: (channel_id: string, sku_id: string) => readonly Candidate[],
  open: Map<string, number>,
  accept: (index: number) => boolean = () => true,
): ReservationPlan[] {
  return requests.map(({ id, channel_id, lines }, index) => {
    const taken = new Map<string, number>()
    const left = (account: string, sku_id: string) => {
      const key = `${account} ${sku_id}`
      return (open.get(key) ?? 0) - (taken.get(key) ?? 0)
    }
    const choices = lines.map((line) => candidates(channel_id, line.sku_id))
    const wanted = new Map<string, number>()
    for (const { sku_id, quantity } of lines) wanted.set(sku_id, (wanted.get(sku_id) ?? 0) + quantity)

    // A node that has every line ships one parcel instead of several.
    const together = choices[0]?.find(({ node_id }) =>
      lines.every((line, i) => {
        return choices[i]!.some((here) => here.node_id === node_id && left(here.account, line.sku_id) >= wanted.get(line.sku_id)!)
      }),
    )?.node_id

    const planned = []
    for (const [i, line] of lines.entries()) {
      const enough = (candidate: Candidate) => left(candidate.account, line.sku_id) >= line.quantity
      const chosen = choices[i]!.find((candidate) => candidate.node_id === together && enough(candidate)) ?? choices[i]!.find(enough)
      const parts = chosen
        ? [{ candidate: chosen, quantity: line.quantity }]
        : partLine(choices[i]!, line.quantity, ({ account }) => left(account, line.sku_id))
      if (!Array.isArray(parts)) return { id, status: 'sold_out', sku_id: line.sku_id, available: parts.available }
      for (const { candidate, quantity } of parts) {
        const key = `${candidate.account} ${line.sku_id}`
        taken.set(key, (taken.get(key) ?? 0) + quantity)
        planned.push({ ...line, quantity, node_id: candidate.node_id, stock_from: candidate.stock_from })
      }
    }
    if (accept(index)) for (const [key, quantity] of taken) open.set(key, open.get(key)! - quantity)
    return { id, status: 'planned', lines: planned }
  })
}

/** A line in parts, from place after place in their order, so that what all of them hold can be sold; what there is when even together it is too little. */
function partLine(
  choices: readonly Candidate[],
  wanted: number,
  left: (candidate: Candidate) => number,
): { candidate: Candidate; quantity: number }[] | { available: number } {
  const parts = []
  let missing = wanted
  for (const candidate of choices) {
    const quantity = Math.min(missing, left(candidate))
    if (quantity <= 0) continue
    parts.push({ candidate, quantity })
    missing -= quantity
  }
  return missing > 0 ? { available: wanted - missing } : parts
}
