import { Field } from '../parts/fields.tsx'
import { type CheckoutSay, useCheckoutWords } from './words.ts'

/** What the form said when it was refused: without script the page is drawn anew, and nothing typed is lost. */
export type Sent = Readonly<Record<string, string>>

/** What is wrong with the invoice asked for, as the fault of its fields. */
export const invoiceFault = (text: (name: string) => string, say: CheckoutSay): { invoice?: string } => {
  const kind = text('invoice')
  if (kind !== 'person' && kind !== 'company') return {}
  if (!text('invoice_title')) return { invoice: say('invoice_title_missing') }
  return kind === 'company' && !/^[0-9A-Z]{15,20}$/.test(text('invoice_tax').toUpperCase()) ? { invoice: say('invoice_tax_invalid') } : {}
}

/** Filled in with the name used last. */
export function Invoice({
  fault,
  title,
  sent,
}: {
  fault: string | undefined
  title: { title: string; tax_no: string | null; email: string | null } | undefined
  sent: Sent | null
}) {
  const say = useCheckoutWords()
  return (
    <fieldset>
      <legend className="text-lg font-semibold">{say('invoice')}</legend>
      <div className="group mt-3 grid gap-3 sm:grid-cols-3">
        {(['none', 'person', 'company'] as const).map((kind) => (
          <label
            key={kind}
            className="flex items-center gap-3 rounded-card border border-line p-3 text-sm has-checked:border-primary has-checked:bg-wash"
          >
            <input
              type="radio"
              form="order"
              name="invoice"
              value={kind}
              defaultChecked={kind === (sent?.invoice ?? 'none')}
              className="size-4 accent-primary"
            />
            {say(`invoice_${kind}`)}
          </label>
        ))}
        <details className="sm:col-span-3" {...(fault || (sent?.invoice ?? 'none') !== 'none' ? { open: true } : {})}>
          <summary className="flex min-h-11 items-center text-sm text-primary">{`${say('invoice_title')} · ${say('invoice_tax')}`}</summary>
          <div className="grid gap-3 sm:grid-cols-3">
            <Field
              form="order"
              label={say('invoice_title')}
              name="invoice_title"
              maxLength={100}
              fault={fault}
              defaultValue={sent?.invoice_title ?? title?.title ?? ''}
            />
            <Field
              form="order"
              label={say('invoice_tax')}
              name="invoice_tax"
              maxLength={20}
              defaultValue={sent?.invoice_tax ?? title?.tax_no ?? ''}
            />
            <Field
              form="order"
              label={say('invoice_email')}
              name="invoice_email"
              type="email"
              autoComplete="email"
              maxLength={100}
              defaultValue={sent?.invoice_email ?? title?.email ?? ''}
            />
          </div>
        </details>
      </div>
    </fieldset>
  )
}
