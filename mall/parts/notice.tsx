import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** A page or place with nothing in it: what it is for, and one thing to do. */
export function Empty({
  icon,
  title,
  text,
  children,
  heading: Heading = 'h1',
}: {
  icon: IconName
  title: string
  text: string
  children?: ReactNode
  heading?: 'h1' | 'h2'
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 py-20 text-center">
      <span className="mb-2 grid size-20 place-items-center rounded-full bg-mist text-muted">
        <Icon name={icon} className="size-9" />
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      <p className="text-muted">{text}</p>
      {children ? <div className="mt-3 flex flex-wrap justify-center gap-3">{children}</div> : null}
    </div>
  )
}

const tones = {
  good: 'bg-jade-wash text-jade',
  wait: 'bg-amber-wash text-amber',
  bad: 'bg-danger-wash text-price',
}

export function Notice({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  return (
    <p
      role={tone === 'bad' ? 'alert' : 'status'}
      tabIndex={tone === 'bad' ? -1 : undefined}
      className={`rounded-card px-4 py-3 text-sm font-medium ${tones[tone]}`}
    >
      {children}
    </p>
  )
}
