/** A field of an answer that is not what we rely on. */
export interface Drift {
  /** Where: `trade.orders.order[].oid`. */
  path: string
  expected: string
  found: string
}

/** A contract: what is expected, by field. `?` at the end of a kind: the field may be missing or null. Kinds: text, whole, amount, time, truth, map, or `a|b|c`. */
export interface Shape {
  [field: string]: string | Shape | readonly [Shape]
}

const kinds: Record<string, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  /** Numbers that may come as text, because they are too large or the platform likes it so. */
  whole: (value) => (typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d+$/.test(value)),
  amount: (value) => (typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)),
  time: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value) && !Number.isNaN(Date.parse(value)),
  truth: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  map: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

/** Which fields of an answer are not what the contract says. None when it holds. */
export function driftsOf(shape: Shape, value: unknown, at = ''): Drift[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ path: at || '(answer)', expected: 'map', found: kindOf(value) }]
  const drifts: Drift[] = []
  for (const [field, expected] of Object.entries(shape)) {
    const optional = field.endsWith('?')
    const name = optional ? field.slice(0, -1) : field
    const path = at ? `${at}.${name}` : name
    const found = (value as Record<string, unknown>)[name]
    if (Array.isArray(expected)) {
      if (found === undefined || found === null) {
        if (!optional) drifts.push({ path, expected: 'list', found: 'missing' })
      } else if (!Array.isArray(found)) drifts.push({ path, expected: 'list', found: kindOf(found) })
      else for (const one of found) drifts.push(...driftsOf(expected[0] as Shape, one, `${path}[]`))
    } else if (typeof expected === 'object') {
      if (found === undefined || found === null) {
        if (!optional) drifts.push({ path, expected: 'map', found: 'missing' })
      } else drifts.push(...driftsOf(expected as Shape, found, path))
    } else {
      const bare = (expected as string).replace(/\?$/, '')
      if (found === undefined || found === null || found === '') {
        if (!optional && bare === expected && !(found === '' && bare === 'text'))
          drifts.push({ path, expected: bare, found: found === '' ? 'empty' : 'missing' })
      } else if (kinds[bare]) {
        if (!kinds[bare](found)) drifts.push({ path, expected: bare, found: kindOf(found) })
      } else if (!bare.split('|').includes(String(found))) drifts.push({ path, expected: bare, found: String(found).slice(0, 60) })
    }
  }
  return unique(drifts)
}

const kindOf = (value: unknown): string =>
  value === undefined || value === null
    ? 'missing'
    : Array.isArray(value)
      ? 'list'
      : typeof value === 'object'
        ? 'map'
        : `${typeof value} ${String(value).slice(0, 40)}`

const unique = (drifts: Drift[]): Drift[] => [...new Map(drifts.map((one) => [`${one.path} ${one.found}`, one])).values()]

/** The fields a shape relies on, for the registry. */
export function fieldsOf(shape: Shape, at = ''): { path: string; kind: string }[] {
  return Object.entries(shape).flatMap(([field, kind]) => {
    const name = field.replace(/\?$/, '')
    const path = at ? `${at}.${name}` : name
    if (typeof kind === 'string') return [{ path, kind }]
    return Array.isArray(kind) ? fieldsOf(kind[0] as Shape, `${path}[]`) : fieldsOf(kind as Shape, path)
  })
}

/** An answer as the database can keep it: without NUL, and halves of characters replaced. Both come of fields that somebody cut at a length. */
export function storable<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed() as Value
  if (Array.isArray(value)) return value.map(storable) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [storable(key), storable(own)])) as Value
}
