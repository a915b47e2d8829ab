import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Amount, TwoLines } from '../shared/values.tsx'
import { useCatalog } from './model.ts'
import { Sheets } from './sheets.tsx'
import { useText } from './text.ts'

export type Competitor = RowOf<'/api/admin/competitors'>
const row_id = (row: Competitor) => row.competitor_id

/** Products of others, which shoppers may put beside ours. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const catalog = useCatalog()
  const inLanguage = useInLanguage()
  const columns = useMemo<Column<Competitor>[]>(
    () => [
      {
        key: 'title',
        title: t('competitor_title'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.title)}</span>} second={row.competitor_id} />,
        value: (row) => inLanguage(row.title),
      },
      { key: 'brand_name', title: t('competitor_brand'), width: 140, render: (row) => row.brand_name, value: (row) => row.brand_name },
      {
        key: 'category_id',
        title: t('category'),
        width: 200,
        render: (row) => catalog.pathName(row.category_id),
        value: (row) => catalog.pathName(row.category_id),
      },
      {
        key: 'price_minor',
        title: t('price'),
        width: 120,
        align: 'right',
        render: (row) => <Amount minor={row.price_minor} currency={row.currency} />,
        value: (row) => row.price_minor ?? '',
      },
      { key: 'seen_on', title: t('seen_on'), width: 120, render: (row) => row.seen_on, value: (row) => row.seen_on },
      { key: 'source', title: t('source'), width: 220, render: (row) => row.source, value: (row) => row.source },
    ],
    [t, catalog, inLanguage],
  )
  return (
    <ListPage<Competitor>
      name="competitors"
      title={t('competitors')}
      hint={t('competitors_hint')}
      path="/api/admin/competitors"
      whole
      row_id={row_id}
      row_name={(row) => inLanguage(row.title)}
      columns={columns}
      row_height={48}
      open={(row) => row.competitor_id}
      actions={
        <>
          <Sheets lists={['competitors']} />
          {may('products.edit') ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/competitors/new')}>
              {t('new_competitor')}
            </Button>
          ) : null}
        </>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.title)}</span>
            <Amount minor={row.price_minor} currency={row.currency} />
          </div>
          <div className="card-row second">
            <span>{row.brand_name}</span>
            <span>{row.seen_on}</span>
          </div>
        </>
      )}
      empty={{ title: t('competitors_empty'), hint: t('competitors_hint') }}
    />
  )
}
