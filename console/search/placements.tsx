import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { useCatalog } from '../products/model.ts'
import { api, type RowOf } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/search/placements'>
const row_id = (row: Row) => row.placement_id

/** What operators put first, lifted or sunk. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const removal: BatchAction<Row>[] = [
    {
      key: 'remove',
      title: t('remove'),
      permission: 'search.edit',
      danger: true,
      most: 200,
      confirm: { title: (count) => t('remove_confirm', { count }) },
      run: (rows) => api.batch('/api/admin/search/placements/removal', { items: rows.map(({ placement_id }) => ({ id: placement_id })) }),
    },
  ]
  return (
    <ListPage<Row>
      name="search-placements"
      title={t('placements')}
      path="/api/admin/search/placements"
      whole
      row_id={row_id}
      row_name={(row) => inLanguage(row.title) || row.placement_id}
      row_height={52}
      columns={useColumns()}
      batch={removal}
      succeeded={({ status }) => status === 'removed'}
      actions={
        may('search.edit') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/search-placements/new')}>
            {t('new_placement')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.q ?? row.category_id}</span>
            <Status tone={row.action === 'bury' ? 'quiet' : 'active'}>{t(`action_${row.action}`)}</Status>
          </div>
          <div className="card-row second">
            <span>{inLanguage(row.title)}</span>
            <Ago at={row.saved_at} />
          </div>
        </>
      )}
      empty={{ title: t('placements_empty'), hint: t('placements_hint') }}
    />
  )
}

function useColumns(): Column<Row>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  const catalog = useCatalog()
  return useMemo(
    () => [
      {
        key: 'aim',
        title: t('aim'),
        width: 180,
        render: (row) => (
          <TwoLines
            first={<span className="strong">{row.q ?? catalog.pathName(row.category_id!)}</span>}
            second={t(row.q === null ? 'aim_category' : 'aim_q')}
          />
        ),
        value: (row) => row.q ?? row.category_id,
      },
      {
        key: 'action',
        title: t('action'),
        width: 130,
        render: (row) => (
          <Status tone={row.action === 'bury' ? 'quiet' : 'active'}>
            {t(`action_${row.action}`)} {row.position ? t('position_n', { n: row.position }) : ''}
          </Status>
        ),
        value: (row) => row.action,
      },
      {
        key: 'target',
        title: t('target'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={inLanguage(row.title)} second={row.spu_id ?? row.brand_id} />,
        value: (row) => row.spu_id ?? row.brand_id,
      },
      {
        key: 'period',
        title: t('period'),
        width: 200,
        render: (row) =>
          row.starts_at || row.ends_at ? (
            <TwoLines first={row.starts_at ? exactTime(row.starts_at) : ''} second={row.ends_at ? exactTime(row.ends_at) : ''} />
          ) : (
            <span className="faint">{t('always')}</span>
          ),
        value: (row) => row.ends_at,
      },
      { key: 'note', title: t('note'), width: 180, render: (row) => row.note, value: (row) => row.note },
      {
        key: 'saved_at',
        title: t('saved_at'),
        width: 120,
        render: (row) => <TwoLines first={row.saved_by} second={<Ago at={row.saved_at} />} />,
        value: (row) => exactTime(row.saved_at),
      },
    ],
    [t, inLanguage, catalog],
  )
}
