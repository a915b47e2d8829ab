import { useQueryClient } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useNames } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import type { Material } from './materials.tsx'
import { useText } from './text.ts'

interface Values {
  system_id: string
  sku_id: string
  material: string
}

/** What one system calls one SKU. */
export function Component() {
  const t = useText()
  const { row = '' } = useParams()
  const [system_id = '', sku_id = ''] = decodeURIComponent(row).split(' ')
  const known = useApi<{ items: Material[] }>(row ? '/api/admin/erp/materials' : null, { system_id, q: sku_id, limit: 200 })
  if (row && !known.data)
    return (
      <DetailDrawer title={t('material')}>
        {known.isError ? <Failure error={known.error} retry={() => void known.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const material = known.data?.items.find((one) => one.sku_id === sku_id)?.material ?? ''
  return <MaterialForm fixed={Boolean(row)} initial={{ system_id, sku_id, material }} />
}

function MaterialForm({ initial, fixed }: { initial: Values; fixed: boolean }) {
  const t = useText()
  const queries = useQueryClient()
  const systems = useNames('/api/admin/erp/systems', 'system_id')
  return (
    <FormDrawer<Values>
      name={`erp.material.${initial.system_id}.${initial.sku_id}`}
      title={t('material')}
      intro={t('material_intro')}
      initial={initial}
      fields={[
        { key: 'system_id', title: t('system'), kind: 'choice', required: true, fixed, options: systems.options },
        { key: 'sku_id', title: 'SKU', kind: 'text', required: true, fixed, max: 80, hint: t('sku_hint') },
        { key: 'material', title: t('material'), kind: 'text', max: 40, hint: t('material_hint') },
      ]}
      inside={['items', 0]}
      button={t('save')}
      send={async ({ material, ...item }) =>
        (await api.batch('/api/admin/erp/materials', { items: [{ ...item, material: material?.trim() || null }] }))[0]
      }
      succeeded={({ status }) => /^(saved|already_saved|forgotten)$/.test(status)}
      reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
      back="/erp-materials"
      done={() => void queries.invalidateQueries({ queryKey: ['/api/admin/erp/materials'] })}
    />
  )
}
