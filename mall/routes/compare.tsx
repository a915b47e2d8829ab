import { Form, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Empty } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { describe } from '../specifications.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang, useWords } from '../words.ts'

const most = 4

/** Which products are compared stands in the address, so a comparison can be shared. */
export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const api = apiOf(visit)
  const ids = [...new Set(new URL(given.request.url).searchParams.getAll('product').flatMap((one) => one.split(',')))]
    .filter((id) => /^[\w.-]{1,64}$/.test(id))
    .slice(0, most)
  const found = await Promise.all(ids.map((spu_id) => api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } })))
  const products = found.flatMap(({ data }) => {
    if (!data) return []
    const { product, categories } = data
    visit.tags.add(`spu:${product.spu_id}`)
    const sku = product.skus.filter(({ price_minor }) => price_minor !== null).sort((a, b) => a.price_minor! - b.price_minor!)[0]
    return [
      {
        spu_id: product.spu_id,
        category_id: product.category_id,
        title: product.title,
        points: product.selling_points.slice(0, 3),
        cover: product.media.find(({ role }) => role === 'cover')?.reference ?? null,
        price_minor: sku?.price_minor ?? null,
        currency: sku?.currency ?? 'CNY',
        specifications: describe(
          product.specifications,
          categories.flatMap(({ attributes }) => attributes),
          product.options,
        ),
      },
    ]
  })
  const sisters = products[0]
    ? ((await api.GET('/api/mall/products', { params: { query: { category: products[0].category_id, sort: 'sales', limit: 12 } } })).data
        ?.items ?? [])
    : []
  return {
    lang: langOf(given.request.url),
    products,
    sisters: sisters.filter(({ spu_id }) => !products.some((one) => one.spu_id === spu_id)).map(({ spu_id, title }) => ({ spu_id, title })),
  }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/compare', title: translate(loaderData.lang)('compare'), hidden: true })
    : []

export default function ComparePage() {
  const { products, sisters } = useLoaderData<typeof loader>()
  const t = useWords()
  const lang = useLang()
  if (!products.length)
    return (
      <div className="container-page">
        <Empty icon="compare" title={t('compare.empty')} text={t('compare.empty.help')}>
          <Go to="/categories" className="button-primary">
            {t('categories.all')}
          </Go>
        </Empty>
      </div>
    )
  const keys = [...new Map(products.flatMap(({ specifications }) => specifications.map((one) => [one.key, one.name] as const)))]
  const said = (product: (typeof products)[number], key: string) => pick(product.specifications.find((one) => one.key === key)?.value, lang)
  const address = (ids: string[]) => `/compare?${new URLSearchParams(ids.map((id) => ['product', id]))}`
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="text-xl font-bold md:text-2xl">{t('compare')}</h1>
      <p className="mt-2 text-muted">{t('compare.help')}</p>
      {products.length < most && sisters.length ? (
        <Form action={inLang(lang, '/compare')} className="mt-5 flex flex-wrap gap-2">
          {products.map(({ spu_id }) => (
            <input key={spu_id} type="hidden" name="product" value={spu_id} />
          ))}
          <label className="min-w-0 grow sm:max-w-md">
            <span className="sr-only">{t('compare.choose', { n: products.length + 1 })}</span>
            <select name="product" className="field">
              {sisters.map(({ spu_id, title }) => (
                <option key={spu_id} value={spu_id}>
                  {pick(title, lang)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" className="button-plain">
            <Icon name="plus" className="size-4" />
            {t('product.compare')}
          </button>
        </Form>
      ) : null}
      <section className="mt-6 overflow-x-auto" aria-label={t('compare')}>
        <table className="w-full min-w-[640px] table-fixed border-collapse text-sm">
          <thead>
            <tr className="align-top">
              <td className="w-28 md:w-40" />
              {products.map((product) => (
                <th key={product.spu_id} scope="col" className="p-2 text-left font-normal md:p-3">
                  <span className="block overflow-hidden rounded-card bg-tile">
                    <Picture reference={product.cover} alt="" sizes="260px" className="w-full" />
                  </span>
                  <Go to={`/products/${product.spu_id}`} className="mt-3 block font-semibold hover:text-primary">
                    {pick(product.title, lang)}
                  </Go>
                  {product.price_minor ? <Price amount_minor={product.price_minor} currency={product.currency} /> : null}
                  <Go
                    to={address(products.filter((one) => one !== product).map(({ spu_id }) => spu_id))}
                    className="mt-1 flex min-h-9 items-center gap-1 text-xs text-muted hover:text-price"
                  >
                    <Icon name="close" className="size-4" />
                    {t('compare.remove')}
                  </Go>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className="border-t border-line align-top">
              <th scope="row" className="py-3 pr-3 text-left font-normal text-muted">
                {t('product.points')}
              </th>
              {products.map((product) => (
                <td key={product.spu_id} className="p-2 md:p-3">
                  <ul className="space-y-2">
                    {product.points.map((point, i) => (
                      <li key={i} className="flex gap-2">
                        <Icon name="check" className="mt-0.5 size-4 text-jade" />
                        {pick(point, lang)}
                      </li>
                    ))}
                  </ul>
                </td>
              ))}
            </tr>
            {keys.map(([key, name]) => {
              const differs = new Set(products.map((product) => said(product, key))).size > 1
              return (
                <tr key={key} className={`border-t border-line ${differs ? 'bg-wash' : ''}`}>
                  <th scope="row" className="py-3 pr-3 pl-2 text-left font-normal text-muted">
                    {pick(name, lang)}
                  </th>
                  {products.map((product) => (
                    <td key={product.spu_id} className={`figures p-2 md:p-3 ${differs ? 'font-medium' : ''}`}>
                      {said(product, key) || '—'}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
    </div>
  )
}
