import { useLoaderData } from 'react-router'
import { Blocks } from '../blocks/blocks.tsx'
import { loadPage } from '../blocks/load.ts'
import { pageMeta } from '../meta.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

/** Composed in the console; before anybody did, the API tells what a shop shows by itself. */
export async function loader(given: Arguments) {
  const page = await loadPage(given, '/')
  if (!page) throw new Response(null, { status: 502 })
  return { lang: langOf(given.request.url), origin: visitOf(given).origin, page }
}

export function meta({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) {
  if (!loaderData) return []
  const { lang, origin, page } = loaderData
  const t = translate(lang)
  return pageMeta({
    lang,
    origin,
    path: '/',
    title: t('mall.name'),
    description: page.description,
    picture: page.picture,
    data: {
      '@context': 'https://schema.org',
      '@type': 'WebSite',
      name: t('mall.name'),
      url: `${origin}/`,
      potentialAction: {
        '@type': 'SearchAction',
        target: `${origin}/search?q={search_term_string}`,
        'query-input': 'required name=search_term_string',
      },
    },
  })
}

export default function HomePage() {
  const { page } = useLoaderData<typeof loader>()
  const t = useWords()
  return (
    <>
      <h1 className="sr-only">{`${t('mall.name')} · ${t('mall.tagline')}`}</h1>
      <Blocks blocks={page.blocks} outlets={page.outlets} />
    </>
  )
}
