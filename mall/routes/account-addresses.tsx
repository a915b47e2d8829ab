import { data, Form, useActionData, useLoaderData, useNavigation, useSearchParams } from 'react-router'
import { apiOf } from '../api.ts'
import { RegionFields } from '../checkout/region.tsx'
import { checkoutWords, useCheckoutWords } from '../checkout/words.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const { data: book } = await apiOf(visitOf(given)).GET('/api/mall/me/addresses')
  return { lang: langOf(given.request.url), addresses: book?.items ?? [], new_id: newId() }
}

const names = ['name', 'phone', 'province', 'city', 'district', 'street', 'label'] as const
type Values = Record<(typeof names)[number], string>

export async function action(given: Arguments) {
  const api = apiOf(visitOf(given))
  const lang = langOf(given.request.url)
  const say = checkoutWords(lang)
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const id = text('address_id')
  const intent = text('intent')
  if (intent === 'remove') {
    await api.POST('/api/mall/me/address-removals', { body: { items: [{ id }] } })
    return data({ done: true, fault: '', values: null as Values | null })
  }
  if (intent === 'prefer') {
    const kept = (await api.GET('/api/mall/me/addresses')).data?.items.find(({ address_id }) => address_id === id)
    if (kept)
      await api.POST('/api/mall/me/addresses', {
        body: {
          items: [
            {
              id,
              name: kept.name,
              phone: kept.phone,
              region_code: kept.region_code,
              street: kept.street,
              label: kept.label,
              preferred: true,
            },
          ],
        },
      })
    return data({ done: true, fault: '', values: null as Values | null })
  }
  const values = Object.fromEntries(names.map((name) => [name, text(name)])) as Values
  const { data: found } = await api.GET('/api/mall/region-search', {
    params: { query: { province: values.province, city: values.city, district: values.district } },
  })
  if (!found?.region?.leaf) return data({ done: false, fault: say('region_unknown'), values }, { status: 400 })
  const { error } = await api.POST('/api/mall/me/addresses', {
    body: {
      items: [
        { id, name: values.name, phone: values.phone, region_code: found.region.code, street: values.street, label: values.label || null },
      ],
    },
  })
  if (!error) return data({ done: true, fault: '', values: null as Values | null })
  return data({ done: false, fault: translate(lang)('failed', { reason: reasonOf(lang, error) }), values }, { status: 409 })
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/addresses',
        title: translate(loaderData.lang)('account.addresses'),
        hidden: true,
      })
    : []

export default function AccountAddressesPage() {
  const { addresses, new_id } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const say = useCheckoutWords()
  const [given] = useSearchParams()
  const busy = useNavigation().state !== 'idle'
  const editing = addresses.find(({ address_id }) => address_id === given.get('edit'))
  const asking = given.has('new') || editing !== undefined || Boolean(answer?.fault)
  return (
    <>
      <div className="flex items-center justify-between gap-4">
        <h1 className="text-xl font-bold">{say('addresses')}</h1>
        <Go to="/account/addresses?new" className="button-plain min-h-11 px-5 text-sm">
          {say('address_add')}
        </Go>
      </div>
      <div className="mt-4 space-y-3 empty:hidden">
        {answer?.done ? <Notice tone="good">{say('address_saved')}</Notice> : null}
        {answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}
      </div>
      {asking && !answer?.done ? (
        <AddressForm
          key={editing?.address_id ?? new_id}
          address_id={editing?.address_id ?? new_id}
          start={answer?.values ?? editing ?? null}
          busy={busy}
        />
      ) : null}
      {addresses.length ? (
        <ul className="mt-5 grid gap-3 md:grid-cols-2">
          {addresses.map((one) => (
            <li key={one.address_id} className="rounded-card border border-line p-4">
              <p className="font-medium">
                {one.name} <span className="figures font-normal text-muted">{one.phone}</span>
                {one.label ? <span className="ml-2 rounded-full bg-mist px-2 py-0.5 text-xs text-muted">{one.label}</span> : null}
                {one.preferred ? (
                  <span className="ml-2 rounded-full bg-wash px-2 py-0.5 text-xs text-primary">{say('preferred')}</span>
                ) : null}
              </p>
              <p className="mt-1 text-sm text-muted">{`${one.province}${one.city}${one.district} ${one.street}`}</p>
              <Form method="post" action="." className="mt-2 flex flex-wrap items-center gap-x-4 text-sm">
                <input type="hidden" name="address_id" value={one.address_id} />
                <Go to={`/account/addresses?edit=${one.address_id}`} className="flex min-h-11 items-center text-primary">
                  {say('address_edit')}
                </Go>
                {one.preferred ? null : (
                  <button type="submit" name="intent" value="prefer" className="min-h-11 text-muted hover:text-primary" disabled={busy}>
                    {say('address_prefer')}
                  </button>
                )}
                <button type="submit" name="intent" value="remove" className="min-h-11 text-muted hover:text-price" disabled={busy}>
                  {say('address_remove')}
                </button>
              </Form>
            </li>
          ))}
        </ul>
      ) : asking ? null : (
        <Empty icon="pin" heading="h2" title={say('address_empty')} text={say('address_empty_text')} />
      )}
    </>
  )
}

function AddressForm({
  address_id,
  start,
  busy,
}: {
  address_id: string
  start: Partial<Record<keyof Values, string | null>> | null
  busy: boolean
}) {
  const t = useWords()
  const say = useCheckoutWords()
  const of = (name: keyof Values) => start?.[name] ?? ''
  return (
    <Form method="post" className="mt-5 grid grid-cols-2 gap-x-4 gap-y-5 rounded-card border border-line p-5 md:grid-cols-6">
      <input type="hidden" name="address_id" value={address_id} />
      <Field
        className="col-span-2 md:col-span-3"
        label={t('checkout.recipient')}
        name="name"
        autoComplete="name"
        required
        maxLength={60}
        defaultValue={of('name')}
      />
      <Field
        className="col-span-2 md:col-span-3"
        label={t('checkout.phone')}
        name="phone"
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        required
        maxLength={20}
        pattern="\+?[0-9 \-]{5,20}"
        defaultValue={of('phone')}
      />
      <RegionFields start={{ province: of('province'), city: of('city'), district: of('district') }} faults={{}} />
      <Field
        className="col-span-2 md:col-span-4"
        label={t('checkout.detail')}
        name="street"
        autoComplete="street-address"
        required
        maxLength={200}
        placeholder={t('checkout.detail.placeholder')}
        defaultValue={of('street')}
      />
      <Field className="col-span-2" label={say('address_label')} name="label" maxLength={20} defaultValue={of('label')} />
      <button type="submit" name="intent" value="save" className="button-primary col-span-2 justify-self-start" disabled={busy}>
        {say('address_save')}
      </button>
    </Form>
  )
}
