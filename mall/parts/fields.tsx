import { type InputHTMLAttributes, useId } from 'react'

/** A labelled field with its help and its fault, tied together for those who listen. */
export function Field(
  props: { label: string; help?: string; fault?: string | undefined; className?: string } & Omit<
    InputHTMLAttributes<HTMLInputElement>,
    'className'
  >,
) {
  const { label, help, fault, className = '', ...input } = props
  const id = useId()
  const note = fault ?? help
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        {...input}
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className="field"
      />
      {note ? (
        <p id={`${id}-note`} className={`mt-1.5 text-xs ${fault ? 'text-price' : 'text-muted'}`}>
          {note}
        </p>
      ) : null}
    </div>
  )
}
