import { Form, useNavigation } from 'react-router'
import { RegionFields } from '../checkout/region.tsx'
import { useCheckoutWords } from '../checkout/words.ts'
import { useWords } from '../words.ts'
import { Field } from './fields.tsx'
import type { OrderFacts } from './order.tsx'

/** Lets the buyer send his order elsewhere; works as a plain form too. */
export function ChangeAddress({ order }: { order: OrderFacts }) {
  const t = useWords()
  const say = useCheckoutWords()
  const busy = useNavigation().state !== 'idle'
  const of = (name: string) => String(order.address[name] ?? '')
  return (
    <details className="mt-3 border-t border-line">
      <summary className="flex min-h-11 cursor-pointer items-center text-primary">{say('readdress')}</summary>
      <Form method="post" className="grid grid-cols-2 gap-x-3 gap-y-4 pt-2 md:grid-cols-4">
        <p className="col-span-2 text-muted md:col-span-4">{say('readdress_text')}</p>
        <Field
          className="col-span-2"
          label={t('checkout.recipient')}
          name="name"
          autoComplete="name"
          required
          maxLength={60}
          defaultValue={order.buyer_name}
        />
        <Field
          className="col-span-2"
          label={t('checkout.phone')}
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel-national"
          required
          maxLength={20}
          pattern="\+?[0-9 \-]{5,20}"
          defaultValue={order.buyer_phone ?? ''}
        />
        <RegionFields start={{ province: of('province'), city: of('city'), district: of('district') }} faults={{}} />
        <Field
          className="col-span-2 md:col-span-4"
          label={t('checkout.detail')}
          name="street"
          autoComplete="street-address"
          required
          maxLength={200}
          defaultValue={of('street')}
        />
        <button type="submit" name="intent" value="readdress" className="button-plain col-span-2 w-full md:col-span-4" disabled={busy}>
          {say('readdress_confirm')}
        </button>
      </Form>
    </details>
  )
}
