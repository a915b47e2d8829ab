import { Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { money } from '../format.ts'
import { newId } from '../ids.ts'
import { LevelCard } from '../members/level-card.tsx'
import { lastDay, sayTold, type Told, toldOf, toneOf, useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { Price } from '../parts/price.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [member, programs, bought, wallet] = await Promise.all([
    api.GET('/api/mall/me/member'),
    api.GET('/api/mall/programs'),
    api.GET('/api/mall/me/memberships'),
    api.GET('/api/mall/me/wallet'),
  ])
  return {
    lang: langOf(given.request.url),
    levels: dataOf(member).levels,
    programs: dataOf(programs).items,
    bought: dataOf(bought).items,
    wallet: wallet.data ?? null,
    // Made with the page: the same form sent twice is one purchase.
    purchase_id: newId(),
  }
}

export async function action(given: Arguments): Promise<Told> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '')
  if (text('act') === 'refund')
    return toldOf(await api.POST('/api/mall/me/memberships/{id}/refund', { params: { path: { id: text('membership_id') } } }))
  return toldOf(
    await api.POST('/api/mall/me/memberships', {
      body: { id: text('purchase_id'), plan_id: text('plan_id'), expected_minor: Number(text('expected_minor')) },
    }),
  )
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/membership',
        title: translate(loaderData.lang)('account.membership'),
        hidden: true,
      })
    : []

/** Where a member stands, what that gives him, and the memberships he can buy. */
export default function AccountMembershipPage() {
  const { levels } = useLoaderData<typeof loader>()
  const told = useActionData<typeof action>()
  const say = useMemberWords()
  const [house, ...brands] = levels
  return (
    <>
      <h1 className="text-xl font-bold">{say('membership')}</h1>
      {told ? (
        <div className="mt-4">
          <Notice tone={toneOf(told)}>{sayTold(say, told)}</Notice>
        </div>
      ) : null}
      {house ? <LevelCard level={house} /> : null}
      <Plans />
      <Bought />
      <section className="mt-10">
        <h2 className="text-lg font-semibold">{say('brand_levels')}</h2>
        {brands.map((level) => (
          <div key={level.program_id}>
            <LevelCard level={level} />
            <Go
              to={`/account/brand/${level.program_id}`}
              className="inline-flex min-h-11 items-center text-sm text-primary hover:underline"
            >
              {say('brand_open')}
            </Go>
          </div>
        ))}
      </section>
    </>
  )
}

function Plans() {
  const { programs, levels, wallet, purchase_id } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const lang = useLang()
  const busy = useNavigation().state !== 'idle'
  const offered = programs.flatMap((program) => program.plans.map((plan) => ({ ...plan, program })))
  if (offered.length === 0) return null
  return (
    <section className="mt-10">
      <h2 className="text-lg font-semibold">{say('plans')}</h2>
      <p className="mt-1 text-sm text-muted">
        {wallet ? say('plans_pay', { amount: money(wallet.balance_minor, wallet.currency) }) : null}
      </p>
      <ul className="mt-4 grid gap-4 sm:grid-cols-2">
        {offered.map(({ program, ...plan }) => {
          const runs = levels.find(({ program_id }) => program_id === program.program_id)?.plan
          const gives = program.levels.find(({ level }) => level === plan.level)
          return (
            <li key={plan.plan_id} className="flex flex-col rounded-card bg-mist p-5">
              <h3 className="font-semibold">{pick(plan.name, lang)}</h3>
              <p className="mt-1">
                <Price amount_minor={plan.price_minor} currency={plan.currency} />{' '}
                <span className="text-sm text-muted">{say('plan_months', { n: plan.months })}</span>
              </p>
              <ul className="mt-3 mb-4 list-disc space-y-1 pl-5 text-sm">
                {gives ? <li>{say('plan_level', { level: pick(gives.name, lang) })}</li> : null}
                {plan.benefits.map((one) => (
                  <li key={`${one.kind} ${one.zh}`}>{pick(one, lang)}</li>
                ))}
                <li className="text-muted">{say('plan_refund', { n: plan.refund_days })}</li>
              </ul>
              {runs && runs.plan_id !== plan.plan_id ? (
                <p className="mt-auto text-sm text-muted">{say('plan_other_runs', { plan: pick(runs.name, lang) })}</p>
              ) : (
                <Form method="post" className="mt-auto">
                  <input type="hidden" name="act" value="buy" />
                  <input type="hidden" name="purchase_id" value={purchase_id} />
                  <input type="hidden" name="plan_id" value={plan.plan_id} />
                  <input type="hidden" name="expected_minor" value={plan.price_minor} />
                  <button type="submit" className={runs ? 'button-plain w-full' : 'button-primary w-full'} disabled={busy}>
                    {say(runs ? 'plan_renew' : 'plan_buy', { amount: money(plan.price_minor, plan.currency) })}
                  </button>
                </Form>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Bought() {
  const { bought, programs } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const lang = useLang()
  const busy = useNavigation().state !== 'idle'
  if (bought.length === 0) return null
  const names = new Map(programs.flatMap(({ plans }) => plans.map(({ plan_id, name }) => [plan_id, name] as const)))
  return (
    <section className="mt-10">
      <h2 className="text-lg font-semibold">{say('plans_bought')}</h2>
      <ul className="mt-3 border-t border-line">
        {bought.map((one) => (
          <li key={one.membership_id} className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-3">
            <span>
              <span className="block">{pick(names.get(one.plan_id) ?? { zh: one.plan_id, en: one.plan_id }, lang)}</span>
              <span className="figures block text-xs text-muted">
                {say('plan_time', { from: lastDay(one.starts_at, 1), until: lastDay(one.ends_at) })} ·{' '}
                {money(one.price_minor, one.currency)}
              </span>
            </span>
            {one.refunded_at ? (
              <span className="text-sm text-muted">{say('plan_refunded', { amount: money(one.refund_minor ?? 0, one.currency) })}</span>
            ) : one.refundable_minor > 0 ? (
              <Form method="post">
                <input type="hidden" name="act" value="refund" />
                <input type="hidden" name="membership_id" value={one.membership_id} />
                <button type="submit" className="button-plain min-h-11 px-4 text-sm" disabled={busy}>
                  {say('plan_give_back', { amount: money(one.refundable_minor, one.currency) })}
                </button>
              </Form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
