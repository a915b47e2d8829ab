import { declareAccounts } from '#centers/ledger/accounts.ts'
import type { Posting } from '#centers/ledger/model.ts'
import { skuAsset } from '#centers/products/model.ts'
import type { StockFrom } from './model.ts'

declareAccounts([
  { pattern: 'node:*:available', floor: 'zero', side: 'quantity', center: 'inventory', title: { zh: '可用库存', en: 'Available stock' } },
  { pattern: 'node:*:reserved', floor: 'zero', side: 'quantity', center: 'inventory', title: { zh: '预占库存', en: 'Reserved stock' } },
  {
    pattern: 'supplier:*:promise',
    floor: 'zero',
    side: 'quantity',
    center: 'inventory',
    title: { zh: '供应商可售承诺', en: 'Supplier promise' },
  },
  {
    pattern: 'supplier:*:reserved',
    floor: 'zero',
    side: 'quantity',
    center: 'inventory',
    title: { zh: '供应商已售承诺', en: 'Supplier promise sold' },
  },
  { pattern: 'presale:*:open', floor: 'credit', side: 'quantity', center: 'inventory', title: { zh: '预售可售', en: 'Presale open' } },
  { pattern: 'presale:*:owed', floor: 'zero', side: 'quantity', center: 'inventory', title: { zh: '预售待交', en: 'Presale owed' } },
])

export const availableAccount = (node_id: string): string => `node:${node_id}:available`
export const reservedAccount = (node_id: string): string => `node:${node_id}:reserved`

/** The account a promise is taken from, and the one it waits in. */
export function promiseAccounts(stock_from: StockFrom, node_id: string, sku_id: string): { open: string; taken: string } {
  if (stock_from === 'supplier') return { open: `supplier:${node_id}:promise`, taken: `supplier:${node_id}:reserved` }
  if (stock_from === 'presale') return { open: `presale:${sku_id}:open`, taken: `presale:${sku_id}:owed` }
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
/** Reserved stock leaves the house. */
export const shipPostings = (lines: readonly StockLine[]): Posting[] => between(lines, taken, () => 'world')
