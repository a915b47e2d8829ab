import { useLoaderData } from 'react-router'
import { Blocks } from '../blocks/blocks.tsx'
import { loadPreview } from '../blocks/load.ts'
import { useBlockWords } from '../blocks/words.ts'
import { pageMeta } from '../meta.ts'
import { type Arguments, langOf } from '../visit.ts'

/** A draft, for whoever has its link. */
export async function loader(given: Arguments) {
  const page = await loadPreview(given, given.params.token!)
  if (!page) throw new Response(null, { status: 404 })
  return { lang: langOf(given.request.url), page }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData ? pageMeta({ lang: loaderData.lang, origin: '', path: '/', title: loaderData.page.title, hidden: true }) : []

export default function PreviewPage() {
  const { page } = useLoaderData<typeof loader>()
  const say = useBlockWords()
  return (
    <>
      <p role="status" className="bg-amber-wash px-4 py-2 text-center text-sm font-medium text-amber">
        {say('preview')} · {say('preview_text')}
      </p>
      <h1 className="sr-only">{page.title}</h1>
      <Blocks blocks={page.blocks} outlets={page.outlets} />
    </>
  )
}
