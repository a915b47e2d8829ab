import { type AccountClass, declareAccounts } from '#centers/ledger/accounts.ts'
import type { Posting } from '#centers/ledger/model.ts'
import { skuAsset } from '#centers/products/model.ts'
import type { StockFrom } from './model.ts'
import { conditions, type End } from './moves/model.ts'

const quantity = (pattern: string, zh: string, en: string, floor: 'zero' | 'credit' = 'zero'): AccountClass => ({
  pattern,
  floor,
  side: 'quantity',
  center: 'inventory',
  title: { zh, en },
})
declareAccounts([
  quantity('node:*:available', '可用库存', 'Available stock'),
  quantity('node:*:reserved', '预占库存', 'Reserved stock'),
  quantity('node:*:held', '暂留库存', 'Stock on hold'),
  quantity('node:*:safety', '安全库存', 'Safety stock'),
  quantity('node:*:channel:*', '渠道配额', 'Channel share'),
  quantity('node:*:in_transit', '在途库存', 'Stock on its way'),
  quantity('node:*:inspection', '待检库存', 'Stock in inspection'),
  quantity('node:*:defective', '残次库存', 'Defective stock'),
  quantity('node:*:sample', '样品库存', 'Samples'),
  quantity('node:*:gift', '赠品库存', 'Gifts'),
  quantity('supplier:*:promise', '供应商可售承诺', 'Supplier promise'),
  quantity('supplier:*:reserved', '供应商已售承诺', 'Supplier promise sold'),
  quantity('presale:*:open', '预售可售', 'Presale open', 'credit'),
  quantity('presale:*:owed', '预售待交', 'Presale owed'),
])

export const availableAccount = (node_id: string): string => `node:${node_id}:available`
export const reservedAccount = (node_id: string): string => `node:${node_id}:reserved`
export const heldAccount = (node_id: string): string => `node:${node_id}:held`
export const safetyAccount = (node_id: string): string => `node:${node_id}:safety`
/** What is set aside at a node for one channel. */
export const shareAccount = (node_id: string, channel_id: string): string => `node:${node_id}:channel:${channel_id}`
/** The account of one end of a move. */
export const endAccount = (end: End): string => (end === 'outside' ? 'world' : `node:${end.node_id}:${end.condition}`)
/** The accounts of a node that every node may have; shares of channels come on top. */
export const nodeAccounts = (node_id: string): string[] =>
  ['reserved', 'held', 'safety', ...conditions].map((condition) => `node:${node_id}:${condition}`)

/** The account a promise is taken from, and the one it waits in. */
export function promiseAccounts(stock_from: StockFrom, node_id: string, sku_id: string): { open: string; taken: string } {
  if (stock_from === 'supplier') return { open: `supplier:${node_id}:promise`, taken: `supplier:${node_id}:reserved` }
  if (stock_from === 'presale') return { open: `presale:${sku_id}:open`, taken: `presale:${sku_id}:owed` }
  if (stock_from !== 'node') return { open: `node:${node_id}:${stock_from}`, taken: reservedAccount(node_id) }
  return { open: availableAccount(node_id), taken: reservedAccount(node_id) }
}

export interface StockLine {
  sku_id: string
  quantity: number
  node_id: string
  stock_from: StockFrom
}

const between = (lines: readonly StockLine[], from: (line: StockLine) => string, to: (line: StockLine) => string): Posting[] =>
  lines.map((line) => ({ source: from(line), destination: to(line), asset: skuAsset(line.sku_id), amount: line.quantity }))

const open = (line: StockLine) => promiseAccounts(line.stock_from, line.node_id, line.sku_id).open
const taken = (line: StockLine) => promiseAccounts(line.stock_from, line.node_id, line.sku_id).taken

/** Sets stock aside for an order. */
export const reservePostings = (lines: readonly StockLine[]): Posting[] => between(lines, open, taken)
/** Gives reserved stock back. */
export const releasePostings = (lines: readonly StockLine[]): Posting[] => between(lines, taken, open)
/** Sets stock aside without an order, and gives it back; a hold that becomes an order goes back first. */
export const holdPostings = (lines: readonly StockLine[]): Posting[] => between(lines, open, ({ node_id }) => heldAccount(node_id))
export const unholdPostings = (lines: readonly StockLine[]): Posting[] => between(lines, ({ node_id }) => heldAccount(node_id), open)
/** Reserved stock leaves the house. */
export const shipPostings = (lines: readonly StockLine[]): Posting[] => between(lines, taken, () => 'world')
