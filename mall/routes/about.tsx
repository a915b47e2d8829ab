import { useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { Blocks } from '../blocks/blocks.tsx'
import { loadPage } from '../blocks/load.ts'
import { pageMeta } from '../meta.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { tintOf } from '../parts/tint.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { type Both, pick, translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  visit.tags.add('content')
  const page = await loadPage(given, '/about')
  if (page) return { lang: langOf(given.request.url), origin: visit.origin, page, brands: [], outlets: [] }
  const [{ data: catalog }, { data: outlets }] = await Promise.all([
    apiOf(visit).GET('/api/mall/categories'),
    apiOf(visit).GET('/api/mall/outlets'),
  ])
  return { lang: langOf(given.request.url), origin: visit.origin, page: null, brands: catalog?.brands ?? [], outlets: outlets?.items ?? [] }
}

export function meta({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) {
  if (!loaderData) return []
  const { lang, origin } = loaderData
  const t = translate(lang)
  return pageMeta({
    lang,
    origin,
    path: '/about',
    title: loaderData.page?.title || t('about'),
    description: loaderData.page?.description || t('about.lead'),
    data: {
      '@context': 'https://schema.org',
      '@type': 'Organization',
      name: t('about.title'),
      url: `${origin}/about`,
      logo: `${origin}/icon-512.png`,
    },
  })
}

const principles: { icon: IconName; title: Both; text: Both }[] = [
  {
    icon: 'shield',
    title: { zh: '一物一源', en: 'Every thing has a source' },
    text: {
      zh: '每件商品都知道从哪个仓、哪一批来。出了问题，我们先找到它，再谈别的。',
      en: 'Every item knows its warehouse and lot. If something is wrong we find it first and talk later.',
    },
  },
  {
    icon: 'truck',
    title: { zh: '说到做到', en: 'A promise is a date' },
    text: {
      zh: '付款之前就告诉你哪天送到。做不到的日子，我们不写。',
      en: 'You see the delivery date before you pay. A day we cannot keep is not shown.',
    },
  },
  {
    icon: 'store',
    title: { zh: '线上线下一个样', en: 'The same everywhere' },
    text: {
      zh: '商城、门店、邮局柜台，同一个价、同一份库存、同一个会员。',
      en: 'Mall, store and post-office counter: one price, one stock, one membership.',
    },
  },
  {
    icon: 'back',
    title: { zh: '退得明白', en: 'Returns without riddles' },
    text: {
      zh: '发货前取消，库存与钱款在同一刻退回，页面上写得清清楚楚。',
      en: 'Cancel before it leaves, and stock and money go back in the same moment; the page says so in plain words.',
    },
  },
]

export default function AboutPage() {
  const { page, brands, outlets } = useLoaderData<typeof loader>()
  const t = useWords()
  const lang = useLang()
  if (page)
    return (
      <>
        <h1 className="sr-only">{page.title}</h1>
        <Blocks blocks={page.blocks} outlets={page.outlets} />
      </>
    )
  return (
    <>
      <header className="bg-wash">
        <div className="container-page py-14 md:py-24">
          <h1 className="text-2xl font-bold">{t('about.title')}</h1>
          <p className="mt-4 max-w-2xl text-lg text-muted md:text-xl">{t('about.lead')}</p>
        </div>
      </header>
      <section className="container-page mt-14 md:mt-20" aria-labelledby="brands">
        <h2 id="brands" className="text-lg font-bold md:text-xl">
          {t('about.brands')}
        </h2>
        <ul className="mt-6 grid gap-4 sm:grid-cols-2">
          {brands.map((brand, place) => (
            <li key={brand.brand_id} style={{ background: tintOf(place) }} className="relative rounded-card p-6 md:p-8">
              <h3 className="text-lg font-semibold">
                <Go to={`/brands/${brand.brand_id}`} className="after:absolute after:inset-0">
                  {pick(brand.name, lang)}
                </Go>
              </h3>
              <p className="mt-1 text-muted">{pick(brand.slogan, lang)}</p>
            </li>
          ))}
        </ul>
      </section>
      <section className="container-page mt-14 md:mt-20" aria-labelledby="principles">
        <h2 id="principles" className="text-lg font-bold md:text-xl">
          {t('about.facts')}
        </h2>
        <ul className="mt-6 grid gap-8 sm:grid-cols-2 lg:grid-cols-4">
          {principles.map(({ icon, title, text }) => (
            <li key={icon}>
              <Icon name={icon} className="size-8 text-primary" />
              <h3 className="mt-3 font-semibold">{pick(title, lang)}</h3>
              <p className="mt-2 text-sm text-muted">{pick(text, lang)}</p>
            </li>
          ))}
        </ul>
      </section>
      {outlets.length ? (
        <section className="container-page mt-14 md:mt-20" aria-labelledby="outlets">
          <h2 id="outlets" className="text-lg font-bold md:text-xl">
            {t('about.outlets')}
          </h2>
          <ul className="mt-6 grid gap-x-10 border-t border-line md:grid-cols-2">
            {outlets.map((outlet) => (
              <li key={outlet.id} className="border-b border-line py-4">
                <h3 className="font-medium">{pick(outlet.name, lang)}</h3>
                <p className="text-sm text-muted">
                  {['province', 'city', 'district', 'street']
                    .map((key) => outlet.address[key])
                    .filter(Boolean)
                    .join(' ')}
                </p>
                {outlet.opening_hours ? <p className="figures text-sm text-muted">{outlet.opening_hours}</p> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}
