import { AutoComplete, Input, Modal, Tag } from 'antd'
import { useId, useState } from 'react'
import { api, newId, type Outcome, type RowOf } from '../shared/api.ts'
import { Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useText } from './text.ts'

export type Voice = RowOf<'/api/admin/community/voices'>

export const judge = (items: { id: string; state: 'shown' | 'hidden'; reason?: string }[]) =>
  api.batch('/api/admin/community/judgments', { items })

export function VoiceState({ voice }: { voice: Pick<Voice, 'state'> }) {
  const t = useText()
  const tone = ({ waiting: 'waiting', shown: 'done', hidden: 'quiet' } as const)[voice.state]
  return <Status tone={tone}>{t(voice.state)}</Status>
}

/** Stars as people read them; the number is said to those who do not see them. */
export const Stars = ({ stars }: { stars: number | null }) => {
  const t = useText()
  if (!stars) return null
  return (
    <span className="number" role="img" aria-label={t('stars_of', { n: stars })} title={t('stars_of', { n: stars })}>
      {'★'.repeat(stars)}
      <span className="faint">{'☆'.repeat(5 - stars)}</span>
    </span>
  )
}

export function Flags({ flagged }: { flagged: readonly string[] }) {
  const t = useText()
  return (
    <>
      {flagged.map((word) => (
        <Tag key={word}>{word === 'contact' ? t('flag_contact') : word}</Tag>
      ))}
    </>
  )
}

/** Asks why, offering the usual reasons, and hides. */
export function HideForm({
  rows,
  run,
  cancel,
}: {
  rows: Pick<Voice, 'voice_id'>[]
  run(work: (rows: Voice[]) => Promise<Outcome[]>): void
  cancel(): void
}) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const [reason, setReason] = useState('')
  const usual = ([1, 2, 3, 4] as const).map((n) => ({ value: t(`reason_${n}`) }))
  return (
    <Modal
      open
      title={t('hide_title', { count: rows.length })}
      okText={t('hide')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !reason.trim() }}
      onOk={() => run((set) => judge(set.map(({ voice_id }) => ({ id: voice_id, state: 'hidden', reason: reason.trim() }))))}
      onCancel={cancel}
      width={440}
    >
      <div className="field">
        <label htmlFor={field}>{t('reason')}</label>
        <AutoComplete id={field} options={usual} value={reason} onChange={setReason} maxLength={200} defaultOpen={false} />
        <small className="faint">{t('reason_hint')}</small>
      </div>
    </Modal>
  )
}

/** Says something for the house below a review or question. */
export function ReplyForm({ voice, done, cancel }: { voice: Voice; done(outcomes: Outcome[]): void; cancel(): void }) {
  const t = useText()
  const shared = useWords()
  const field = useId()
  const [id] = useState(newId)
  const [words, setWords] = useState(voice.reply ?? '')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const send = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const outcomes = await api.batch('/api/admin/community/replies', { items: [{ id, about_id: voice.voice_id, words: words.trim() }] })
      const refused = outcomes.find(({ status }) => status !== 'replied' && !status.startsWith('already_'))
      if (refused) setProblem(refused.detail ?? refused.status)
      else done(outcomes)
    } catch (error) {
      setProblem((error as Error).message)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={t(voice.kind === 'question' ? 'reply_answer' : 'reply')}
      okText={t(voice.kind === 'question' ? 'reply_answer' : 'reply')}
      cancelText={shared('cancel')}
      okButtonProps={{ disabled: !words.trim(), loading: busy }}
      onOk={() => void send()}
      onCancel={cancel}
      width={520}
    >
      {problem ? (
        <div className="problem" role="alert" style={{ marginBottom: 12 }}>
          {problem}
        </div>
      ) : null}
      <p className="faint" style={{ overflowWrap: 'anywhere' }}>
        {voice.words}
      </p>
      <div className="field">
        <label htmlFor={field}>{t('reply_hint')}</label>
        <Input.TextArea id={field} rows={4} maxLength={1_000} showCount value={words} onChange={(event) => setWords(event.target.value)} />
      </div>
    </Modal>
  )
}
