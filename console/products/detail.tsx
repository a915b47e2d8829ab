import { EditOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Facts, Missing, Section, Status } from '../shared/values.tsx'
import { hide } from './list.tsx'
import { lifecycleTone, type ProductDetail, pictureOf, useCatalog } from './model.ts'
import { useText } from './text.ts'

/** One product whole, as shoppers and clerks need it. */
export function Component() {
  const t = useText()
  const { spu_id } = useParams()
  const product = useApi<ProductDetail>(`/api/admin/products/${spu_id}`)
  if (!product.data)
    return (
      <DetailDrawer title={t('title')}>
        {product.isError ? <Failure error={product.error} retry={() => void product.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail product={product.data} />
}

function Detail({ product }: { product: ProductDetail }) {
  const t = useText()
  const catalog = useCatalog()
  const inLanguage = useInLanguage()
  const attributes = new Map(catalog.attributesOf(product.category_id).map((one) => [one.key, one]))
  const specification = (key: string, value: ProductDetail['specifications'][string]): string => {
    const attribute = attributes.get(key)
    if (typeof value === 'object') return inLanguage(value)
    const choice = attribute?.choices?.find((one) => one.value === value)
    return choice ? inLanguage(choice.name) : `${value}${attribute?.unit ? ` ${attribute.unit}` : ''}`
  }
  return (
    <DetailDrawer
      title={inLanguage(product.title)}
      status={<Status tone={lifecycleTone(product.lifecycle)}>{t.maybe(`lifecycle_${product.lifecycle}`, product.lifecycle)}</Status>}
      actions={<Actions product={product} />}
    >
      {product.media.length > 0 ? (
        <div className="gallery">
          {product.media
            .filter(({ role }) => !['video', 'document', 'model'].includes(role))
            .slice(0, 8)
            .map((one) => (
              <img
                key={one.reference + one.role}
                src={pictureOf(one.reference, 320)}
                alt={inLanguage(one.alt)}
                loading="lazy"
                width={140}
                height={140}
                onError={hide}
              />
            ))}
        </div>
      ) : null}
      <Section title={t('basics')}>
        <Facts
          items={[
            [t('spu_id'), product.spu_id],
            [t('category'), catalog.pathName(product.category_id)],
            [t('brand'), catalog.brandName(product.brand_id) || null],
            product.subtitle ? [t('subtitle_zh').replace(/（.*|\s\(.*/, ''), inLanguage(product.subtitle)] : null,
            product.tags.length > 0 ? [t('tags'), product.tags.join('、')] : null,
            product.available_on ? [t('available_on'), product.available_on] : null,
            product.opens_at ? [t('opens_at'), exactTime(product.opens_at).slice(0, 16)] : null,
            [t('saved_at'), <Ago key="at" at={product.saved_at} />],
          ]}
        />
      </Section>
      <Section title={t('skus')}>
        <div className="plain-scroll">
          <table className="plain">
            <thead>
              <tr>
                <th>{t('sku_id')}</th>
                <th>{t('sku_name')}</th>
                <th className="right">{t('price')}</th>
                <th className="right">{t('list_price')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {product.skus.map((sku) => (
                <tr key={sku.sku_id}>
                  <td className="code">
                    {sku.sku_id} {sku.withdrawn ? <span className="faint">{t('withdrawn')}</span> : null}
                  </td>
                  <td>{inLanguage(sku.name) || Object.values(sku.options).join(' ') || <Missing />}</td>
                  <td className="right">
                    <Amount minor={sku.price_minor} currency={sku.currency} />
                  </td>
                  <td className="right">
                    <Amount minor={sku.list_price_minor} currency={sku.currency} />
                  </td>
                  <td className="right">
                    <Link to={`/stock?q=${encodeURIComponent(sku.sku_id)}`}>{t('stock')}</Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      {product.selling_points.length > 0 ? (
        <Section title={t('selling_points')}>
          <ul className="points">
            {product.selling_points.map((point) => (
              <li key={point.zh}>{inLanguage(point)}</li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title={t('specifications')}>
        <Facts
          items={Object.entries(product.specifications).map(
            ([key, value]) => [inLanguage(attributes.get(key)?.name) || key, specification(key, value)] as const,
          )}
        />
      </Section>
      {product.story ? (
        <Section title={t('story')}>
          <p style={{ whiteSpace: 'pre-line' }}>{inLanguage(product.story)}</p>
        </Section>
      ) : null}
    </DetailDrawer>
  )
}

function Actions({ product }: { product: ProductDetail }) {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const navigate = useNavigate()
  const around = useListAround()
  const read = useApi(`/api/admin/products/${product.spu_id}`)
  const [busy, setBusy] = useState(false)
  if (!may('products.edit')) return null
  const selling = product.lifecycle === 'on_sale'
  const move = async () => {
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/products/lifecycle', {
        items: [{ spu_id: product.spu_id, lifecycle: selling ? 'withdrawn' : 'on_sale' }],
      })
      if (outcome?.detail) void tell.error(outcome.detail, 6)
      else void tell.success(t('changed'))
    } catch (error) {
      void tell.error((error as Error).message)
    }
    setBusy(false)
    void read.refetch()
    void around?.refresh()
  }
  return (
    <>
      <Button danger={selling} loading={busy} onClick={() => void move()}>
        {t(selling ? 'withdraw' : 'put_on_sale')}
      </Button>
      <Button onClick={() => void navigate(`/products/${product.spu_id}/assortment`)}>{t('assortment')}</Button>
      <Button onClick={() => void navigate(`/products/${product.spu_id}/configurator`)}>{t('configurator')}</Button>
      <Button type="primary" icon={<EditOutlined />} onClick={() => void navigate(`/products/${product.spu_id}/edit`)}>
        {t('edit')}
      </Button>
    </>
  )
}
