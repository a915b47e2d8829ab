import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { SiteRow } from './model.ts'
import { usePlacesText } from './places-text.ts'

type Zone = RowOf<'/api/admin/warehouse/zones'>
/** Zones that every warehouse has; each is one bin. */
const housekept = ['RECEIVING', 'INSPECTION', 'PACKING', 'RETURNS', 'MISSING', 'DEFECTIVE']
const two = (n: number) => String(n).padStart(2, '0')

/** Makes the bins of an aisle or a hall at once: zone-aisle-rack-level, in the order somebody walks. */
export function Component() {
  const t = usePlacesText()
  const tell = useTell()
  const around = useListAround()
  const inLanguage = useInLanguage()
  const [params] = useSearchParams()
  const sites = useApi<{ items: SiteRow[] }>('/api/admin/warehouse/sites')
  const [at, setAt] = useState<string | null>(params.get('node_id'))
  const node_id = at ?? sites.data?.items[0]?.node_id ?? null
  const zones = useApi<{ items: Zone[] }>(
    node_id ? '/api/admin/warehouse/zones' : null,
    { node_id: node_id ?? '' },
    { enabled: node_id !== null },
  )
  const storage = (zones.data?.items ?? []).filter(({ code }) => !housekept.includes(code))
  const [chosen, setZone] = useState<string | null>(null)
  const zone = chosen ?? storage[0]?.code ?? null
  const [shape, setShape] = useState({ first_aisle: 1, aisles: 1, racks: 6, levels: 4, path_from: 1 })
  const [capacity, setCapacity] = useState<number | null>(null)
  const [busy, setBusy] = useState(false)
  const codes: string[] = []
  for (let a = 0; a < shape.aisles; a++)
    for (let r = 1; r <= shape.racks; r++)
      for (let l = 1; l <= shape.levels; l++) codes.push(`${zone}-${two(shape.first_aisle + a)}-${two(r)}-${l}`)
  const make = async () => {
    setBusy(true)
    try {
      const outcomes = await api.batch('/api/admin/warehouse/bins', {
        bins: codes.map((code, i) => ({
          node_id,
          code,
          zone_code: zone,
          path_no: shape.path_from + i,
          capacity_pieces: capacity,
          closed: false,
        })),
      })
      const refused = outcomes.filter(({ status }) => status !== 'saved')
      if (refused[0])
        void tell.error(
          t('some_refused', {
            count: refused.length,
            why: t.maybe(`outcome_${refused[0].status}`, refused[0].detail ?? refused[0].status),
          }),
          6,
        )
      else void tell.success(t('made', { count: outcomes.length }))
      void around?.refresh()
      if (!refused[0]) around?.close()
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  const number = (key: keyof typeof shape, max: number) => (
    <Field title={t(key)}>
      {(id) => (
        <InputNumber
          id={id}
          min={1}
          max={max}
          precision={0}
          value={shape[key]}
          onChange={(value) => setShape({ ...shape, [key]: value ?? 1 })}
          style={{ width: '100%' }}
        />
      )}
    </Field>
  )
  return (
    <DetailDrawer
      title={t('new_bins')}
      actions={
        <Button type="primary" loading={busy} disabled={!zone || codes.length === 0 || codes.length > 1000} onClick={() => void make()}>
          {t('make')}
        </Button>
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <Field title={t('node')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              value={node_id}
              onChange={(value) => {
                setAt(value)
                setZone(null)
              }}
              options={(sites.data?.items ?? []).map((site) => ({ value: site.node_id, label: inLanguage(site.name) }))}
            />
          )}
        </Field>
        <Field title={t('zone')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              value={zone}
              onChange={setZone}
              options={storage.map((one) => ({ value: one.code, label: `${one.code} ${inLanguage(one.name)}` }))}
            />
          )}
        </Field>
        <p className="faint">{t('pattern_hint')}</p>
        <div className="two" style={{ rowGap: 14 }}>
          {number('first_aisle', 99)}
          {number('aisles', 99)}
          {number('racks', 99)}
          {number('levels', 9)}
          {number('path_from', 900_000)}
          <Field title={t('capacity')}>
            {(id) => (
              <InputNumber
                id={id}
                min={1}
                max={1_000_000}
                precision={0}
                value={capacity}
                onChange={setCapacity}
                style={{ width: '100%' }}
              />
            )}
          </Field>
        </div>
        <p role="status">
          {codes.length > 1000 ? t('too_many') : t('will_make', { count: codes.length, first: codes[0] ?? '', last: codes.at(-1) ?? '' })}
        </p>
      </div>
    </DetailDrawer>
  )
}
