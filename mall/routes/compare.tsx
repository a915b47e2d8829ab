import { Form, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { useGoodsWords } from '../goods/words.ts'
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
  const query = new URL(given.request.url).searchParams
  const others = [...new Set(query.getAll('competitor'))].filter((id) => /^[\w.-]{1,64}$/.test(id)).slice(0, most)
  const found = await Promise.all(ids.map((spu_id) => api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } })))
  const products = found.flatMap(({ data }) => {
    if (!data) return []
    const { product, categories } = data
    visit.tags.add(`spu:${product.spu_id}`)
    const sku = product.skus.filter(({ price_minor }) => price_minor !== null).sort((a, b) => a.price_minor! - b.price_minor!)[0]
    return [
      {
        spu_id: product.spu_id,
        competitor: null as { brand: string; source: string; seen_on: string } | null,
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
  // Products of others stand beside ours with the same templates, and with where and when they were seen.
  const category_id = products[0]?.category_id
  const [rivals, catalog] = await Promise.all([
    category_id ? api.GET('/api/mall/competitors', { params: { query: { category: category_id } } }) : null,
    others.length ? api.GET('/api/mall/categories') : null,
  ])
  const templates = attributesOf(catalog?.data?.categories ?? [], category_id)
  const compared = (rivals?.data?.items ?? []).filter(({ competitor_id }) => others.includes(competitor_id))
  for (const one of compared.slice(0, most - products.length))
    products.push({
      spu_id: one.competitor_id,
      competitor: { brand: one.brand_name, source: one.source, seen_on: one.seen_on },
      category_id: one.category_id,
      title: one.title,
      points: one.selling_points.slice(0, 3),
      cover: null,
      price_minor: one.price_minor,
      currency: one.currency,
      specifications: describe(one.specifications, templates, []),
    })
  return {
    lang: langOf(given.request.url),
    rivals: (rivals?.data?.items ?? [])
      .filter(({ competitor_id }) => !others.includes(competitor_id))
      .map(({ competitor_id, title, brand_name }) => ({ competitor_id, title, brand_name })),
    only_differences: query.has('differences'),
    products,
    sisters: sisters.filter(({ spu_id }) => !products.some((one) => one.spu_id === spu_id)).map(({ spu_id, title }) => ({ spu_id, title })),
  }
}

/** The attributes of a category, inherited ones first; the nearer one wins. */
function attributesOf<One extends { category_id: string; path: string[]; attributes: { key: string }[] }>(
  all: readonly One[],
  category_id: string | undefined,
): One['attributes'] {
  const byId = new Map(all.map((one) => [one.category_id, one]))
  const found = new Map<string, One['attributes'][number]>()
  for (const id of byId.get(category_id ?? '')?.path ?? []) for (const one of byId.get(id)?.attributes ?? []) found.set(one.key, one)
  return [...found.values()]
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/compare', title: translate(loaderData.lang)('compare'), hidden: true })
    : []

export default function ComparePage() {
  const { products, sisters, rivals, only_differences } = useLoaderData<typeof loader>()
  const say = useGoodsWords()
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
  const address = (shown: readonly (typeof products)[number][], differences: boolean) =>
    `/compare?${new URLSearchParams([
      ...shown.map(({ spu_id, competitor }) => [competitor ? 'competitor' : 'product', spu_id]),
      ...(differences ? [['differences', '1']] : []),
    ])}`
  const differs = (key: string) => new Set(products.map((product) => said(product, key))).size > 1
  const shown = only_differences ? keys.filter(([key]) => differs(key)) : keys
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="text-xl font-bold md:text-2xl">{t('compare')}</h1>
      <p className="mt-2 text-muted">{t('compare.help')}</p>
      {products.length < most && sisters.length ? (
        <Form action={inLang(lang, '/compare')} className="mt-5 flex flex-wrap gap-2">
          <Shown products={products} />
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
      {products.length < most && rivals.length ? (
        <Form action={inLang(lang, '/compare')} className="mt-2 flex flex-wrap gap-2">
          <Shown products={products} />
          <label className="min-w-0 grow sm:max-w-md">
            <span className="sr-only">{say('competitor_add')}</span>
            <select name="competitor" className="field">
              {rivals.map(({ competitor_id, title, brand_name }) => (
                <option key={competitor_id} value={competitor_id}>
                  {brand_name} {pick(title, lang)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" className="button-plain">
            <Icon name="plus" className="size-4" />
            {say('competitor_add')}
          </button>
        </Form>
      ) : null}
      {products.length > 1 ? (
        <Go
          to={address(products, !only_differences)}
          preventScrollReset
          className="mt-3 inline-flex min-h-11 items-center gap-2 text-sm text-primary hover:underline"
        >
          <Icon name="filter" className="size-4" />
          {say(only_differences ? 'everything' : 'only_differences')}
        </Go>
      ) : null}
      <section className="mt-6 overflow-x-auto" aria-label={t('compare')}>
        <table className="w-full min-w-[640px] table-fixed border-collapse text-sm">
          <thead>
            <tr className="align-top">
              <td className="w-28 md:w-40" />
              {products.map((product) => (
                <th key={product.spu_id} scope="col" className="p-2 text-left font-normal md:p-3">
                  <span className="block overflow-hidden rounded-card bg-tile">
                    {product.competitor ? (
                      <span className="grid aspect-square w-full place-items-center p-4 text-center text-lg text-muted">
                        {product.competitor.brand}
                      </span>
                    ) : (
                      <Picture reference={product.cover} alt="" sizes="260px" className="w-full" />
                    )}
                  </span>
                  {product.competitor ? (
                    <span className="mt-3 block font-semibold">
                      <span className="block text-xs font-normal text-muted">
                        {say('competitor')} · {product.competitor.brand}
                      </span>
                      {pick(product.title, lang)}
                    </span>
                  ) : (
                    <Go to={`/products/${product.spu_id}`} className="mt-3 block font-semibold hover:text-primary">
                      {pick(product.title, lang)}
                    </Go>
                  )}
                  {product.price_minor ? <Price amount_minor={product.price_minor} currency={product.currency} /> : null}
                  <Go
                    to={address(
                      products.filter((one) => one !== product),
                      only_differences,
                    )}
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
            {shown.map(([key, name]) => {
              const differ = products.length > 1 && differs(key)
              return (
                <tr key={key} className={`border-t border-line ${differ ? 'bg-wash' : ''}`}>
                  <th scope="row" className="py-3 pr-3 pl-2 text-left font-normal text-muted">
                    {pick(name, lang)}
                    {differ ? <span className="sr-only"> · {say('best')}</span> : null}
                  </th>
                  {products.map((product) => (
                    <td key={product.spu_id} className={`figures p-2 md:p-3 ${differ ? 'font-medium' : ''}`}>
                      {said(product, key) || '—'}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      {products.map(({ competitor, spu_id, title }) =>
        competitor ? (
          <p key={spu_id} className="mt-3 text-xs text-muted [overflow-wrap:anywhere]">
            {pick(title, lang)} · {say('competitor_seen', { source: competitor.source, date: competitor.seen_on })}
          </p>
        ) : null,
      )}
    </div>
  )
}

/** What is compared already goes along when something is added. */
function Shown({ products }: { products: readonly { spu_id: string; competitor: object | null }[] }) {
  return products.map(({ spu_id, competitor }) => (
    <input key={spu_id} type="hidden" name={competitor ? 'competitor' : 'product'} value={spu_id} />
  ))
}
