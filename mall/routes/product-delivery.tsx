import { Form, useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { RegionFields } from '../checkout/region.tsx'
import { useCheckoutWords } from '../checkout/words.ts'
import { Found, placeName } from '../goods/nearby.tsx'
import { goodsWords, useGoodsWords } from '../goods/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, useLang } from '../words.ts'

/** Where a product would go and when, and who near there has it: the same as on its page, by a plain form. */
export async function loader(given: Arguments) {
  const visit = visitOf(given)
  // What is promised depends on the hour; and hardly anybody asks the same twice.
  visit.tags.add('incomplete')
  const lang = langOf(given.request.url)
  const api = apiOf(visit)
  const asked = new URL(given.request.url).searchParams
  const { product } = dataOf(await api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id: given.params.spu_id! } } }))
  const sku = product.skus.find(({ sku_id }) => sku_id === asked.get('sku')) ?? product.skus[0]!
  const names = {
    province: (asked.get('province') ?? '').slice(0, 40),
    city: (asked.get('city') ?? '').slice(0, 40),
    district: (asked.get('district') ?? '').slice(0, 40),
  }
  const region = names.province ? (await api.GET('/api/mall/region-search', { params: { query: { ...names } } })).data?.region : undefined
  const region_code = region?.leaf ? region.code : null
  const [promise, stores] = region_code
    ? await Promise.all([
        api.POST('/api/mall/availability', { body: { region_code, items: [{ sku_id: sku.sku_id }] } }),
        api.GET('/api/mall/outlets/stock', { params: { query: { sku_id: sku.sku_id, region_code } } }),
      ])
    : []
  return {
    ...{ lang, origin: visit.origin, spu_id: product.spu_id, sku_id: sku.sku_id, title: product.title, names, region_code },
    unknown: names.province !== '' && region_code === null,
    promise: promise?.data?.items[0] ?? null,
    stores: stores?.data?.items ?? [],
  }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: loaderData.origin,
        path: `/products/${loaderData.spu_id}/delivery`,
        title: `${goodsWords(loaderData.lang)('nearby')} · ${pick(loaderData.title, loaderData.lang)}`,
        hidden: true,
      })
    : []

export default function ProductDeliveryPage() {
  const { spu_id, sku_id, title, names, region_code, unknown, promise, stores } = useLoaderData<typeof loader>()
  const say = useGoodsWords()
  const at_checkout = useCheckoutWords()
  const lang = useLang()
  return (
    <div className="container-page max-w-3xl pt-6">
      <Go to={`/products/${spu_id}?sku=${encodeURIComponent(sku_id)}`} className="inline-flex min-h-11 items-center text-sm text-primary">
        {pick(title, lang)}
      </Go>
      <h1 className="text-xl font-bold">{say('nearby')}</h1>
      <Form method="get" action={inLang(lang, `/products/${spu_id}/delivery`)} className="mt-5 grid grid-cols-2 gap-3 md:grid-cols-4">
        <input type="hidden" name="sku" value={sku_id} />
        <RegionFields start={names} faults={{}} />
        <button type="submit" className="button-primary col-span-2 md:col-span-1">
          {say('nearby_show')}
        </button>
      </Form>
      {unknown ? (
        <div className="mt-4">
          <Notice tone="bad">{at_checkout('region_unknown')}</Notice>
        </div>
      ) : null}
      {region_code ? (
        <section className="mt-6 rounded-card border border-line p-4 md:p-5">
          <h2 className="text-sm text-muted">{say('nearby_to', { place: placeName(names) })}</h2>
          <Found promise={promise} stores={stores} />
        </section>
      ) : null}
    </div>
  )
}
