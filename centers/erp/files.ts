import { decimalText } from '#core/money.ts'
import type { ErpDocument } from './model.ts'

export const formats = ['json', 'csv', 'idoc'] as const
export type Format = (typeof formats)[number]

/** A document as a file: neutral JSON or CSV, or an IDoc of SAP. */
export function fileOf(
  document: ErpDocument,
  format: Format,
  settings: Readonly<Record<string, string>> = {},
): { type: string; text: string } {
  if (format === 'json') return { type: 'application/json; charset=utf-8', text: JSON.stringify(neutral(document), null, 1) }
  if (format === 'csv') return { type: 'text/csv; charset=utf-8', text: csvOf(document) }
  return { type: 'application/xml; charset=utf-8', text: idocOf(document, settings) }
}

const neutral = ({ lines, total_minor, ...head }: ErpDocument) => ({
  ...head,
  total: decimalText(total_minor, head.currency),
  lines: lines.map(({ amount_minor, ...line }) => ({ ...line, amount: decimalText(amount_minor, head.currency) })),
})

/** A cell that begins like a formula is opened as one by spreadsheets: it gets a quote before it. */
const cell = (value: string | number): string => {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function csvOf(document: ErpDocument): string {
  const head = [
    'document_no',
    'business_on',
    'channel_id',
    'node_id',
    'direction',
    'customer',
    'currency',
    'line_no',
    'sku_id',
    'material',
    'title',
    'tax_rate_percent',
    'quantity',
    'amount',
  ]
  const rows = document.lines.map(({ line_no, sku_id, material, title, tax_rate_bp, quantity, amount_minor }) => [
    ...[
      document.document_no,
      document.business_on,
      document.channel_id,
      document.node_id,
      document.direction,
      document.customer,
      document.currency,
    ],
    ...[line_no, sku_id, material ?? '', title, tax_rate_bp / 100, quantity, decimalText(amount_minor, document.currency)],
  ])
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

const xml = (value: string | number): string =>
  String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const fields = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([name, value]) => `<${name}>${xml(value)}</${name}>`)
    .join('')
const segment = (name: string, values: Record<string, string | number>, inside = ''): string =>
  `<${name} SEGMENT="1">${fields(values)}${inside}</${name}>`

/** ORDERS05 as XML. `E1EDK02` with QUALF 001 carries our number: DOCNUM is made by SAP and says nothing of a repeat. */
function idocOf(document: ErpDocument, settings: Readonly<Record<string, string>>): string {
  const day = document.business_on.replaceAll('-', '')
  const amount = (minor: number) => decimalText(minor, document.currency)
  const sender = settings.sender ?? 'TONGSHANG'
  const order_type = (document.direction === 'R' ? settings.return_order_type : settings.order_type) ?? 'OR'
  const items = document.lines.map(({ line_no, sku_id, material, title, quantity, amount_minor }) =>
    segment(
      'E1EDP01',
      { POSEX: String(line_no * 10).padStart(6, '0'), MENGE: `${quantity}.000`, MENEE: 'PCE', NETWR: amount(amount_minor) },
      segment('E1EDP05', { KSCHL: settings.condition ?? 'PR00', BETRG: amount(amount_minor) }) +
        segment('E1EDP20', { WMENG: `${quantity}.000`, EDATU: day }) +
        segment('E1EDP19', { QUALF: '002', IDTNR: material ?? sku_id, KTEXT: title.slice(0, 70) }),
    ),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<ORDERS05><IDOC BEGIN="1">
${segment('EDI_DC40', { TABNAM: 'EDI_DC40', DIRECT: '2', IDOCTYP: 'ORDERS05', MESTYP: 'ORDERS', SNDPRT: 'LS', SNDPRN: sender, RCVPRT: 'LS', RCVPRN: settings.receiver ?? 'SAP' })}
${segment('E1EDK01', { CURCY: document.currency, BSART: order_type, BELNR: document.document_no })}
${[
  ['006', settings.division],
  ['007', settings.distribution_channel],
  ['008', settings.sales_organization],
  ['012', order_type],
]
  .filter(([, value]) => value)
  .map(([QUALF, ORGID]) => segment('E1EDK14', { QUALF: QUALF!, ORGID: ORGID! }))
  .join('\n')}
${segment('E1EDK03', { IDDAT: '002', DATUM: day })}
${segment('E1EDK03', { IDDAT: '012', DATUM: day })}
${['AG', 'WE'].map((PARVW) => segment('E1EDKA1', { PARVW, PARTN: document.customer })).join('\n')}
${segment('E1EDK02', { QUALF: '001', BELNR: document.document_no })}
${items.join('\n')}
${segment('E1EDS01', { SUMID: '002', SUMME: amount(document.total_minor) })}
</IDOC></ORDERS05>
`
}
