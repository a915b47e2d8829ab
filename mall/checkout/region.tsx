import { useEffect, useId, useState } from 'react'
import { provinceNames } from '../address.ts'
import { Field } from '../parts/fields.tsx'
import { useWords } from '../words.ts'

export interface Region {
  code: string
  name: string
  level: number
  leaf: boolean
}
interface Names {
  province: string
  city: string
  district: string
}

export interface Chosen extends Names {
  code: string
}

/** The lists alone, for who only asks what holds where he lives. */
export function RegionPicker({ start, picked }: { start: Names; picked(chosen: Chosen): void }) {
  return <Picker start={start} faults={{}} picked={picked} />
}

/**
 * Province, city and county: lists to choose from where script runs, three plain fields without it. `chosen` is told the county's code as soon as it is
 * known. The names travel under the same field names either way.
 */
export function RegionFields(props: { start: Names; faults: Partial<Record<keyof Names, string>>; chosen?: (code: string) => void }) {
  const { start, faults, chosen } = props
  const t = useWords()
  const list_id = useId()
  const [live, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  if (!live)
    return (
      <>
        <Field
          className="col-span-2"
          label={t('checkout.province')}
          name="province"
          list={list_id}
          autoComplete="address-level1"
          required
          maxLength={40}
          defaultValue={start.province}
          fault={faults.province}
        />
        <datalist id={list_id}>
          {provinceNames.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Field
          className="md:col-span-2"
          label={t('checkout.city')}
          help={t('checkout.city.help')}
          name="city"
          autoComplete="address-level2"
          maxLength={40}
          defaultValue={start.city}
          fault={faults.city}
        />
        <Field
          className="md:col-span-2"
          label={t('checkout.district')}
          name="district"
          autoComplete="address-level3"
          required
          maxLength={40}
          defaultValue={start.district}
          fault={faults.district}
        />
      </>
    )
  return <Picker start={start} faults={faults} {...(chosen ? { chosen } : {})} />
}

function Picker({
  start,
  faults,
  chosen,
  picked,
}: {
  start: Names
  faults: Partial<Record<keyof Names, string>>
  chosen?: (code: string) => void
  picked?: (chosen: Chosen) => void
}) {
  const t = useWords()
  const [names, setNames] = useState(start)
  const provinces = useRegions('')
  const province = provinces.find(({ name }) => name === names.province)
  const second = useRegions(province ? province.code : null)
  // Directly below some provinces stand counties, with no city between.
  const middle = second.find(({ name, leaf }) => (leaf ? !names.city && name === names.district : name === names.city))
  const third = useRegions(middle && !middle.leaf ? middle.code : null)
  const county = middle?.leaf ? middle : third.find(({ name }) => name === names.district)
  const code = county?.code
  useEffect(() => {
    if (code) chosen?.(code)
  }, [code, chosen])
  const [begun, setBegun] = useState(false)
  useEffect(() => {
    if (begun && code) picked?.({ ...names, code })
  }, [begun, code, names, picked])
  const change = (next: Names) => {
    setBegun(true)
    setNames(next)
  }
  const straight = second.length > 0 && second.every(({ leaf }) => leaf)
  return (
    <>
      <input type="hidden" name="province" value={names.province} />
      <input type="hidden" name="city" value={names.city} />
      <input type="hidden" name="district" value={names.district} />
      <Select
        className="col-span-2"
        label={t('checkout.province')}
        items={provinces}
        value={province?.name ?? ''}
        fault={faults.province}
        choose={(name) => change({ province: name, city: '', district: '' })}
      />
      <Select
        className={straight ? 'col-span-2 md:col-span-4' : 'md:col-span-2'}
        label={straight ? t('checkout.district') : t('checkout.city')}
        items={second}
        value={middle?.name ?? ''}
        fault={straight ? faults.district : faults.city}
        choose={(name) => {
          const leaf = second.find((one) => one.name === name)?.leaf
          change(leaf ? { ...names, city: '', district: name } : { ...names, city: name, district: '' })
        }}
      />
      {straight ? null : (
        <Select
          className="md:col-span-2"
          label={t('checkout.district')}
          items={third}
          value={middle?.leaf ? '' : (county?.name ?? '')}
          disabled={!middle || middle.leaf}
          fault={faults.district}
          choose={(district) => change({ ...names, district })}
        />
      )}
    </>
  )
}

function Select(props: {
  label: string
  items: readonly Region[]
  value: string
  fault?: string | undefined
  disabled?: boolean
  className: string
  choose(name: string): void
}) {
  const { label, items, value, fault, disabled, className, choose } = props
  const t = useWords()
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        required={!disabled}
        disabled={disabled}
        aria-invalid={fault ? 'true' : undefined}
        className="field"
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t('checkout.choose')}</option>
        {items.map(({ code, name }) => (
          <option key={code} value={name}>
            {name}
          </option>
        ))}
      </select>
      {fault ? <p className="mt-1.5 text-xs text-price">{fault}</p> : null}
    </div>
  )
}

const known = new Map<string, Promise<Region[]>>()
/** Null asks for nothing; empty for the provinces. */
function useRegions(below: string | null): readonly Region[] {
  const [found, setFound] = useState<{ below: string | null; items: Region[] }>({ below: null, items: [] })
  useEffect(() => {
    if (below === null) return
    let left = false
    let asked = known.get(below)
    if (!asked) {
      asked = fetch(`/api/mall/regions${below ? `?below=${below}` : ''}`).then(
        async (answer) => ((await answer.json()) as { items: Region[] }).items,
      )
      asked.catch(() => known.delete(below))
      known.set(below, asked)
    }
    asked.then((items) => left || setFound({ below, items })).catch(() => {}) // no network: what was chosen stays
    return () => {
      left = true
    }
  }, [below])
  return found.below === below ? found.items : []
}
