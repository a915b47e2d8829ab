import { Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { newId } from '../ids.ts'
import { sayTold, type Told, toldOf, toneOf, useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [member, programs] = await Promise.all([api.GET('/api/mall/me/member'), api.GET('/api/mall/programs')])
  return {
    lang: langOf(given.request.url),
    member: dataOf(member),
    interests: dataOf(programs).items.flatMap(({ interests }) => interests),
    new_id: newId(),
  }
}

const parts = ['child', 'adult', 'grandparent'] as const
const feedings = ['breast', 'mixed', 'formula', 'solid'] as const
const genders = ['female', 'male'] as const
const oneOf = <Word extends string>(words: readonly Word[], text: string): Word | null => words.find((word) => word === text) ?? null

export async function action(given: Arguments): Promise<Told> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  if (text('act') === 'forget')
    return toldOf(await api.DELETE('/api/mall/me/household/{person_id}', { params: { path: { person_id: text('person_id') } } }))
  if (text('act') === 'person') {
    const nickname = text('nickname')
    const part = oneOf(parts, text('part'))
    if (!nickname || !part) return { status: 'nickname_missing' }
    const born_on = text('born_on') || null
    const feeding = part === 'child' ? oneOf(feedings, text('feeding')) : null
    return toldOf(
      await api.PUT('/api/mall/me/household', { body: { people: [{ person_id: text('person_id'), nickname, part, born_on, feeding }] } }),
    )
  }
  return toldOf(
    await api.PATCH('/api/mall/me/member', {
      body: {
        gender: oneOf(genders, text('gender')),
        birthday: text('birthday') || null,
        interests: form.getAll('interest').map(String),
      },
    }),
  )
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/household',
        title: translate(loaderData.lang)('account.household'),
        hidden: true,
      })
    : []

type Person = Awaited<ReturnType<typeof loader>>['member']['household']['people'][number]

/** What a member says of himself, and who eats what he buys. */
export default function AccountHouseholdPage() {
  const { member, interests, new_id } = useLoaderData<typeof loader>()
  const told = useActionData<typeof action>()
  const say = useMemberWords()
  const lang = useLang()
  const busy = useNavigation().state !== 'idle'
  const others = member.household.people.filter(({ member_id }) => member_id !== member.id)
  return (
    <>
      <h1 className="text-xl font-bold">{say('household')}</h1>
      {told ? (
        <div className="mt-4">
          <Notice tone={toneOf(told)}>{sayTold(say, told)}</Notice>
        </div>
      ) : null}
      <Form method="post" className="mt-5 grid max-w-xl gap-5 rounded-card border border-line p-5">
        <h2 className="font-semibold">{say('about_me')}</h2>
        <input type="hidden" name="act" value="profile" />
        <Field
          label={say('birthday')}
          help={say('birthday_help')}
          name="birthday"
          type="date"
          min="1900-01-02"
          defaultValue={member.birthday ?? ''}
        />
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">{say('gender')}</legend>
          <div className="flex flex-wrap gap-x-6">
            {([...genders, ''] as const).map((value) => (
              <label key={value} className="flex min-h-11 items-center gap-2">
                <input type="radio" name="gender" value={value} defaultChecked={(member.gender ?? '') === value} className="size-5" />
                {say(value ? `gender_${value}` : 'gender_unsaid')}
              </label>
            ))}
          </div>
        </fieldset>
        {interests.length > 0 ? (
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">{say('interests')}</legend>
            <div className="grid grid-cols-1 gap-x-6 min-[400px]:grid-cols-2">
              {interests.map((one) => (
                <label key={one.zh} className="flex min-h-11 items-center gap-2">
                  <input
                    type="checkbox"
                    name="interest"
                    value={one.zh}
                    defaultChecked={member.interests.includes(one.zh)}
                    className="size-5"
                  />
                  {pick(one, lang)}
                </label>
              ))}
            </div>
          </fieldset>
        ) : null}
        <button type="submit" className="button-primary justify-self-start" disabled={busy}>
          {say('save')}
        </button>
      </Form>
      <section className="mt-10">
        <h2 className="text-lg font-semibold">{say('family')}</h2>
        <p className="mt-1 text-sm text-muted">{say('family_help')}</p>
        {others.map((person) => (
          <PersonForm key={person.person_id} person={person} person_id={person.person_id} />
        ))}
        {/* A new id after each person told of, so the next one is a form of its own. */}
        <PersonForm key={new_id} person_id={new_id} />
      </section>
    </>
  )
}

function PersonForm({ person, person_id }: { person?: Person; person_id: string }) {
  const say = useMemberWords()
  const busy = useNavigation().state !== 'idle'
  if (person?.member_id)
    return (
      <p className="mt-4 rounded-card border border-line p-5">
        {person.nickname} <span className="text-sm text-muted">{say('person_has_account')}</span>
      </p>
    )
  const told = [
    person?.stage ? say(`stage_${person.stage}`) : '',
    person?.stage && person.stage !== 'expected' && person.months !== null ? say('months', { n: person.months }) : '',
  ].filter(Boolean)
  return (
    <section className={`mt-4 rounded-card p-5 ${person ? 'border border-line' : 'bg-mist'}`}>
      <h3 className="font-semibold">
        {person ? person.nickname : say('person_add')}{' '}
        {told.length > 0 ? <span className="text-sm font-normal text-muted">{told.join(' · ')}</span> : null}
      </h3>
      <Form method="post" className="mt-4 grid gap-4 sm:grid-cols-2">
        <input type="hidden" name="act" value="person" />
        <input type="hidden" name="person_id" value={person_id} />
        <Field label={say('nickname')} name="nickname" defaultValue={person?.nickname ?? ''} maxLength={40} required autoComplete="off" />
        <Choice
          label={say('part')}
          name="part"
          value={person?.part ?? 'child'}
          options={parts.map((part) => [part, say(`part_${part}`)])}
        />
        <Field label={say('born_on')} help={say('born_on_help')} name="born_on" type="date" defaultValue={person?.born_on ?? ''} />
        <Choice
          label={say('feeding')}
          name="feeding"
          value={person?.feeding ?? ''}
          options={[['', say('feeding_none')], ...feedings.map((one): [string, string] => [one, say(`feeding_${one}`)])]}
        />
        <div className="flex gap-3 sm:col-span-2">
          <button type="submit" className={person ? 'button-plain' : 'button-primary'} disabled={busy}>
            {say(person ? 'save' : 'person_tell')}
          </button>
          {person ? (
            <button type="submit" form={`forget-${person_id}`} className="button-plain" disabled={busy}>
              {say('person_forget')}
            </button>
          ) : null}
        </div>
      </Form>
      {person ? (
        <Form method="post" id={`forget-${person_id}`}>
          <input type="hidden" name="act" value="forget" />
          <input type="hidden" name="person_id" value={person_id} />
        </Form>
      ) : null}
    </section>
  )
}

function Choice({ label, name, value, options }: { label: string; name: string; value: string; options: [string, string][] }) {
  return (
    <label className="block">
      <span className="mb-1.5 block text-sm font-medium">{label}</span>
      <select name={name} defaultValue={value} className="field">
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
