/** Canonical unit and how many of it one of the written unit is. */
const units: Record<string, [unit: string, times: number]> = {
  寸: ['inch', 1],
  英寸: ['inch', 1],
  吋: ['inch', 1],
  '"': ['inch', 1],
  inch: ['inch', 1],
  inches: ['inch', 1],
  匹: ['hp', 1],
  p: ['hp', 1],
  hp: ['hp', 1],
  升: ['l', 1],
  l: ['l', 1],
  litre: ['l', 1],
  litres: ['l', 1],
  liter: ['l', 1],
  liters: ['l', 1],
  毫升: ['l', 0.001],
  ml: ['l', 0.001],
  公斤: ['kg', 1],
  千克: ['kg', 1],
  kg: ['kg', 1],
  克: ['kg', 0.001],
  g: ['kg', 0.001],
  斤: ['kg', 0.5],
  两: ['kg', 0.05],
  千瓦: ['kw', 1],
  kw: ['kw', 1],
  瓦: ['kw', 0.001],
  w: ['kw', 0.001],
  千瓦时: ['kwh', 1],
  kwh: ['kwh', 1],
  度: ['degree', 1],
  米: ['m', 1],
  m: ['m', 1],
  厘米: ['m', 0.01],
  公分: ['m', 0.01],
  cm: ['m', 0.01],
  毫米: ['m', 0.001],
  mm: ['m', 0.001],
  安: ['a', 1],
  a: ['a', 1],
  段: ['stage', 1],
}

const written = Object.keys(units)
  .sort((a, b) => b.length - a.length)
  .map((unit) => unit.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  .join('|')
// A unit of Latin letters ends where letters end, so that `10 games` are no ten grams.
const quantity = new RegExp(`(\\d+(?:\\.\\d+)?)[\\s-]*(${written})(?![a-z])`, 'gu')

/** `0.8kg` for 800 and `g`; undefined for a unit nobody searches by. */
export function quantityWord(value: number, unit: string): string | undefined {
  const known = unit === 'in' ? units.inch : units[unit.toLowerCase()]
  return known ? `${Number((value * known[1]).toPrecision(10))}${known[0]}` : undefined
}

/** Takes the quantities out of a normalized text: `55 寸电视` leaves `  电视` and gives `55inch`, beside what was written. */
export function takeQuantities(text: string): { rest: string; quantities: { word: string; raw: string; at: number }[] } {
  const quantities: { word: string; raw: string; at: number }[] = []
  const rest = text.replace(quantity, (all: string, value: string, unit: string, at: number) => {
    quantities.push({ word: quantityWord(Number(value), unit)!, raw: all.replace(/[\s-]+/g, ''), at })
    return ' '.repeat(all.length)
  })
  return { rest, quantities }
}
