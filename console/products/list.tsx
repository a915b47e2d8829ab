import { ImportOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { decimalText, formatMoney } from '#core/money.ts'
import { api } from '../shared/api.ts'
import { type BatchAction, ListPage, useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { lifecycles, lifecycleTone, type ProductRow, pictureOf, useCatalog } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: ProductRow) => row.spu_id

/** Every product of the caller's brands, in every lifecycle. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const catalog = useCatalog()
  const inLanguage = useInLanguage()
  const [params] = useSearchParams()
  return (
    <ListPage<ProductRow>
      name="products"
      title={t('title')}
      path="/api/admin/products"
      row_id={row_id}
      row_name={(row) => inLanguage(row.title)}
      row_height={56}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search') }}
      filters={[
        { key: 'category', title: t('category'), kind: 'choice', options: catalog.categoryOptions, width: 200 },
        { key: 'brand', title: t('brand'), kind: 'choice', options: catalog.brandOptions },
      ]}
      tabs={{
        key: 'lifecycle',
        tabs: [{ value: '*', title: t('all') }, ...lifecycles.map((value) => ({ value, title: t(`lifecycle_${value}`) }))],
        counts_path: '/api/admin/products/counts',
        counts_query: { category: params.get('category'), brand: params.get('brand'), q: params.get('q') },
        count_each: (value): { lifecycle?: string } => (value === '*' ? {} : { lifecycle: value }),
      }}
      batch={useBatch()}
      succeeded={({ status }) => status === 'changed' || status === 'proposed'}
      open={row_id}
      actions={
        may('products.edit') ? (
          <>
            <Button icon={<ImportOutlined />} onClick={() => void navigate('/imports/new?importer=products')}>
              {t('import')}
            </Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/products/new')}>
              {t('new')}
            </Button>
          </>
        ) : null
      }
      card={(row) => (
        <div className="goods">
          <Picture row={row} />
          <div style={{ flex: 1, minWidth: 0 }}>
            <div className="card-row">
              <span className="strong">{inLanguage(row.title)}</span>
            </div>
            <div className="card-row second">
              <Price row={row} />
              <Status tone={lifecycleTone(row.lifecycle)}>{t.maybe(`lifecycle_${row.lifecycle}`)}</Status>
            </div>
          </div>
        </div>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

function useBatch(): BatchAction<ProductRow>[] {
  const t = useText()
  const tell = useTell()
  const to = (lifecycle: string) => async (rows: ProductRow[]) => {
    const outcomes = await api.batch('/api/admin/products/lifecycle', { items: rows.map(({ spu_id }) => ({ spu_id, lifecycle })) })
    if (outcomes.some(({ status }) => status.endsWith('proposed'))) void tell.info(t('proposed'), 6)
    return outcomes
  }
  return [
    {
      key: 'on_sale',
      title: t('put_on_sale'),
      permission: 'products.edit',
      primary: true,
      applies: (row) => row.lifecycle !== 'on_sale',
      run: to('on_sale'),
    },
    {
      key: 'withdraw',
      title: t('withdraw'),
      permission: 'products.edit',
      danger: true,
      applies: (row) => row.lifecycle !== 'withdrawn',
      confirm: { title: (count) => t('withdraw_title', { count }), detail: t('withdraw_hint') },
      run: to('withdrawn'),
    },
  ]
}

function useColumns(): Column<ProductRow>[] {
  const t = useText()
  const catalog = useCatalog()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('product'),
        width: 300,
        grow: true,
        render: (row) => (
          <span className="goods">
            <Picture row={row} />
            <TwoLines first={<span className="strong">{inLanguage(row.title)}</span>} second={row.spu_id} />
          </span>
        ),
        value: (row) => inLanguage(row.title),
      },
      {
        key: 'lifecycle',
        title: t('lifecycle'),
        width: 100,
        render: (row) => <Status tone={lifecycleTone(row.lifecycle)}>{t.maybe(`lifecycle_${row.lifecycle}`, row.lifecycle)}</Status>,
        value: (row) => t.maybe(`lifecycle_${row.lifecycle}`, row.lifecycle),
      },
      {
        key: 'price',
        title: t('price'),
        width: 130,
        align: 'right',
        render: (row) => <Price row={row} />,
        value: (row) => (row.price_from_minor === null ? null : Number(decimalText(row.price_from_minor, row.currency ?? 'CNY'))),
      },
      {
        key: 'sku_count',
        title: t('skus'),
        width: 70,
        align: 'right',
        render: (row) => <Count value={row.sku_count} />,
        value: (row) => row.sku_count,
      },
      {
        key: 'category',
        title: t('category'),
        width: 190,
        render: (row) => <span title={catalog.pathName(row.category_id)}>{catalog.pathName(row.category_id)}</span>,
        value: (row) => catalog.pathName(row.category_id),
      },
      {
        key: 'brand',
        title: t('brand'),
        width: 110,
        render: (row) => catalog.brandName(row.brand_id) || <Missing />,
        value: (row) => catalog.brandName(row.brand_id),
      },
      {
        key: 'sales_count',
        title: t('sales'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.sales_count} />,
        value: (row) => row.sales_count,
      },
      {
        key: 'saved_at',
        title: t('saved_at'),
        width: 110,
        render: (row) => <Ago at={row.saved_at} />,
        value: (row) => exactTime(row.saved_at),
      },
    ],
    [t, catalog, inLanguage],
  )
}

function Picture({ row }: { row: ProductRow }) {
  return (
    <span className="pictures">
      <span>
        {row.cover ? <img src={pictureOf(row.cover.reference, 160)} alt="" loading="lazy" width={40} height={40} onError={hide} /> : null}
      </span>
    </span>
  )
}
/** A picture that is not there leaves its quiet ground, never a broken sign. */
export const hide = (event: { currentTarget: HTMLImageElement }): void => {
  event.currentTarget.style.visibility = 'hidden'
}

function Price({ row }: { row: ProductRow }) {
  const t = useText()
  if (row.price_from_minor === null) return <Missing />
  const currency = row.currency ?? 'CNY'
  if (row.price_to_minor === null || row.price_to_minor === row.price_from_minor)
    return <Amount minor={row.price_from_minor} currency={currency} />
  return <span className="number">{t('from', { price: formatMoney(row.price_from_minor, currency) })}</span>
}
