import { redirect, useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { RatingBox, ReviewItem } from '../voices/parts.tsx'
import { signedIn } from '../voices/send.ts'
import { useVoiceWords, voiceWords } from '../voices/words.ts'
import { pick } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const lang = langOf(given.request.url)
  const spu_id = given.params.spu_id!
  visit.tags.add(`spu:${spu_id}`)
  const asked = new URL(given.request.url).searchParams
  const stars = /^[1-5]$/.test(asked.get('stars') ?? '') ? Number(asked.get('stars')) : null
  const with_pictures = asked.has('pictures')
  const sort = asked.get('sort') === 'newest' ? ('newest' as const) : ('helpful' as const)
  const cursor = asked.get('cursor')
  const api = apiOf(visit)
  const [detail, page, votes] = await Promise.all([
    api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } }),
    api.GET('/api/mall/products/{spu_id}/reviews', {
      params: {
        path: { spu_id },
        query: { limit: 20, sort, ...(stars ? { stars } : {}), ...(with_pictures ? { with_pictures } : {}), ...(cursor ? { cursor } : {}) },
      },
    }),
    visit.shared ? null : api.GET('/api/mall/me/helpful-votes', { params: { query: { spu_id } } }),
  ])
  const { product } = dataOf(detail)
  const { items, next, rating } = dataOf(page)
  return {
    lang,
    origin: visit.origin,
    spu_id,
    name: pick(product.title, lang),
    cover: product.media.find(({ role }) => role === 'cover')?.reference ?? null,
    reviews: items,
    rating,
    next,
    stars,
    with_pictures,
    sort,
    later: cursor !== null,
    voted: votes?.data?.ids ?? [],
  }
}

/** Says that a review helped, or takes it back; then the page is shown again where it was. */
export async function action(given: Arguments) {
  const lang = langOf(given.request.url)
  const path = `/products/${given.params.spu_id}/reviews`
  await signedIn(given, path)
  const form = await given.request.formData()
  await apiOf(visitOf(given)).POST('/api/mall/helpful-votes', {
    body: { items: [{ id: String(form.get('id')), helpful: form.get('helpful') !== 'no' }] },
  })
  throw redirect(inLang(lang, path))
}

type Page = Awaited<ReturnType<typeof loader>>

export const meta = ({ loaderData }: { loaderData?: Page }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: loaderData.origin,
        path: `/products/${loaderData.spu_id}/reviews`,
        title: voiceWords(loaderData.lang)('reviews_of', { name: loaderData.name }),
        picture: loaderData.cover,
      })
    : []

/** All reviews of a product, by stars, pictures and order; every choice is an address. */
export default function ProductReviewsPage() {
  const page = useLoaderData<typeof loader>()
  const say = useVoiceWords()
  const { spu_id, rating, stars, with_pictures, sort } = page
  const to = (more: { stars?: number | null; pictures?: boolean; sort?: string; cursor?: string }) => {
    const wanted = { stars, pictures: with_pictures, sort, ...more }
    const query = new URLSearchParams()
    if (wanted.stars) query.set('stars', String(wanted.stars))
    if (wanted.pictures) query.set('pictures', '1')
    if (wanted.sort === 'newest') query.set('sort', 'newest')
    if (more.cursor) query.set('cursor', more.cursor)
    const text = query.toString()
    return `/products/${spu_id}/reviews${text ? `?${text}` : ''}`
  }
  const look =
    'flex min-h-11 items-center rounded-full border border-line px-4 text-sm hover:border-primary aria-[current]:border-primary aria-[current]:bg-wash aria-[current]:font-semibold aria-[current]:text-primary'
  const choices: [string, string, boolean][] = [
    [say('any'), to({ stars: null, pictures: false }), !stars && !with_pictures],
    [say('with_pictures'), to({ pictures: true }), with_pictures],
    ...[5, 4, 3, 2, 1].map((n): [string, string, boolean] => [say('stars_of', { n }), to({ stars: n }), stars === n]),
  ]
  return (
    <div className="container-page max-w-4xl pt-6 md:pt-10">
      <Go to={`/products/${spu_id}`} className="inline-flex min-h-11 items-center text-sm text-muted hover:text-primary">
        {page.name}
      </Go>
      <h1 className="mt-1 mb-5 text-xl font-bold md:text-2xl">{say('reviews')}</h1>
      {rating ? <RatingBox rating={rating} /> : <p className="text-muted">{say('reviews_none')}</p>}
      {rating ? (
        <nav aria-label={say('reviews')} className="mt-5 flex flex-wrap gap-2">
          {choices.map(([name, address, chosen]) => (
            <Go key={name} to={address} aria-current={chosen ? 'true' : undefined} className={look}>
              {name}
            </Go>
          ))}
          <span className="flex gap-2 max-md:w-full md:ml-auto">
            {(['helpful', 'newest'] as const).map((one) => (
              <Go key={one} to={to({ sort: one })} aria-current={sort === one ? 'true' : undefined} className={look}>
                {say(`sort_${one}`)}
              </Go>
            ))}
          </span>
        </nav>
      ) : null}
      <ul className="mt-2">
        {page.reviews.map((review) => (
          <ReviewItem key={review.id} review={review} spu_id={spu_id} voted={page.voted.includes(review.id)} />
        ))}
      </ul>
      <p className="mt-6 flex justify-center gap-3">
        {page.later ? (
          <Go to={to({})} className="button-plain">
            {say('first')}
          </Go>
        ) : null}
        {page.next ? (
          <Go to={to({ cursor: page.next })} className="button-plain">
            {say('more')}
          </Go>
        ) : null}
      </p>
    </div>
  )
}
