import { Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf } from '../api.ts'
import { day, money } from '../format.ts'
import { newId } from '../ids.ts'
import { lastDay, sayTold, type Told, toldOf, toneOf, useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { Price } from '../parts/price.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const balances = await api.GET('/api/mall/me/balances')
  return {
    lang: langOf(given.request.url),
    balances: balances.data ?? null,
    // Made with the page: sending the form twice moves the money once.
    transfer_id: newId(),
  }
}

export async function action(given: Arguments): Promise<Told> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  if (form.has('card_id')) {
    return toldOf(
      await api.POST('/api/mall/me/cards/{id}/transfers', {
        params: { path: { id: text('card_id') } },
        body: { id: text('transfer_id'), amount_minor: Number(text('amount_minor')) },
      }),
    )
  }
  const [card_no, secret] = [text('card_no'), text('secret')]
  if (!card_no || !secret) return { status: 'card_or_secret_wrong' }
  return toldOf(await api.POST('/api/mall/me/cards', { body: { card_no, secret } }))
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/wallet',
        title: translate(loaderData.lang)('account.wallet'),
        hidden: true,
      })
    : []

export default function AccountWalletPage() {
  const { balances } = useLoaderData<typeof loader>()
  const told = useActionData<typeof action>()
  const t = useWords()
  const say = useMemberWords()
  if (!balances) return <h1 className="text-xl font-bold">{t('account.wallet')}</h1>
  return (
    <>
      <h1 className="mb-5 text-xl font-bold">{t('account.wallet')}</h1>
      {told ? <Notice tone={toneOf(told)}>{sayTold(say, told)}</Notice> : null}
      <p className="mt-5 rounded-card bg-wash p-6">
        <span className="block text-sm text-muted">{t('account.wallet.balance')}</span>
        <Price amount_minor={balances.wallet.balance_minor} currency={balances.wallet.currency} size="large" plain />
      </p>
      <Points />
      <Cards />
    </>
  )
}

function Points() {
  const { balances } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const lang = useLang()
  return (
    <section className="mt-10">
      <h2 className="text-lg font-semibold">{say('points')}</h2>
      <ul className="mt-3 grid gap-3 sm:grid-cols-2">
        {balances!.points.map(({ program_id, name, balance, owed, value_minor, next_expiry }) => (
          <li key={program_id}>
            <Go
              to={`/account/points/${program_id}`}
              className="flex min-h-24 items-center justify-between gap-3 rounded-card border border-line p-4 hover:border-primary"
            >
              <span>
                <span className="block text-sm text-muted">{pick(name, lang)}</span>
                <span className="figures block text-lg font-semibold">{balance.toLocaleString('en-US')}</span>
                <span className="block text-xs text-muted">
                  {owed > 0
                    ? say('points_owed', { n: owed })
                    : next_expiry
                      ? say('points_expire', { n: next_expiry.quantity, date: day(lastDay(next_expiry.expires_at), lang) })
                      : say('points_worth', { amount: money(value_minor, 'CNY') })}
                </span>
              </span>
              <Icon name="right" className="size-5 text-muted" />
            </Go>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Cards() {
  const { balances, transfer_id } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const lang = useLang()
  const busy = useNavigation().state !== 'idle'
  return (
    <section className="mt-10">
      <h2 className="text-lg font-semibold">{say('cards')}</h2>
      {balances!.cards.length === 0 ? <p className="mt-2 text-sm text-muted">{say('cards_none')}</p> : null}
      <ul className="mt-3 grid gap-3">
        {balances!.cards.map((card) => (
          <li key={card.card_id} className="flex flex-wrap items-center justify-between gap-3 rounded-card border border-line p-4">
            <span>
              <span className="block font-semibold">{card.name}</span>
              <span className="figures block text-xs text-muted">
                {card.card_no} · {say('card_until', { date: day(card.expires_on, lang) })}
              </span>
              <Price amount_minor={card.balance_minor} currency={card.currency} plain />
            </span>
            {card.state === 'frozen' ? (
              <span className="text-sm text-price">{say('card_frozen')}</span>
            ) : card.balance_minor > 0 ? (
              <Form method="post">
                <input type="hidden" name="card_id" value={card.card_id} />
                <input type="hidden" name="transfer_id" value={transfer_id} />
                <input type="hidden" name="amount_minor" value={card.balance_minor} />
                <button type="submit" className="button-plain min-h-11 px-4 text-sm" disabled={busy}>
                  {say('card_to_wallet')}
                </button>
              </Form>
            ) : null}
          </li>
        ))}
      </ul>
      <Form method="post" className="mt-6 grid max-w-xl gap-4 rounded-card bg-mist p-5 sm:grid-cols-2">
        <h3 className="font-semibold sm:col-span-2">{say('card_bind_title')}</h3>
        <Field label={say('card_no')} name="card_no" inputMode="numeric" autoComplete="off" maxLength={30} required />
        <Field label={say('card_secret')} help={say('card_secret_help')} name="secret" autoComplete="off" maxLength={30} required />
        <button type="submit" className="button-primary sm:col-span-2 sm:justify-self-start" disabled={busy}>
          {say('card_bind')}
        </button>
      </Form>
    </section>
  )
}
