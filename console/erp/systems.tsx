import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

export type System = RowOf<'/api/admin/erp/systems'>
const row_id = (row: System) => row.system_id

export function SystemState({ system }: { system: System }) {
  const t = useText()
  if (!system.active) return <Status tone="quiet">{t('inactive')}</Status>
  if (system.troubled > 0) return <Status tone="danger">{t('troubled', { count: system.troubled })}</Status>
  if (system.waiting > 0) return <Status tone="waiting">{t('waiting_many', { count: system.waiting })}</Status>
  return <Status tone="done">{t('well')}</Status>
}

/** The ERPs sales are booked in, and how each does. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const columns = useMemo<Column<System>[]>(
    () => [
      {
        key: 'name',
        title: t('system'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{row.name}</span>} second={row.system_id} />,
        value: (row) => row.name,
      },
      { key: 'kind', title: t('kind'), width: 180, render: (row) => t.maybe(`kind_${row.kind}`, row.kind), value: (row) => row.kind },
      { key: 'state', title: t('state'), width: 170, render: (row) => <SystemState system={row} />, value: (row) => row.troubled },
      {
        key: 'shops',
        title: t('shops'),
        width: 90,
        align: 'right',
        render: (row) => <Count value={row.shops} />,
        value: (row) => row.shops,
      },
      {
        key: 'endpoint',
        title: t('endpoint'),
        width: 240,
        render: (row) => (row.endpoint === 'simulated' ? t('simulated') : row.endpoint || t('by_file')),
        value: (row) => row.endpoint,
      },
      {
        key: 'last',
        title: t('last_booked'),
        width: 130,
        render: (row) => <Ago at={row.last_booked_at} />,
        value: (row) => row.last_booked_at ?? '',
      },
    ],
    [t],
  )
  return (
    <ListPage<System>
      name="erp-systems"
      title={t('systems')}
      hint={t('systems_hint')}
      path="/api/admin/erp/systems"
      row_id={row_id}
      row_name={(row) => row.name}
      row_height={52}
      columns={columns}
      open={row_id}
      actions={
        may('erp.edit') ? (
          <Button type="primary" onClick={() => void navigate('/erp-systems/new')}>
            {t('new_system')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.name}</span>
            <SystemState system={row} />
          </div>
          <div className="card-row second">
            <span>
              {t.maybe(`kind_${row.kind}`, row.kind)} · {t('shops')} {row.shops}
            </span>
            <Ago at={row.last_booked_at} />
          </div>
        </>
      )}
      empty={{ title: t('systems_empty'), hint: t('empty_hint') }}
      refetch_ms={30_000}
    />
  )
}
