import { useLoaderData } from 'react-router'
import { Blocks } from '../blocks/blocks.tsx'
import { loadPage } from '../blocks/load.ts'
import { useBlockWords } from '../blocks/words.ts'
import { moment } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'

/** Any address that no other page has: composed in the console, or no page at all. Where it leads after that, the server asks. */
export async function loader(given: Arguments) {
  const path = new URL(given.request.url).pathname.replace(/^\/en(?=\/|$)/, '').replace(/(?<=.)\/$/, '')
  const page = /^\/[a-z0-9/_.-]{0,120}$/.test(path) ? await loadPage(given, path) : null
  if (!page) throw new Response(null, { status: 404 })
  return { lang: langOf(given.request.url), origin: visitOf(given).origin, path, page }
}

export function meta({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) {
  if (!loaderData) return []
  const { lang, origin, path, page } = loaderData
  return pageMeta({
    ...{ lang, origin, path, title: page.title, description: page.description, picture: page.picture },
    ...(page.kind === 'news' && page.published_at
      ? { data: { '@context': 'https://schema.org', '@type': 'NewsArticle', headline: page.title, datePublished: page.published_at } }
      : {}),
  })
}

export default function ComposedPage() {
  const { page } = useLoaderData<typeof loader>()
  const say = useBlockWords()
  // A page that begins with the head of a pavilion has its title there.
  const headed = page.blocks[0]?.type === 'pavilion_header'
  if (page.kind === 'news')
    return (
      <article className="container-page max-w-3xl pt-8 md:pt-14">
        <h1 className="text-xl font-bold md:text-2xl">{page.title}</h1>
        {page.published_at ? (
          <p className="figures mt-2 text-sm text-muted">{say('published', { date: moment(page.published_at).slice(0, 10) })}</p>
        ) : null}
        <div className="-mx-4 md:-mx-8">
          <Blocks blocks={page.blocks} outlets={page.outlets} />
        </div>
      </article>
    )
  return (
    <>
      {headed ? null : <h1 className="sr-only">{page.title}</h1>}
      <Blocks blocks={page.blocks} outlets={page.outlets} />
    </>
  )
}
