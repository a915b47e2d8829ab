import { useState } from 'react'
import { money } from '../format.ts'
import { pick, useLang } from '../words.ts'
import { type Chosen, type Means, type Payment, payWith } from './means.ts'
import { useMemberWords } from './words.ts'

/** The choice of points and cards; what it comes to is told at once, and the form says the same without script. */
export function useMeans(
  means: Means | null,
  cart_total_minor: number,
  start: Chosen | null,
): { payment: Payment; fields: React.ReactNode } {
  const [chosen, choose] = useState<Chosen>(start ?? { program_id: null, quantity: 0, card_ids: [] })
  const payment = payWith(means, chosen, cart_total_minor)
  const offered = means && (means.points.length > 0 || means.cards.length > 0)
  return { payment, fields: offered ? <MeansFields means={means} chosen={chosen} payment={payment} choose={choose} /> : null }
}

const box = 'flex gap-3 rounded-card border border-line p-4 has-checked:border-primary has-checked:bg-wash'

interface FieldsProps {
  means: Means
  chosen: Chosen
  payment: Payment
  choose(chosen: Chosen): void
}

function MeansFields({ means, chosen, payment, choose }: FieldsProps) {
  const say = useMemberWords()
  const lang = useLang()
  return (
    <>
      {means.points.length > 0 ? (
        <fieldset>
          <legend className="text-lg font-semibold">{say('spend_points')}</legend>
          <div className="mt-4 grid gap-3 md:grid-cols-2">
            <label className={`${box} items-center`}>
              <input
                type="radio"
                form="order"
                name="points_of"
                value=""
                defaultChecked={chosen.program_id === null}
                onChange={() => choose({ ...chosen, program_id: null, quantity: 0 })}
                className="size-4 accent-primary"
              />
              <span className="font-medium">{say('spend_points_none')}</span>
            </label>
            {means.points.map(({ program_id, name, balance, most, point_value_minor }) => (
              <div key={program_id} className={box}>
                <input
                  type="radio"
                  id={`points-of-${program_id}`}
                  form="order"
                  name="points_of"
                  value={program_id}
                  defaultChecked={chosen.program_id === program_id}
                  onChange={() => choose({ ...chosen, program_id, quantity: most })}
                  className="mt-1 size-4 accent-primary"
                />
                <span className="min-w-0 grow">
                  <label htmlFor={`points-of-${program_id}`} className="block font-medium">
                    {pick(name, lang)}
                  </label>
                  <span className="block text-sm text-muted">
                    {say('spend_points_text', { n: balance.toLocaleString('en-US'), amount: money(most * point_value_minor, 'CNY') })}
                  </span>
                  <label className="mt-2 flex items-center gap-2 text-sm">
                    <span>{say('spend_points_how_many')}</span>
                    <input
                      type="number"
                      form="order"
                      name={`points_${program_id}`}
                      inputMode="numeric"
                      min={1}
                      max={most}
                      step={1}
                      defaultValue={chosen.program_id === program_id ? chosen.quantity : most}
                      onChange={(event) =>
                        chosen.program_id === program_id && choose({ ...chosen, quantity: event.target.valueAsNumber || 0 })
                      }
                      className="field figures min-h-11 w-32"
                    />
                  </label>
                </span>
              </div>
            ))}
          </div>
        </fieldset>
      ) : null}
      {means.cards.length > 0 ? (
        <fieldset>
          <legend className="text-lg font-semibold">{say('spend_cards')}</legend>
          <p className="mt-1 text-sm text-muted">{say('spend_cards_text')}</p>
          <div className="mt-4 grid gap-3 md:grid-cols-2">
            {means.cards.map(({ card_id, name, balance_minor }) => {
              const used = payment.cards.find((one) => one.card_id === card_id)
              return (
                <label key={card_id} className={box}>
                  <input
                    type="checkbox"
                    form="order"
                    name="card"
                    value={card_id}
                    defaultChecked={chosen.card_ids.includes(card_id)}
                    onChange={({ target }) =>
                      choose({
                        ...chosen,
                        card_ids: target.checked ? [...chosen.card_ids, card_id] : chosen.card_ids.filter((one) => one !== card_id),
                      })
                    }
                    className="mt-1 size-4 accent-primary"
                  />
                  <span>
                    <span className="block font-medium">{name}</span>
                    <span className="block text-sm text-muted">
                      {say('card_holds', { amount: money(balance_minor, 'CNY') })}
                      {used ? ` · ${say('card_pays', { amount: money(used.amount_minor, 'CNY') })}` : ''}
                    </span>
                  </span>
                </label>
              )
            })}
          </div>
        </fieldset>
      ) : null}
    </>
  )
}

/** What points and cards change, as lines of the bill; nothing when none was chosen. */
export function MeansBill({ payment }: { payment: Payment }) {
  const say = useMemberWords()
  const line = (name: string, minor: number) =>
    minor > 0 ? (
      <div className="flex justify-between">
        <dt className="text-muted">{name}</dt>
        <dd className="figures text-price">-{money(minor, 'CNY')}</dd>
      </div>
    ) : null
  return (
    <>
      {line(say('bill_points'), payment.points_minor)}
      {line(say('bill_cards'), payment.cards_minor)}
    </>
  )
}
