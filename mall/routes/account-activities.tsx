import { Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { newId } from '../ids.ts'
import { sayTold, type Told, toldOf, toneOf, useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Icon } from '../parts/icons.tsx'
import { GoNav } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const program_id = given.params.program_id!
  const [zone, programs] = await Promise.all([
    api.GET('/api/mall/me/activities/{program_id}', { params: { path: { program_id } } }),
    api.GET('/api/mall/programs'),
  ])
  // Made with the page: the same form sent twice is one try.
  return { lang: langOf(given.request.url), zone: dataOf(zone), programs: programs.data?.items ?? [], try_id: newId() }
}

export async function action(given: Arguments): Promise<Told> {
  const api = apiOf(visitOf(given))
  const program_id = given.params.program_id!
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '')
  if (text('act') === 'check_in')
    return toldOf(await api.POST('/api/mall/me/activities/{program_id}/check-in', { params: { path: { program_id } } }))
  if (text('act') === 'task')
    return toldOf(await api.POST('/api/mall/me/tasks/{task_id}/reward', { params: { path: { task_id: text('task_id') } } }))
  return toldOf(
    await api.POST('/api/mall/me/draws/{draw_id}/tries', {
      params: { path: { draw_id: text('draw_id') } },
      body: { id: text('try_id') },
    }),
  )
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: `/account/activities/${loaderData.zone.program_id}`,
        title: pick(loaderData.zone.name, loaderData.lang),
        hidden: true,
      })
    : []

export default function AccountActivitiesPage() {
  const { zone, programs } = useLoaderData<typeof loader>()
  const told = useActionData<typeof action>()
  const say = useMemberWords()
  const lang = useLang()
  const prize = zone.draws.flatMap(({ prizes }) => prizes).find(({ prize_id }) => prize_id === told?.prize)
  return (
    <>
      <h1 className="text-xl font-bold">{say('activities')}</h1>
      <nav aria-label={say('points')} className="rail -mx-4 mt-4 gap-2 px-4 md:mx-0 md:px-0">
        {programs.map(({ program_id, name }) => (
          <GoNav
            key={program_id}
            to={`/account/activities/${program_id}`}
            className="flex min-h-11 items-center rounded-full border border-line px-4 text-sm whitespace-nowrap aria-[current]:border-primary aria-[current]:font-semibold aria-[current]:text-primary"
          >
            {pick(name, lang)}
          </GoNav>
        ))}
      </nav>
      <div className="mt-5 empty:mt-0">
        {told ? <Notice tone={toneOf(told)}>{sayTold(say, { ...told, prize: prize ? pick(prize.name, lang) : '' })}</Notice> : null}
      </div>
      <CheckIn />
      <Draws />
      <Tasks />
    </>
  )
}

function CheckIn() {
  const { zone } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const busy = useNavigation().state !== 'idle'
  const days = zone.check_in_points
  return (
    <section className="mt-6 rounded-card bg-wash p-5">
      <ol className="grid grid-cols-7 gap-1 text-center text-xs sm:gap-2">
        {days.map((points, i) => {
          const done = i < Math.min(zone.streak, days.length)
          return (
            <li key={i} className={`rounded-card py-2 ${done ? 'bg-primary text-paper' : 'bg-paper text-muted'}`}>
              <span className="block">{say('day', { n: i + 1 })}</span>
              <span className="figures block font-semibold">{done ? <Icon name="check" className="mx-auto size-4" /> : `+${points}`}</span>
            </li>
          )
        })}
      </ol>
      <Form method="post" className="mt-4 flex flex-wrap items-center gap-4">
        <button type="submit" name="act" value="check_in" className="button-primary" disabled={zone.checked_in || busy}>
          {zone.checked_in ? say('checked_in') : say('check_in', { n: zone.next_points })}
        </button>
        {zone.streak > 0 ? <span className="text-sm text-muted">{say('streak', { n: zone.streak })}</span> : null}
      </Form>
    </section>
  )
}

function Draws() {
  const { zone, try_id } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const lang = useLang()
  const busy = useNavigation().state !== 'idle'
  return (
    <section className="mt-10">
      <h2 className="text-lg font-semibold">{say('draws')}</h2>
      {zone.draws.length === 0 ? <p className="mt-2 text-sm text-muted">{say('draws_none')}</p> : null}
      {zone.draws.map((draw) => (
        <div key={draw.draw_id} className="mt-3 rounded-card border border-line p-5">
          <h3 className="font-semibold">
            {pick(draw.name, lang)}{' '}
            {draw.early ? <span className="rounded-full bg-wash px-2 text-xs font-medium text-primary">{say('draw_early')}</span> : null}
          </h3>
          <ul className="mt-3 grid gap-2 sm:grid-cols-3">
            {draw.prizes.map(({ prize_id, name, points, chance_bp }) => (
              <li key={prize_id} className="flex items-baseline justify-between gap-3 rounded-card bg-mist px-4 py-3 sm:block">
                <span className="block text-sm">{pick(name, lang)}</span>
                <span className="figures block font-semibold">{say('points_of', { n: points })}</span>
                <span className="figures block text-xs text-muted">{say('draw_chance', { p: chance_bp / 100 })}</span>
              </li>
            ))}
          </ul>
          <Form method="post" className="mt-4 flex flex-wrap items-center gap-4">
            <input type="hidden" name="act" value="draw" />
            <input type="hidden" name="draw_id" value={draw.draw_id} />
            <input type="hidden" name="try_id" value={try_id} />
            <button type="submit" className="button-primary" disabled={busy || draw.tries_left === 0 || !draw.has_budget}>
              {say('draw_try')}
            </button>
            <span className="text-sm text-muted">
              {draw.cost_points > 0 ? say('draw_cost', { n: draw.cost_points }) : say('draw_free')} ·{' '}
              {draw.has_budget
                ? draw.tries_left > 0
                  ? say('draw_left', { n: draw.tries_left })
                  : say('draw_none_left')
                : say('draw_empty')}
            </span>
          </Form>
        </div>
      ))}
    </section>
  )
}

function Tasks() {
  const { zone } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const lang = useLang()
  const busy = useNavigation().state !== 'idle'
  if (zone.tasks.length === 0) return null
  return (
    <section className="mt-10">
      <h2 className="text-lg font-semibold">{say('tasks')}</h2>
      <ul className="mt-3 border-t border-line">
        {zone.tasks.map(({ task_id, name, points, rewarded }) => (
          <li key={task_id} className="flex items-center justify-between gap-4 border-b border-line py-3">
            <span>{pick(name, lang)}</span>
            {rewarded ? (
              <span className="text-sm text-jade">{say('task_taken')}</span>
            ) : (
              <Form method="post">
                <input type="hidden" name="act" value="task" />
                <input type="hidden" name="task_id" value={task_id} />
                <button type="submit" className="button-plain min-h-11 px-4 text-sm" disabled={busy}>
                  {say('task_take', { n: points })}
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
