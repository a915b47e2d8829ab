import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useRegionNames } from '../inventory/regions.ts'
import { RegionPicker } from '../shared/region.tsx'
import { useBureauText } from './bureaus-text.ts'

/** Several places, each a province, city or county; none is everywhere. */
export function RegionsPicker({ id, value = [], onChange }: { id?: string; value?: string[]; onChange?(codes: string[]): void }) {
  const t = useBureauText()
  const nameOf = useRegionNames(value)
  const [next, setNext] = useState<string | null>(null)
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6 }}>
        {value.length === 0 ? <span className="faint">{t('everywhere')}</span> : null}
        {value.map((code) => (
          <Tag key={code} closable onClose={() => onChange?.(value.filter((one) => one !== code))}>
            {nameOf(code)}
          </Tag>
        ))}
      </div>
      <RegionPicker {...(id ? { id } : {})} value={next} change={setNext} />
      <Button
        style={{ justifySelf: 'start' }}
        disabled={next === null}
        onClick={() => {
          if (next && !value.includes(next)) onChange?.([...value, next])
          setNext(null)
        }}
      >
        {t('add_region')}
      </Button>
    </div>
  )
}
