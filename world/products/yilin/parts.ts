/** What a pack holds: `[code, name, yuan more, times the base]`. */
export const weights = (...rows: [string, string, number, number][]): [string, string, [string, string, number, number][]] => [
  'pack',
  '规格 | Pack',
  rows,
]
export const fresh = '阴凉通风，到货后十天内食用 | Cool and airy; eat within ten days'
export const dry = '阴凉干燥 | Cool and dry'
