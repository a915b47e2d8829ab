import type { CSSProperties, InputHTMLAttributes, ReactNode } from 'react'
import { useId } from 'react'
import { Notice } from '../parts/notice.tsx'
import type { PuzzleAsked } from './puzzle.tsx'
import { sayProblem, useIdentityWords } from './words.ts'

export interface Problem {
  type: string
  detail: string
  wait_s?: number
  /** Asked for before anything is sent. */
  captcha?: PuzzleAsked
}

/** The problem of an API answer, as far as a page shows it. */
export const problemOf = (error: unknown): Problem => {
  const { type = 'failed', detail = '', wait_s, captcha } = (error ?? {}) as Partial<Problem>
  return { type, detail, ...(wait_s === undefined ? {} : { wait_s }), ...(captcha ? { captcha } : {}) }
}

/** As that, where a code was asked for: who has to wait for the next one tried nothing too often. */
export const codeProblemOf = (error: unknown): Problem => {
  const problem = problemOf(error)
  return problem.type === 'wait' ? { ...problem, type: 'code_wait' } : problem
}

export function Refused({ problem }: { problem: Problem | null | undefined }) {
  const t = useIdentityWords()
  return problem ? <Notice tone="bad">{sayProblem(t, problem)}</Notice> : null
}

export function Field({ label, help, ...input }: { label: string; help?: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input id={id} className="field" {...(help ? { 'aria-describedby': `${id}-help` } : {})} {...input} />
      {help ? (
        <p id={`${id}-help`} className="text-xs text-muted">
          {help}
        </p>
      ) : null}
    </div>
  )
}

/** The quiet frame of all pages at the door. */
export function Door({
  title,
  text,
  logo,
  color,
  children,
}: {
  title: string
  text?: string | undefined
  logo?: string | null | undefined
  /** Of the buttons; the usual one if left out. */
  color?: string | undefined
  children: ReactNode
}) {
  const own = color && color !== '#1f4fd8' ? { className: 'brand-color', style: { '--brand': color } as CSSProperties } : undefined
  return (
    <div className={`container-page flex justify-center py-10 md:py-16 ${own?.className ?? ''}`} style={own?.style}>
      <div className="flex w-full max-w-md flex-col gap-6">
        <div className="flex flex-col gap-2">
          {logo ? <img src={logo} alt="" className="mb-2 h-12 w-auto self-start object-contain" /> : null}
          <h1 className="text-xl font-bold">{title}</h1>
          {text ? <p className="text-muted">{text}</p> : null}
        </div>
        {children}
      </div>
    </div>
  )
}
