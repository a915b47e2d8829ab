import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useNames } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

export type Material = RowOf<'/api/admin/erp/materials'>
export const row_id = (row: Material) => encodeURIComponent(`${row.system_id} ${row.sku_id}`)

/** What ERPs call our SKUs, and what documents wait for. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const systems = useNames('/api/admin/erp/systems', 'system_id')
  const columns = useMemo<Column<Material>[]>(
    () => [
      {
        key: 'sku_id',
        title: 'SKU',
        width: 300,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{row.sku_id}</span>} second={row.title} />,
        value: (row) => row.sku_id,
      },
      {
        key: 'material',
        title: t('material'),
        width: 200,
        render: (row) => row.material ?? <Status tone="danger">{t('material_missing')}</Status>,
        value: (row) => row.material ?? '',
      },
      { key: 'system_id', title: t('system'), width: 200, render: (row) => systems.name(row.system_id), value: (row) => row.system_id },
      {
        key: 'documents',
        title: t('documents_waiting'),
        width: 120,
        align: 'right',
        render: (row) => <Count value={row.documents} />,
        value: (row) => row.documents,
      },
    ],
    [t, systems],
  )
  return (
    <ListPage<Material>
      name="erp-materials"
      title={t('materials')}
      hint={t('materials_hint')}
      path="/api/admin/erp/materials"
      row_id={row_id}
      row_name={(row) => row.sku_id}
      row_height={52}
      columns={columns}
      {...(may('erp.edit') ? { open: row_id } : {})}
      search={{ key: 'q', placeholder: t('materials_search') }}
      filters={[{ key: 'system_id', title: t('system'), kind: 'choice', options: systems.options }]}
      tabs={{
        key: 'missing',
        tabs: [
          { value: '', title: t('every') },
          { value: 'true', title: t('material_missing'), alert: true },
        ],
      }}
      actions={
        may('erp.edit') ? (
          <>
            <Button icon={<UploadOutlined />} onClick={() => void navigate('/imports/new?importer=erp_materials')}>
              {t('by_sheet')}
            </Button>
            <Button type="primary" onClick={() => void navigate('/erp-materials/new')}>
              {t('new_material')}
            </Button>
          </>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.sku_id}</span>
            <span>{row.material ?? <Status tone="danger">{t('material_missing')}</Status>}</span>
          </div>
          <div className="card-row second">
            <span>{row.title}</span>
            <span>{systems.name(row.system_id)}</span>
          </div>
        </>
      )}
      empty={{ title: t('materials_empty'), hint: t('materials_empty_hint') }}
    />
  )
}
