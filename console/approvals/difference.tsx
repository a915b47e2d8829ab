import { useText } from './text.ts'

type Plain = Record<string, unknown>
const isObject = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every leaf of a value with the way to it: `assignment.role_id`. */
function leavesOf(value: unknown, way = ''): Map<string, unknown> {
  if (!isObject(value)) return value === null || value === undefined ? new Map() : new Map([[way, value]])
  return new Map(Object.entries(value).flatMap(([key, part]) => [...leavesOf(part, way ? `${way}.${key}` : key)]))
}

/** Of a long list the first few and how many there are; the digest covers all of them. */
const shown = 40

const show = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : value === undefined
      ? '—'
      : Array.isArray(value)
        ? `${value.slice(0, shown).map(String).join('  ')}${value.length > shown ? ` … (${value.length})` : ''}`
        : JSON.stringify(value)

/** Before and after, field by field; what stays the same is left out. */
export function Difference({ before, after }: { before: unknown; after: unknown }) {
  const t = useText()
  const old = leavesOf(before)
  const fresh = leavesOf(after)
  const fields = [...new Set([...old.keys(), ...fresh.keys()])].filter((field) => show(old.get(field)) !== show(fresh.get(field)))
  const only = before === null || before === undefined
  return (
    <div className="plain-scroll">
      <table className="plain">
        <thead>
          <tr>
            <th>{t('field')}</th>
            {only ? null : <th>{t('before')}</th>}
            <th>{t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <td className="faint" style={{ minWidth: '4.5em' }}>
                {t.maybe(`field_${field.slice(field.lastIndexOf('.') + 1)}`, field)}
              </td>
              {only ? null : (
                <td style={{ overflowWrap: 'anywhere' }}>
                  <del>{show(old.get(field))}</del>
                </td>
              )}
              <td style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{show(fresh.get(field))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
