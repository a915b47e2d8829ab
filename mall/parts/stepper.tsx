import { useState } from 'react'
import { useWords } from '../words.ts'
import { Icon } from './icons.tsx'

/** A number with two large keys beside it; a plain number field without script. `changed` is told after every change. */
export function Stepper(props: {
  name: string
  labelled_by?: string
  label?: string
  start?: number
  most?: number
  changed?: (form: HTMLFormElement) => void
}) {
  const { name, labelled_by, label, start = 1, most = 999, changed } = props
  const t = useWords()
  const [quantity, setQuantity] = useState(start)
  // What is typed over may be empty for a moment.
  const [typed, setTyped] = useState<string | null>(null)
  // Told another number, it shows that one and keeps the focus it has.
  const [told, setTold] = useState(start)
  if (told !== start) {
    setTold(start)
    setQuantity(start)
  }
  const set = (next: number, form: HTMLFormElement | null) => {
    setTyped(null)
    setQuantity(Math.min(most, Math.max(1, next)))
    if (changed && form) queueMicrotask(() => setTimeout(() => changed(form), 0))
  }
  const key = 'with-script grid size-11 place-items-center rounded-full hover:text-primary disabled:text-line'
  return (
    <span className="inline-flex items-center rounded-full border border-line">
      <button
        type="button"
        className={key}
        aria-label={t('product.less')}
        disabled={quantity <= 1}
        onClick={(event) => set(quantity - 1, event.currentTarget.form)}
      >
        <Icon name="minus" className="size-4" />
      </button>
      <input
        name={name}
        value={typed ?? quantity}
        onChange={(event) => {
          const next = Number.parseInt(event.target.value, 10)
          if (next >= 1) set(next, event.currentTarget.form)
          else setTyped('')
        }}
        onBlur={() => setTyped(null)}
        inputMode="numeric"
        pattern="[1-9][0-9]{0,2}"
        required
        {...(labelled_by ? { 'aria-labelledby': labelled_by } : { 'aria-label': label ?? t('product.quantity') })}
        className="figures h-11 w-10 rounded-full bg-transparent text-center text-base"
      />
      <button
        type="button"
        className={key}
        aria-label={t('product.more')}
        disabled={quantity >= most}
        onClick={(event) => set(quantity + 1, event.currentTarget.form)}
      >
        <Icon name="plus" className="size-4" />
      </button>
    </span>
  )
}
