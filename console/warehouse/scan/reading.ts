/** What a code on goods says: an item, and where it is a GS1 code also its lot, date and serial number. */
export interface Reading {
  text: string
  barcode: string
  lot: string | null
  expires_on: string | null
  serial: string | null
}

const separator = '\u001d'
const fixed: Record<string, number> = { '01': 14, '11': 6, '15': 6, '17': 6 }

/** Takes a scan apart; what is no GS1 code is one plain text. The house reads it again and decides. */
export function readingOf(raw: string): Reading {
  const text = raw.trim().replace(/^\](C1|d2|Q3|e0)/, '')
  const parts = text.startsWith('(01)') ? bracketed(text) : /^01\d{14}./.test(text) ? plain(text) : null
  const day = parts?.['17']
  return {
    text,
    barcode: parts?.['01'] ?? text,
    lot: parts?.['10'] ?? null,
    expires_on: day && /^\d{6}$/.test(day) ? dayOf(day) : null,
    serial: parts?.['21'] ?? null,
  }
}

const bracketed = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/\((\d{2,4})\)([^(]+)/g)].map(([, ai, value]) => [ai!, value!]))

function plain(text: string): Record<string, string> | null {
  const found: Record<string, string> = {}
  for (let rest = text; rest.length > 0; ) {
    const ai = rest.slice(0, 2)
    const length = fixed[ai]
    if (length === undefined && ai !== '10' && ai !== '21') return null
    const end = length === undefined ? (rest.indexOf(separator) < 0 ? rest.length : rest.indexOf(separator)) : 2 + length
    found[ai] = rest.slice(2, end)
    rest = rest.slice(rest[end] === separator ? end + 1 : end)
  }
  return found
}

/** `YYMMDD`; a day of 00 is the last of the month. */
function dayOf(text: string): string {
  const [year, month, day] = [2000 + Number(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4, 6))]
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `${year}-${text.slice(2, 4)}-${String(day || last).padStart(2, '0')}`
}

const bare = (code: string): string => (/^\d{8,14}$/.test(code) ? code.replace(/^0+/, '') : code.toUpperCase())

/** Whether a scan names these goods, by barcode with or without leading zeros, or by their own code. */
export const names = (goods: { sku_id: string; barcode: string | null }, { text, barcode }: Reading): boolean =>
  (goods.barcode !== null && bare(goods.barcode) === bare(barcode)) || goods.sku_id.toUpperCase() === text.toUpperCase()

/**
 * What a scale types, in grams: digits with `g` or without a unit, or kilograms that say so. Ten tons and less than nothing are weights too, to be refused by
 * name; ten digits are an order number. Null for what is no weight.
 */
export function gramsOf(text: string): number | null {
  const grams = /^(-?\d{1,8})\s*g?$/i.exec(text)?.[1]
  if (grams !== undefined) return Number(grams)
  const kilograms = /^(-?\d{1,5}(?:\.\d{1,4})?)\s*kg$/i.exec(text)?.[1]
  return kilograms === undefined ? null : Math.round(Number(kilograms) * 1000)
}
