import { Status } from '../shared/values.tsx'
import { useMappingText } from './mapping-text.ts'
import type { Trial } from './model.ts'

const plain = (field: string): string => field.replace(/\[\d+\]/g, '[]')

/** What one field of the first record became. */
export function Became({ field, trial }: { field: string; trial: Trial }) {
  const t = useMappingText()
  const step = trial.steps.find((one) => plain(one.field) === field)
  const problem = trial.problems.find((one) => one.field !== null && plain(one.field).replace(/\.\d+\./g, '[].') === field)
  if (!step && !problem) return null
  return (
    <p className="code" style={{ margin: '6px 0 0' }}>
      {step ? (
        <>
          <span className="faint">{step.raw ?? t('nothing')}</span> → <span className="strong">{step.value ?? '—'}</span>
        </>
      ) : null}
      {problem ? <span className="refused"> {t.maybe(`problem_${problem.code}`, problem.detail, { raw: step?.raw ?? '' })}</span> : null}
    </p>
  )
}

export function Verdict({ trial }: { trial: Trial }) {
  const t = useMappingText()
  return (
    <Status tone={trial.passed ? 'done' : 'danger'}>
      {trial.passed ? t('result_passed') : t('result_problems', { count: trial.problems.length })}
    </Status>
  )
}

export function Problems({ trial, whole }: { trial: Trial; whole?: boolean }) {
  const t = useMappingText()
  const problems = trial.problems.filter(({ field }) => (field === null) === Boolean(whole)).slice(0, 20)
  if (problems.length === 0) return null
  return (
    <ul className="points refused">
      {problems.map(({ record, field, path, code, detail }) => {
        const raw = trial.steps.find((step) => step.record === record && step.field === field)?.raw ?? ''
        return (
          <li key={`${record} ${field} ${code}`}>
            {[record ? t('record', { count: record }) : null, field, path].filter(Boolean).join(' · ')}{' '}
            {t.maybe(`problem_${code}`, detail, { raw })}
            {code === 'message_unreadable' ? <small className="faint"> {detail}</small> : null}
          </li>
        )
      })}
    </ul>
  )
}

export function Steps({ trial }: { trial: Trial }) {
  const t = useMappingText()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="plain-scroll" tabIndex={0} aria-label={t('result_all')}>
      <table className="plain tight">
        <tbody>
          {trial.steps.slice(0, 400).map(({ record, field, path, raw, value, code }) => (
            <tr key={`${record} ${field}`}>
              <td className="faint">{t('record', { count: record })}</td>
              <td className="code">{field}</td>
              <td className="code faint">{path}</td>
              <td className="code">{raw}</td>
              <td className={code ? 'refused' : 'strong'}>{code ? t.maybe(`problem_${code}`, code, { raw: raw ?? '' }) : value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
