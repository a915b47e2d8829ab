import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { moment } from '../format.ts'
import { isMemberWord, useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Empty } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const program_id = given.params.program_id!
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  const [entries, programs] = await Promise.all([
    api.GET('/api/mall/me/points/{program_id}', { params: { path: { program_id }, query: { limit: 20, ...(cursor ? { cursor } : {}) } } }),
    api.GET('/api/mall/programs'),
  ])
  const program = dataOf(programs).items.find((one) => one.program_id === program_id)
  if (!program) throw new Response(null, { status: 404 })
  return { lang: langOf(given.request.url), program_id, name: program.name, entries: dataOf(entries) }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: `/account/points/${loaderData.program_id}`,
        title: pick(loaderData.name, loaderData.lang) || translate(loaderData.lang)('account.wallet.points'),
        hidden: true,
      })
    : []

export default function AccountPointsPage() {
  const { program_id, name, entries } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const lang = useLang()
  return (
    <>
      <h1 className="text-xl font-bold">{pick(name, lang)}</h1>
      {entries.items.length === 0 ? (
        <Empty icon="wallet" heading="h2" title={say('history_empty')} text="">
          <Go to={`/account/activities/${program_id}`} className="button-primary">
            {say('activities')}
          </Go>
        </Empty>
      ) : (
        <ul className="mt-5 border-t border-line">
          {entries.items.map(({ transaction_key, seq, kind, happened_at, change }) => {
            const word = `kind_${kind.replace('.', '_')}`
            return (
              <li key={`${transaction_key} ${seq}`} className="flex items-center justify-between gap-4 border-b border-line py-3">
                <span>
                  <span className="block">{isMemberWord(word) ? say(word) : say('points')}</span>
                  <span className="figures block text-xs text-muted">{moment(happened_at)}</span>
                </span>
                <span className={`figures font-semibold ${change > 0 ? 'text-jade' : ''}`}>
                  {change > 0 ? '+' : ''}
                  {change.toLocaleString('en-US')}
                </span>
              </li>
            )
          })}
        </ul>
      )}
      {entries.next ? (
        <Go to={`/account/points/${program_id}?cursor=${entries.next}`} className="button-plain mt-5">
          {say('more')}
        </Go>
      ) : null}
    </>
  )
}
