import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { Page } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useNames } from '../shared/names.ts'
import { Notice } from '../shared/states.tsx'
import { Exact, Facts, Section, Status } from '../shared/values.tsx'
import { subjectOf } from './letters.tsx'
import type { Letter } from './model.ts'
import { useText } from './text.ts'

/** One letter with every try; the list behind has read it already. */
export function Component() {
  const { letter_id = '' } = useParams()
  const t = useText()
  const names = useNames('/api/admin/interfaces', 'interface_id')
  const client = useQueryClient()
  const pages = client.getQueriesData<{ pages?: Page<Letter>[] }>({ queryKey: ['/api/admin/interface-letters'] })
  const letter = pages
    .flatMap(([, data]) => data?.pages ?? [])
    .flatMap(({ items }) => items)
    .find((one) => one.letter_id === letter_id)
  if (!letter)
    return (
      <DetailDrawer title={t('letters')}>
        <Notice drawing="empty" title={t('letters_empty')} />
      </DetailDrawer>
    )
  return (
    <DetailDrawer
      title={subjectOf(letter)}
      status={<Status tone={letter.state === 'dead' ? 'danger' : 'quiet'}>{t.maybe(`state_${letter.state}`, letter.state)}</Status>}
    >
      <Facts
        items={[
          [
            t('interface'),
            <Link key="to" to={`/interfaces/${letter.interface_id}`}>
              {names.name(letter.interface_id)}
            </Link>,
          ],
          [t('account'), letter.account],
          [t('written_at'), <Exact key="at" at={letter.written_at} />],
          [t('due_at'), letter.state === 'waiting' ? <Exact key="due" at={letter.due_at} /> : null],
        ]}
      />
      {letter.reason ? <p className="problem">{letter.reason}</p> : null}
      <Section title={t('tries')}>
        <ul className="timeline">
          {[...letter.tries].reverse().map((one) => (
            <li key={one.attempt}>
              <Exact at={one.tried_at} />{' '}
              <span className="faint">
                {t('attempt_no', { count: one.attempt })} · {t('ms', { count: one.took_ms })}
              </span>
              <div className={one.outcome === 'answered' ? '' : 'refused'}>{[one.code, one.detail].filter(Boolean).join(': ')}</div>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('payload')}>
        <pre className="code">{JSON.stringify(letter.payload, null, 1)}</pre>
      </Section>
    </DetailDrawer>
  )
}
