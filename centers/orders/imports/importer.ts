import { readChannels } from '#centers/channels/read.ts'
import { findSkus } from '#centers/products/read.ts'
import { typedColumn as column } from '#core/imports/columns.ts'
import type { Column, Companion, ImportContext, Importer, ImportRow, Mapping, RowOutcome, Value } from '#core/imports/model.ts'
import { parseMoney } from '#core/money.ts'
import { takeNumbers } from '#core/numbers.ts'
import { groupBy } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import type { Tx } from '#core/sql.ts'
import { type HistoryOrder, historyId, importHistory } from '../history.ts'
import { type State, states } from '../model.ts'
import olist from './mappings/olist-orders.json' with { type: 'json' }
import tmall from './mappings/tmall-order-report.json' with { type: 'json' }

/** One row is one line of an order; rows with the same number on the same channel are one order. */
const columns: Column[] = [
  column('channel_id', '渠道', 'Channel', 'text', 'tmall', ['订单来自的渠道编码', 'Code of the channel it came from'], {
    required: true,
    max_length: 64,
  }),
  column(
    'external_no',
    '平台订单号',
    'Order number',
    'text',
    '20201122000001',
    ['同一订单的各行相同', 'The same on every row of one order'],
    { required: true, max_length: 80 },
  ),
  column('currency', '币种', 'Currency', 'text', 'CNY', ['须与渠道一致', 'Must be the channel’s'], { required: true, max_length: 3 }),
  column('placed_at', '下单时间', 'Placed at', 'moment', '2020-02-01 09:30:00', ['', ''], { required: true }),
  column('status', '状态', 'Status', 'choice', 'delivered', ['不填：已付款、未付款均为已关闭的历史单', 'Closed history when left empty'], {
    choices: states,
  }),
  column('paid_at', '付款时间', 'Paid at', 'moment', '2020-02-01 09:31:00', ['空表示未付款', 'Empty is unpaid']),
  column('approved_at', '审核时间', 'Approved at', 'moment', '', ['', '']),
  column('shipped_at', '发货时间', 'Shipped at', 'moment', '', ['', '']),
  column('delivered_at', '签收时间', 'Delivered at', 'moment', '', ['', '']),
  column('customer_no', '客户编号', 'Customer number', 'text', '', ['旧系统中的客户', 'The customer as the old system knows him'], {
    max_length: 80,
  }),
  column('buyer_name', '收货人', 'Receiver', 'text', '林小满', ['', ''], { max_length: 60 }),
  column('buyer_phone', '电话', 'Phone', 'text', '', ['', ''], { max_length: 20 }),
  column('province', '省', 'Province', 'text', '重庆市', ['', ''], { max_length: 60 }),
  column('city', '市', 'City', 'text', '', ['', ''], { max_length: 60 }),
  column('street', '地址', 'Street', 'text', '', ['', ''], { max_length: 200 }),
  column('postcode', '邮编', 'Postcode', 'text', '', ['', ''], { max_length: 12 }),
  column('sku_id', '规格编码', 'SKU code', 'text', '', ['不填则只记金额', 'Amount only when left empty'], { max_length: 40 }),
  column('title', '商品名称', 'Title', 'text', '', ['', ''], { max_length: 200 }),
  column('quantity', '数量', 'Quantity', 'integer', '1', ['不填为 1', '1 when left empty']),
  column('amount', '金额', 'Amount', 'money', '76.00', ['本行应付，含优惠前', 'What the line was to cost']),
  column('freight', '运费', 'Freight', 'money', '0', ['', '']),
  column('subsidy', '平台补贴', 'Platform subsidy', 'money', '', [
    '本行金额中由平台支付的部分；不填为 0',
    'What of the amount the platform paid; nothing when left empty',
  ]),
  column('group', '发货方', 'Sender', 'text', '', ['不同发货方分开发货', 'Lines of different senders travel apart'], { max_length: 80 }),
  column('kept', '实收', 'Kept', 'money', '76.00', [
    '已扣除退款的实收金额；首行填写',
    'What was kept of the payment after refunds; on the first row',
  ]),
  column('refunded', '退款', 'Refunded', 'money', '0', ['首行填写', 'On the first row']),
  column(
    'lines_columns',
    '明细文件列',
    'Columns of the lines file',
    'text',
    '',
    ['由映射填写', 'Said by a mapping whose lines stand in a file of their own'],
    { max_length: 300 },
  ),
  column(
    'payments_columns',
    '付款文件列',
    'Columns of the payments file',
    'text',
    '',
    ['由映射填写', 'Said by a mapping whose payments stand in a file of their own'],
    { max_length: 300 },
  ),
]

/** Orders of the past by spreadsheet: any marketplace export with a mapping. */
export const orderImporter: Importer = {
  name: 'orders',
  title: { zh: '历史订单导入', en: 'Orders of the past' },
  permission: 'imports.run',
  columns,
  mappings: [olist as Mapping, tmall as Mapping],
  rows_per_batch: 500,
  group: ({ values }) => `${values.channel_id} ${values.external_no}`,
  apply: applyOrders,
}

interface LineDraft {
  sku_id: string | null
  title: string | null
  quantity: number
  amount_minor: number
  freight_minor: number
  subsidy_minor: number
  group: string
}

async function applyOrders(tx: Tx, rows: readonly ImportRow[], { by, now, companions }: ImportContext): Promise<RowOutcome[]> {
  const channels = await readChannels(tx)
  const groups = [...groupBy(rows, ({ values }) => `${values.channel_id} ${values.external_no}`).values()]
  const drafts = groups.map((group) => {
    const channel = channels.get(String(group[0]!.values.channel_id))
    if (channel && !mayTouch(by, { organization_id: channel.organization_id }))
      return refused('channel_not_found', `There is no channel ${channel.id} of yours.`)
    return draftOf(group, companions)
  })
  const wanted = drafts.flatMap((draft) =>
    'verdict' in draft ? [] : draft.lines.flatMap(({ sku_id }) => (sku_id === null ? [] : [sku_id])),
  )
  const skus = new Map((await findSkus(tx, [...new Set(wanted)])).map((sku) => [sku.sku_id, sku]))
  const orders = drafts.flatMap((draft) => ('verdict' in draft ? [] : [orderOf(draft, skus)]))
  const outcomes = await importHistory(tx, now, orders, (count) => takeNumbers(tx, 'orders', count))
  const byKey = new Map(orders.map((order, i) => [`${order.channel_id} ${order.external_no}`, outcomes[i]!]))
  const told = new Map<number, RowOutcome>()
  for (const [i, group] of groups.entries()) {
    const draft = drafts[i]!
    const outcome = 'verdict' in draft ? draft : verdictOf(byKey.get(`${draft.channel_id} ${draft.external_no}`)!)
    for (const { row_no } of group) told.set(row_no, outcome)
  }
  return rows.map(({ row_no }) => told.get(row_no)!)
}

const refused = (status: string, detail: string): RowOutcome => ({ verdict: 'refused', status, detail })
const verdictOf = ({ status, detail }: { status: string; detail?: string }): RowOutcome => ({
  verdict: status === 'imported' || status === 'already_imported' ? 'done' : 'refused',
  status,
  ...(detail ? { detail } : {}),
})

interface Draft extends Omit<HistoryOrder, 'lines' | 'id' | 'discount_minor' | 'freight_minor'> {
  lines: LineDraft[]
}

function draftOf(rows: readonly ImportRow[], companions: Readonly<Record<string, Companion>>): Draft | RowOutcome {
  const { values } = rows[0]!
  const text = (key: string) => (values[key] ?? null) as string | null
  const money = (value: Value | undefined) => (typeof value === 'number' ? value : 0)
  const currency = text('currency')!
  const external_no = text('external_no')!
  const placed_at = text('placed_at')!

  const lines = values.lines_columns
    ? linesOfCompanion(text('lines_columns')!, companions.items?.get(external_no) ?? [], currency)
    : rows.map(lineOfRow)
  if (typeof lines === 'string') return refused('value_invalid', lines)
  if (lines.length === 0)
    return { verdict: 'skipped', status: 'order_without_lines', detail: 'The file lists no line of this order: there is nothing to keep.' }
  if (lines.some((line) => line.quantity < 1 || Math.min(line.amount_minor, line.freight_minor, line.subsidy_minor) < 0)) {
    return refused(
      'value_invalid',
      '数量 (quantity) is 1 or more, 金额 (amount), 运费 (freight) and 平台补贴 (subsidy) are not below zero.',
    )
  }
  const payments = paymentsOf(values, companions, currency, money)
  if (typeof payments === 'string') return refused('value_invalid', payments)
  return {
    channel_id: text('channel_id')!,
    external_no,
    customer_no: text('customer_no'),
    buyer_name: text('buyer_name') ?? text('customer_no') ?? external_no,
    buyer_phone: text('buyer_phone'),
    address: Object.fromEntries(['province', 'city', 'street', 'postcode'].flatMap((key) => (text(key) ? [[key, text(key)!]] : []))),
    currency,
    placed_at,
    lines,
    entries: entriesOf(
      text('status') as State | null,
      placed_at,
      text('approved_at'),
      text('shipped_at'),
      text('delivered_at'),
      payments.length > 0,
    ),
    payments,
  }
}

const lineOfRow = ({ values }: ImportRow): LineDraft => ({
  sku_id: (values.sku_id ?? null) as string | null,
  title: (values.title ?? null) as string | null,
  quantity: (values.quantity ?? 1) as number,
  amount_minor: (values.amount ?? 0) as number,
  freight_minor: (values.freight ?? 0) as number,
  subsidy_minor: (values.subsidy ?? 0) as number,
  group: String(values.group ?? ''),
})

/** `sku_id=olist-{product_id}; unit_price=price`: our name, and the column of the other file it is in, alone or inside a template. */
function namesIn(said: string): (row: Record<string, string>, key: string) => string {
  const names = new Map(said.split(';').map((pair) => pair.split('=').map((part) => part.trim()) as [string, string]))
  return (row, key) => {
    const source = names.get(key)
    if (!source) return ''
    return source.includes('{') ? source.replace(/\{(\w+)\}/g, (_all, name: string) => row[name] ?? '') : (row[source] ?? '')
  }
}

function linesOfCompanion(said: string, rows: readonly Record<string, string>[], currency: string): LineDraft[] | string {
  const read = namesIn(said)
  const lines: LineDraft[] = []
  for (const row of rows) {
    const amount_minor = parseMoney(read(row, 'unit_price'), currency)
    const freight_minor = parseMoney(read(row, 'freight') || '0', currency)
    const subsidy_minor = parseMoney(read(row, 'subsidy') || '0', currency)
    if (amount_minor === null || freight_minor === null || subsidy_minor === null)
      return `A line of the order has an amount that is none: ${[read(row, 'unit_price'), read(row, 'freight'), read(row, 'subsidy')].filter(Boolean).join(', ')}.`
    const sums = { amount_minor, freight_minor, subsidy_minor }
    lines.push({ sku_id: read(row, 'sku_id') || null, title: null, quantity: 1, ...sums, group: read(row, 'group') })
  }
  return lines
}

function paymentsOf(
  values: ImportRow['values'],
  companions: Readonly<Record<string, Companion>>,
  currency: string,
  money: (value: Value | undefined) => number,
): HistoryOrder['payments'] | string {
  const placed_at = values.placed_at as string
  const happened_at = (values.paid_at ?? placed_at) as string
  if (values.payments_columns) {
    const read = namesIn(values.payments_columns as string)
    const payments: HistoryOrder['payments'] = []
    for (const row of companions.payments?.get(values.external_no as string) ?? []) {
      const amount_minor = parseMoney(read(row, 'amount'), currency)
      if (amount_minor === null || amount_minor < 0) return `A payment of the order has an amount that is none: ${read(row, 'amount')}.`
      if (amount_minor > 0) payments.push({ direction: 'in', amount_minor, happened_at })
    }
    return payments
  }
  const [kept_minor, refunded_minor] = [money(values.kept), money(values.refunded)]
  if (kept_minor < 0 || refunded_minor < 0) return '实收 (kept) and 退款 (refunded) are not below zero.'
  if (!values.paid_at || kept_minor + refunded_minor === 0) return []
  const came = { direction: 'in' as const, amount_minor: kept_minor + refunded_minor, happened_at }
  return refunded_minor > 0 ? [came, { direction: 'out', amount_minor: refunded_minor, happened_at }] : [came]
}

/** The states the file shows, each at its own time. What ended without a time of its own ended at the last time known. */
function entriesOf(
  status: State | null,
  placed_at: string,
  approved_at: string | null,
  shipped_at: string | null,
  delivered_at: string | null,
  paid: boolean,
): HistoryOrder['entries'] {
  const passed: [State, string | null][] = [
    ['approved', approved_at],
    ['shipped', shipped_at],
    ['delivered', delivered_at],
  ]
  const last = status ?? 'closed'
  const entries: HistoryOrder['entries'] = [{ state: 'placed', happened_at: placed_at, reason: null }]
  if (last === 'placed') return entries
  for (const [state, happened_at] of passed) {
    if (happened_at !== null && state !== last) entries.push({ state, happened_at, reason: null })
    if (state === last) break
  }
  const own = passed.find(([state]) => state === last)?.[1]
  const reason = own ? null : status === null ? (paid ? 'file_says_no_more' : 'never_paid') : 'file_gives_no_time'
  return [...entries, { state: last, happened_at: own ?? entries.at(-1)!.happened_at, reason }]
}

function orderOf(draft: Draft, skus: ReadonlyMap<string, { title: { zh: string; en: string } }>): HistoryOrder {
  const senders = [...new Set(draft.lines.map(({ group }) => group))]
  return {
    ...draft,
    id: historyId(draft.channel_id, draft.external_no),
    discount_minor: 0,
    freight_minor: draft.lines.reduce((sum, { freight_minor }) => sum + freight_minor, 0),
    lines: draft.lines.map(({ sku_id, title, quantity, amount_minor, freight_minor, subsidy_minor, group }) => {
      const sku = sku_id === null ? undefined : skus.get(sku_id)
      // An amount that its quantity does not divide is kept whole: one piece at the whole amount.
      const even = amount_minor % quantity === 0
      return {
        group_no: senders.indexOf(group) + 1,
        sku_id: sku ? sku_id : null,
        title: sku?.title ?? { zh: title ?? sku_id ?? '—', en: title ?? sku_id ?? '—' },
        quantity: even ? quantity : 1,
        unit_minor: even ? amount_minor / quantity : amount_minor,
        amount_minor,
        freight_minor,
        // Left out where there is none: what was imported before there was a column for it is the same content still.
        ...(subsidy_minor > 0 ? { subsidy_minor } : {}),
      }
    }),
  }
}
