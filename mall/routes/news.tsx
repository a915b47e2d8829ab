import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { blockWords, useBlockWords } from '../blocks/words.ts'
import { NewsList } from '../blocks/written.tsx'
import { pageMeta } from '../meta.ts'
import { Empty } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  visit.tags.add('content')
  const lang = langOf(given.request.url)
  const { items } = dataOf(await apiOf(visit).GET('/api/mall/news'))
  return {
    lang,
    origin: visit.origin,
    news: items.map(({ path, title, description, picture, published_at }) => ({
      ...{ path, picture, published_at },
      title: pick(title, lang),
      text: pick(description, lang),
    })),
  }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: loaderData.origin, path: '/news', title: blockWords(loaderData.lang)('news') })
    : []

export default function NewsPage() {
  const { news } = useLoaderData<typeof loader>()
  const say = useBlockWords()
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="mb-8 text-xl font-bold md:text-2xl">{say('news')}</h1>
      {news.length ? (
        <NewsList news={news} heading="h2" />
      ) : (
        <Empty icon="globe" heading="h2" title={say('news_empty')} text={say('news_empty_text')} />
      )}
    </div>
  )
}
