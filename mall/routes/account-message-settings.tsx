import { useEffect, useState } from 'react'
import { Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { endPush, pushState, startPush } from '../messages/push.ts'
import { messageWord, useMessageWords } from '../messages/words.ts'
import { pageMeta } from '../meta.ts'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'

const categories = ['order', 'service', 'marketing'] as const
const ways = ['in_app', 'push', 'sms', 'email'] as const

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [wishes, key] = await Promise.all([api.GET('/api/mall/message-preferences'), api.GET('/api/mall/push-key')])
  const { items, agreed, quiet_hours, browsers } = dataOf(wishes)
  const said = new Map(items.map(({ category, channel, allowed }) => [`${category} ${channel}`, allowed]))
  return {
    lang: langOf(given.request.url),
    // What nobody said: news comes into the app and by push; by short message and mail, and advertising, only to who agreed to it.
    allowed: categories.flatMap((category) =>
      ways
        .filter((way) => {
          const need = needs(category, way)
          return (said.get(`${category} ${way}`) ?? need === null) && (need === null || agreed[need])
        })
        .map((way) => `${category} ${way}`),
    ),
    again: items.some(({ category, channel, allowed }) => {
      const need = needs(category as (typeof categories)[number], channel as (typeof ways)[number])
      return allowed && need !== null && !agreed[need]
    }),
    quiet_hours,
    browsers,
    push_key: key.data?.key ?? null,
  }
}

/** The consent that must be in force before it comes so. */
const needs = (category: (typeof categories)[number], way: (typeof ways)[number]): 'letters' | 'marketing' | null =>
  category === 'marketing' ? 'marketing' : way === 'sms' || way === 'email' ? 'letters' : null

export async function action(given: Arguments): Promise<{ saved: boolean }> {
  const form = await given.request.formData()
  const chosen = new Set(form.getAll('allowed').map(String))
  const items = categories.flatMap((category) =>
    ways.map((channel) => ({ category, channel, allowed: chosen.has(`${category} ${channel}`) })),
  )
  const minute = (name: string) => {
    const [hours = '0', minutes = '0'] = String(form.get(name) ?? '').split(':')
    return Number(hours) * 60 + Number(minutes)
  }
  const quiet_hours = form.get('quiet') === 'own' ? { from_minute: minute('quiet_from'), to_minute: minute('quiet_to') } : null
  const answer = await apiOf(visitOf(given)).PUT('/api/mall/message-preferences', { body: { items, quiet_hours } })
  return { saved: answer.response.status === 204 }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/messages/settings',
        title: messageWord(loaderData.lang, 'settings'),
        hidden: true,
      })
    : []

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Which news may come in which way, and when to be quiet. */
export default function AccountMessageSettingsPage() {
  const { allowed, again, quiet_hours, browsers, push_key } = useLoaderData<typeof loader>()
  const told = useActionData<typeof action>()
  const say = useMessageWords()
  const busy = useNavigation().state !== 'idle'
  return (
    <>
      <h1 className="mb-5 text-xl font-bold">{say('settings')}</h1>
      {told ? <Notice tone={told.saved ? 'good' : 'bad'}>{say(told.saved ? 'saved' : 'failed')}</Notice> : null}
      {again && !told ? <Notice tone="wait">{say('again')}</Notice> : null}
      <Form method="post" className="mt-5">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line text-muted">
              <th scope="col" className="py-3 text-left font-normal">
                {say('what')}
              </th>
              {ways.map((way) => (
                <th key={way} scope="col" className="w-14 py-3 font-normal">
                  {say(way)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {categories.map((category) => (
              <tr key={category} className="border-b border-line">
                <th scope="row" className="py-3 pr-2 text-left font-medium">
                  {say(category)}
                  <span className="block text-xs font-normal text-muted">{say(`${category}_text`)}</span>
                </th>
                {ways.map((way) => (
                  <td key={way} className="text-center">
                    <label className="inline-flex size-11 items-center justify-center">
                      <span className="sr-only">
                        {say(category)} {say(way)}
                      </span>
                      <input
                        type="checkbox"
                        name="allowed"
                        value={`${category} ${way}`}
                        defaultChecked={allowed.includes(`${category} ${way}`)}
                        className="size-5 accent-primary"
                      />
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <p className="mt-3 text-sm text-muted">{say('consent')}</p>
        <p className="mt-1 text-xs text-muted">{say('security')}</p>
        <fieldset className="mt-8">
          <legend className="text-lg font-semibold">{say('quiet')}</legend>
          <p className="mt-1 text-sm text-muted">{say('quiet_text')}</p>
          <label className="mt-3 flex min-h-11 items-center gap-3">
            <input type="radio" name="quiet" value="brand" defaultChecked={quiet_hours === null} className="size-4 accent-primary" />
            {say('quiet_brand')}
          </label>
          <label className="flex min-h-11 items-center gap-3">
            <input type="radio" name="quiet" value="own" defaultChecked={quiet_hours !== null} className="size-4 accent-primary" />
            {say('quiet_own')}
          </label>
          <div className="mt-1 flex flex-wrap gap-4 pl-7">
            <label className="flex items-center gap-2 text-sm">
              {say('quiet_from')}
              <input type="time" name="quiet_from" defaultValue={clock(quiet_hours?.from_minute ?? 1320)} className="field min-h-11 w-32" />
            </label>
            <label className="flex items-center gap-2 text-sm">
              {say('quiet_to')}
              <input type="time" name="quiet_to" defaultValue={clock(quiet_hours?.to_minute ?? 480)} className="field min-h-11 w-32" />
            </label>
          </div>
        </fieldset>
        <button type="submit" className="button-primary mt-8" disabled={busy}>
          {say('save')}
        </button>
      </Form>
      <Push push_key={push_key} browsers={browsers} />
    </>
  )
}

/** Only a script can ask a browser for push, so without one this part stays away. */
function Push({ push_key, browsers }: { push_key: string | null; browsers: number }) {
  const say = useMessageWords()
  const [state, setState] = useState<'unknown' | 'none' | 'off' | 'on' | 'denied'>('unknown')
  useEffect(() => {
    void pushState(push_key).then(setState)
  }, [push_key])
  if (state === 'unknown') return null
  return (
    <section className="mt-10 rounded-card bg-mist p-5">
      <h2 className="font-semibold">{say('push_title')}</h2>
      <p className="mt-1 text-sm text-muted">
        {say(state === 'none' ? 'push_none' : state === 'denied' ? 'push_denied' : state === 'on' ? 'push_is_on' : 'push_text')}
        {browsers > 0 ? ` ${say('push_count', { n: browsers })}` : ''}
      </p>
      {state === 'off' && push_key ? (
        <button type="button" className="button-primary mt-4" onClick={() => void startPush(push_key).then(setState)}>
          {say('push_on')}
        </button>
      ) : null}
      {state === 'on' ? (
        <button type="button" className="button-plain mt-4" onClick={() => void endPush().then(setState)}>
          {say('push_off')}
        </button>
      ) : null}
    </section>
  )
}
