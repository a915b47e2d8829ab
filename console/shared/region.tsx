import { Select } from 'antd'
import { useApi } from './api.ts'
import { useWords } from './words.ts'

interface Row {
  code: string
  name: string
  leaf: boolean
}
const useBelow = (code: string | null, wanted = true) =>
  useApi<{ items: Row[] }>(wanted ? '/api/mall/regions' : null, code ? { below: code } : {}, { staleTime: 60 * 60_000 }).data?.items ?? []

/** A region by its code: province, city and county, each chosen from what lies below the one before. With `any` a wider region is an answer too. */
export function RegionPicker({
  id,
  value,
  change,
  any = false,
}: {
  id?: string
  value: string | null
  change(code: string | null, names: string[]): void
  any?: boolean
}) {
  const t = useWords()
  const code = value ?? ''
  const [province, city] = [code.slice(0, 2), code.slice(0, 4)]
  const provinces = useBelow(null)
  const at_province = province ? `${province}0000` : null
  const cities = useBelow(at_province, province !== '')
  const at_city = code.length >= 4 && !code.slice(2).startsWith('00') ? `${city}00` : null
  // In a municipality the counties stand directly below it.
  const flat = cities.some(({ leaf }) => leaf)
  const counties = useBelow(at_city, at_city !== null && !flat)
  const nameOf = (rows: Row[], of: string | null) => rows.find((row) => row.code === of)?.name ?? ''
  const box = (title: string, rows: Row[], chosen: string | null, pick: (code: string | null) => void, box_id?: string) => (
    <Select
      {...(box_id ? { id: box_id } : {})}
      aria-label={title}
      placeholder={title}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ flex: '1 1 110px', minWidth: 0 }}
      value={chosen}
      onChange={(code: string | undefined) => pick(code ?? null)}
      options={rows.map((row) => ({ value: row.code, label: row.name }))}
    />
  )
  const whole = code.length === 6 && !code.endsWith('00') ? code : null
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {box(t('province'), provinces, at_province, (next) => change(next && any ? next.slice(0, 2) : next, [nameOf(provinces, next)]), id)}
      {province
        ? flat
          ? box(t('county'), cities, whole, (next) =>
              change(next ?? (any ? province : at_province), [nameOf(provinces, at_province), '', nameOf(cities, next)]),
            )
          : box(t('city'), cities, at_city, (next) =>
              change(next ? (any ? next.slice(0, 4) : next) : any ? province : at_province, [
                nameOf(provinces, at_province),
                nameOf(cities, next),
              ]),
            )
        : null}
      {at_city && !flat
        ? box(t('county'), counties, whole, (next) =>
            change(next ?? (any ? city : at_city), [nameOf(provinces, at_province), nameOf(cities, at_city), nameOf(counties, next)]),
          )
        : null}
    </div>
  )
}
