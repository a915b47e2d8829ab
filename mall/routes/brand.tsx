import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { Blocks } from '../blocks/blocks.tsx'
import { loadPage } from '../blocks/load.ts'
import { loadListing } from '../listing.ts'
import { pageMeta } from '../meta.ts'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { ProductListing } from '../parts/listing.tsx'
import { Picture } from '../parts/picture.tsx'
import { Still } from '../parts/still.tsx'
import { tintOf } from '../parts/tint.ts'
import { type Arguments, langOf, visitOf, withheld } from '../visit.ts'
import { pick, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const brand_id = given.params.brand_id!
  const brands = dataOf(await apiOf(visit).GET('/api/mall/categories')).brands
  const place = brands.findIndex((one) => one.brand_id === brand_id)
  if (place < 0) throw new Response(null, { status: 404 })
  const { cards, ...listing } = await loadListing(visit, given.request.url, { brand: brand_id })
  const shown = {
    lang: langOf(given.request.url),
    origin: visit.origin,
    brand: brands[place]!,
    place,
    listing,
    // The front of the pavilion; a filtered list goes without it.
    page: new URL(given.request.url).search ? null : await loadPage(given, `/brands/${brand_id}`),
  }
  return withheld(given, shown, { cards })
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: loaderData.origin,
        path: `/brands/${loaderData.brand.brand_id}`,
        title: pick(loaderData.brand.name, loaderData.lang),
        description: pick(loaderData.brand.slogan, loaderData.lang),
      })
    : []

/** A pavilion: the brand's own header over its goods. */
export default function BrandPage() {
  const { brand, place, listing, cards, page } = useLoaderData<typeof loader>()
  const lang = useLang()
  const t = useWords()
  return (
    <>
      {page ? (
        <>
          {page.blocks[0]?.type === 'pavilion_header' ? null : <h1 className="sr-only">{pick(brand.name, lang)}</h1>}
          <Blocks blocks={page.blocks} outlets={page.outlets} />
        </>
      ) : (
        <header style={{ background: tintOf(place) }} className="overflow-hidden">
          <div className="container-page flex min-h-52 items-center gap-6 py-8 md:min-h-72">
            <div className="grow">
              <h1 className="text-2xl font-bold">{pick(brand.name, lang)}</h1>
              <p className="mt-2 max-w-md text-base text-muted md:text-lg">{pick(brand.slogan, lang)}</p>
            </div>
            <Still id={`front-${brand.brand_id}`} of={cards} className="flex gap-[2vw]">
              {(cards) =>
                cards
                  .slice(0, 3)
                  .map((card, i) => (
                    <Picture
                      key={card.spu_id}
                      reference={card.cover}
                      alt=""
                      sizes="240px"
                      first={i === 0}
                      className={`w-32 md:w-56 ${i > 0 ? 'hidden md:block' : ''}`}
                    />
                  ))
              }
            </Still>
          </div>
        </header>
      )}
      <div className="container-page pt-8 md:pt-12">
        <Go
          to={`/account/brand/${brand.brand_id}`}
          className="inline-flex min-h-11 items-center gap-2 text-sm text-primary hover:underline"
        >
          <Icon name="star" className="size-5" />
          {t('account.brand')}
        </Go>
        <ProductListing listing={listing} cards={cards} path={`/brands/${brand.brand_id}`} />
      </div>
    </>
  )
}
