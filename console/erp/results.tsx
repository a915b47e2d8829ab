import { useState } from 'react'
import { Link } from 'react-router'
import { ApiProblem, call, type Outcome } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { DropFile } from '../shared/drop-file.tsx'
import { useListAround } from '../shared/list-context.ts'
import { Section, Status, type Tone } from '../shared/values.tsx'
import { useText } from './text.ts'

interface Answer {
  outcomes: Outcome[]
  unread: { place: string; code: string; detail: string }[]
}
const toneOf = (status: string): Tone => (status === 'booked' || status.startsWith('already_') ? 'done' : 'danger')
const largest_bytes = 1_400_000

/** A file an ERP wrote, matched document by document. */
export function Component() {
  const t = useText()
  const around = useListAround()
  const [busy, setBusy] = useState<string>()
  const [answer, setAnswer] = useState<Answer>()
  const [failure, setFailure] = useState<string>()
  const take = async (file: File) => {
    setBusy(t('result_reading', { name: file.name }))
    setFailure(undefined)
    setAnswer(undefined)
    try {
      if (file.size > largest_bytes) throw new Error(t('result_too_large'))
      const text = await file.text()
      if (!text.trim()) throw new Error(t('unread_file_unreadable'))
      setAnswer(await call<Answer>('POST', '/api/admin/erp/results', { body: { text } }))
    } catch (error) {
      setFailure(error instanceof ApiProblem ? error.message : (error as Error).message)
    } finally {
      setBusy(undefined)
      void around?.refresh()
    }
  }
  return (
    <DetailDrawer title={t('result_file')}>
      <p className="hint" style={{ margin: '16px 0' }}>
        {t('result_hint')}
      </p>
      <DropFile
        title={t('result_drop')}
        hint={t('result_formats')}
        accept=".xml,.csv,.txt,text/csv,text/xml,application/xml"
        busy={busy}
        take={(file) => void take(file)}
      />
      <div aria-live="polite">
        {failure ? <p className="problem">{failure}</p> : null}
        {answer && answer.unread.length > 0 ? (
          <Section title={t('result_unread')}>
            <p className="problem">{t('result_nothing_taken')}</p>
            <ul className="points refused">
              {answer.unread.slice(0, 50).map(({ place, code, detail }) => (
                <li key={`${place} ${code}`}>
                  {place} {t.maybe(`unread_${code}`, detail)} <small className="faint">{detail}</small>
                </li>
              ))}
            </ul>
          </Section>
        ) : null}
        {answer && answer.outcomes.length > 0 ? (
          <Section title={t('result_documents', { count: answer.outcomes.length })}>
            <ul className="rows">
              {answer.outcomes.map(({ id, status, detail }) => (
                <li key={id}>
                  <Link style={{ flex: '1 1 200px', overflowWrap: 'anywhere' }} to={`/erp-documents/${encodeURIComponent(id)}`}>
                    {id}
                  </Link>
                  <Status tone={toneOf(status)}>{t.maybe(`result_${status}`, detail)}</Status>
                </li>
              ))}
            </ul>
          </Section>
        ) : null}
      </div>
    </DetailDrawer>
  )
}
