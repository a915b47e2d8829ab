import { useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Price } from '../parts/price.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const { data } = await apiOf(visitOf(given)).GET('/api/mall/me/wallet')
  return { lang: langOf(given.request.url), wallet: data ?? null }
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
  const { wallet } = useLoaderData<typeof loader>()
  const t = useWords()
  return (
    <>
      <h1 className="text-xl font-bold">{t('account.wallet')}</h1>
      <p className="mt-5 rounded-card bg-wash p-6">
        <span className="block text-sm text-muted">{t('account.wallet.balance')}</span>
        {wallet ? <Price amount_minor={wallet.balance_minor} currency={wallet.currency} size="large" plain /> : null}
      </p>
    </>
  )
}
