import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import type { StatementEntry } from '#centers/marketplaces/port.ts'
import type { Drift } from '#core/contract.ts'
import { parseMoney } from '#core/money.ts'
import { defaultZone, momentOf } from '#core/time.ts'

/** The columns we rely on, by their places in the business detail. */
const columns = {
  ...{ trade_no: [0, '支付宝交易号'], order_no: [1, '商户订单号'], kind: [2, '业务类型'], title: [3, '商品名称'], ended: [5, '完成时间'] },
  ...{ received: [12, '商家实收（元）'], refund_no: [21, '退款批次号/请求号'], fee: [22, '服务费（元）'], shared: [23, '分润（元）'] },
} as const satisfies Record<string, readonly [number, string]>
type Cell = keyof typeof columns

/** A day's bill out of its archive: the file that begins as a business detail does. Names in the archive are GBK without saying so, so they are not looked at. */
export function readBill(archive: Uint8Array): { entries: StatementEntry[]; drifts: Drift[] } {
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(archive)
  } catch {
    return broken('(bill)', 'zip', 'something else')
  }
  const decoder = new TextDecoder('gb18030')
  const text = Object.values(files)
    .map((bytes) => decoder.decode(bytes))
    .find((one) => one.startsWith('#支付宝业务明细查询'))
  if (text === undefined) return broken('(bill)', '#支付宝业务明细查询', Object.keys(files).length === 0 ? 'nothing' : 'another file')
  const rows = parse(
    text
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .join('\n'),
    { relax_column_count: true, relax_quotes: true, trim: true },
  ) as string[][]
  const [header = [], ...lines] = rows
  const odd = Object.values(columns).find(([place, name]) => header[place]?.replace(/\s/g, '') !== name)
  if (odd) return broken(`header[${odd[0]}]`, odd[1], header[odd[0]] ?? 'missing')
  const entries: StatementEntry[] = []
  for (const [i, line] of lines.entries()) {
    const cell = (name: Cell) => line[columns[name][0]]?.trim() ?? ''
    const amount = (name: Cell) => (cell(name) === '' ? 0 : parseMoney(cell(name), 'CNY'))
    const [received, fee, shared] = [amount('received'), amount('fee'), amount('shared')]
    const happened_at = momentOf(cell('ended'), defaultZone)
    if (received === null || fee === null || shared === null || happened_at === null || !cell('trade_no'))
      return broken(`line ${i + 1}`, 'a number, amounts and a time', line.join(',').slice(0, 60))
    const refund = cell('kind') === '退款'
    const no = refund ? `${cell('trade_no')}/${cell('refund_no')}` : cell('trade_no')
    // Taobao writes its own number behind a mark of its kind; what else was sold over the account is no order of the shop.
    const external_no = /^T200P(\d+)$/.exec(cell('order_no'))?.[1] ?? null
    const common = { external_no, happened_at, currency: 'CNY', note: cell('title').slice(0, 200) || null }
    const kind = refund ? 'refund' : cell('kind') === '交易' ? 'sale' : 'other'
    entries.push({ ...common, entry_no: no, kind, amount_minor: received })
    if (fee !== 0) entries.push({ ...common, entry_no: `${no}:fee`, kind: 'fee', amount_minor: fee })
    if (shared !== 0) entries.push({ ...common, entry_no: `${no}:shared`, kind: 'fee', amount_minor: shared })
  }
  return { entries, drifts: [] }
}

const broken = (path: string, expected: string, found: string) => ({ entries: [], drifts: [{ path, expected, found: found.slice(0, 60) }] })
