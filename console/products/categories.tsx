import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link, Outlet, useNavigate } from 'react-router'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { hide } from './list.tsx'
import { type Category, pictureOf } from './model.ts'
import { Sheets } from './sheets.tsx'
import { useText } from './text.ts'

/** Each before those below it, sisters in their place. */
export function inOrder(categories: readonly Category[], parent_id: string | null = null): Category[] {
  return categories
    .filter((one) => one.parent_id === parent_id)
    .sort((a, b) => a.position - b.position || (a.category_id < b.category_id ? -1 : 1))
    .flatMap((one) => [one, ...inOrder(categories, one.category_id)])
}

/** The tree goods stand in with the template of each category, and the brands. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const catalog = useApi<AnswerOf<'/api/admin/categories'>>('/api/admin/categories')
  if (catalog.isError) return <Failure error={catalog.error} retry={() => void catalog.refetch()} />
  if (!catalog.data) return <Skeleton />
  const { categories, brands } = catalog.data
  const edit = may('products.edit')
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('categories')}</h1>
        <Sheets lists={['categories']} />
        {edit ? (
          <>
            <Button icon={<PlusOutlined />} onClick={() => void navigate('/categories/brand/new')}>
              {t('new_brand')}
            </Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/categories/category/new')}>
              {t('new_category')}
            </Button>
          </>
        ) : null}
      </header>
      <div className="panel">
        <h2>{t('category')}</h2>
        <p className="faint">{t('categories_hint')}</p>
        {categories.length === 0 ? <Notice drawing="empty" title={t('categories_empty')} /> : null}
        <ul>
          {inOrder(categories).map((one) => (
            <li key={one.category_id} className="card-row" style={{ paddingLeft: (one.path.length - 1) * 24 }}>
              <Link to={`category/${one.category_id}`} className={one.path.length === 1 ? 'strong' : ''}>
                {inLanguage(one.name)}
              </Link>
              <span className="faint">
                {one.category_id}
                {one.attributes.length > 0 ? ` · ${t('template_count', { count: one.attributes.length })}` : ''}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div className="panel">
        <h2>{t('brands')}</h2>
        <ul>
          {brands.map((one) => (
            <li key={one.brand_id} className="card-row">
              <Link to={`brand/${one.brand_id}`} className="strong">
                {one.picture ? <img src={pictureOf(one.picture, 160)} alt="" width={24} height={24} onError={hide} /> : null}{' '}
                {inLanguage(one.name)}
              </Link>
              <span className="faint">{inLanguage(one.slogan) || one.brand_id}</span>
            </li>
          ))}
        </ul>
      </div>
      <Outlet />
    </div>
  )
}
