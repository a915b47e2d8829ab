import { type ReactNode, useId } from 'react'

/** A control with its name above it; the name belongs to the control, also for who listens. */
export function Field({ title, children }: { title: string; children(id: string): ReactNode }) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{title}</label>
      {children(id)}
    </div>
  )
}
