import { Icon } from '../parts/icons.tsx'
import { pick, useLang } from '../words.ts'
import { lastDay, useMemberWords } from './words.ts'

interface Both {
  zh: string
  en: string
}
export interface Level {
  program_id: string
  name: Both
  level: string
  level_name: Both
  growth: number
  next: { missing: number } | null
  plan: { plan_id: string; name: Both; until: string } | null
  benefits: (Both & { kind?: string | undefined; contact?: string | undefined })[]
}

/** Where a member stands in a program, and what it gives. */
export function LevelCard({ level: { name, level_name, growth, next, plan, benefits } }: { level: Level }) {
  const say = useMemberWords()
  const lang = useLang()
  const line = benefits.find(({ kind }) => kind === 'service_line')?.contact
  return (
    <section className="mt-5 rounded-card border border-line p-5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="text-sm text-muted">{pick(name, lang)}</span>
        <span className="text-sm text-muted">{next ? say('level_next', { n: next.missing }) : say('level_top')}</span>
      </p>
      <h2 className="mt-1 text-lg font-semibold">{pick(level_name, lang)}</h2>
      <p className="figures text-sm text-muted">
        {say('growth', { n: growth.toLocaleString('en-US') })}
        {plan ? ` · ${say('plan_runs', { plan: pick(plan.name, lang), date: lastDay(plan.until) })}` : ''}
      </p>
      {benefits.length > 0 ? (
        <ul className="mt-4 grid gap-2 text-sm sm:grid-cols-2">
          {benefits.map((one) => (
            <li key={`${one.kind} ${one.zh}`} className="flex items-center gap-2">
              <Icon name="check" className="size-4 text-jade" />
              {pick(one, lang)}
            </li>
          ))}
        </ul>
      ) : null}
      {line ? (
        <a href={`tel:${line}`} className="button-plain mt-4">
          {say('service_line', { contact: line })}
        </a>
      ) : null}
    </section>
  )
}
