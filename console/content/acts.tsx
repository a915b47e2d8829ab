import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input, Modal, Select } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { api, newId, type Outcome } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { Skeleton } from '../shared/states.tsx'
import { Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type Finding, useFindingWords } from './findings.ts'
import { audiences, detailPath, type Page } from './model.ts'
import { useText } from './text.ts'

export type Act = 'publish' | 'schedule' | 'withdraw' | 'remove' | 'copy' | 'roll_back' | 'preview'

/** Sends one item and tells what came of it; the lists that show the page follow. */
export function useSend(page_id: string) {
  const tell = useTell()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const send = async (path: string, item: object, good: string): Promise<Outcome | null> => {
    setBusy(true)
    setRefusal(null)
    try {
      const [outcome] = await api.batch(`/api/admin/content/${path}`, { items: [item] })
      if (outcome?.detail) setRefusal(outcome.detail)
      else {
        void tell.success(good)
        await Promise.all([
          queries.invalidateQueries({ queryKey: [detailPath(page_id)] }),
          queries.invalidateQueries({ queryKey: ['/api/admin/content/pages'] }),
          queries.invalidateQueries({ queryKey: ['/api/admin/content/pages/counts'] }),
        ])
        return outcome!
      }
    } catch (error) {
      setRefusal((error as Error).message)
    } finally {
      setBusy(false)
    }
    return null
  }
  return { busy, refusal, send }
}

/** What the draft says, held against the truth. */
export function Facts({ page }: { page: Page }) {
  const t = useText()
  const words = useFindingWords()
  const { data } = usePostedFacts(page)
  if (!data) return <Skeleton rows={2} />
  if (data.findings.length === 0) return <Status tone="done">{t('facts_good')}</Status>
  return (
    <ul className="rows">
      {data.findings.map((one, i) => (
        <li key={`${one.finding}-${i}`}>
          <Status tone={one.level === 'fault' ? 'danger' : 'waiting'}>{t.maybe(`level_${one.level}`)}</Status>
          <span style={{ flex: 1, minWidth: 200 }}>{words.finding(one)}</span>
          <span className="faint">{words.block(one.block_id, page.blocks)}</span>
        </li>
      ))}
    </ul>
  )
}

const usePostedFacts = ({ page_id, draft_version }: Page) =>
  useQuery({
    queryKey: ['content-facts', page_id, draft_version],
    queryFn: () => api.post<{ findings: Finding[] }>('/api/admin/content/facts', { page_id }),
    staleTime: 0,
  })

/** The dialog of one act. */
export function ActDialog({ act, page, version_no, close }: { act: Act; page: Page; version_no?: number; close(): void }) {
  const Dialog = dialogs[act]
  return <Dialog page={page} close={close} {...(version_no ? { version_no } : {})} />
}

interface DialogProps {
  page: Page
  close(): void
  version_no?: number
}

function Frame(props: {
  title: string
  ok: string
  busy: boolean
  refusal: string | null
  danger?: boolean
  disabled?: boolean
  act(): void
  close(): void
  children?: ReactNode
}) {
  const words = useWords()
  return (
    <Modal
      open
      title={props.title}
      okText={props.ok}
      cancelText={words('cancel')}
      confirmLoading={props.busy}
      okButtonProps={{ danger: props.danger ?? false, disabled: props.disabled ?? false }}
      onOk={props.act}
      onCancel={props.close}
      width={520}
    >
      {props.children}
      {props.refusal ? <Alert type="error" title={props.refusal} showIcon style={{ marginTop: 12 }} /> : null}
    </Modal>
  )
}

function Publish({ page, close }: DialogProps) {
  const t = useText()
  const field = useId()
  const [id] = useState(newId)
  const [note, setNote] = useState('')
  const facts = usePostedFacts(page).data
  const { busy, refusal, send } = useSend(page.page_id)
  const faults = facts?.findings.some(({ level }) => level === 'fault') ?? false
  const act = async () => {
    const item = { id, page_id: page.page_id, if_version: page.draft_version, ...(note.trim() ? { note: note.trim() } : {}) }
    if (await send('publications', item, t('published'))) close()
  }
  return (
    <Frame
      title={t('publish_title')}
      ok={t('publish')}
      busy={busy}
      refusal={refusal}
      disabled={faults || !facts}
      act={() => void act()}
      close={close}
    >
      <p>{t('publish_hint')}</p>
      <Facts page={page} />
      <div className="field">
        <label htmlFor={field}>{t('note')}</label>
        <Input id={field} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
    </Frame>
  )
}

/** `2026-11-22T14:05` of this machine's clock, for the browser's own picker. */
const localInput = (ms: number): string => {
  const date = new Date(ms)
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function Schedule({ page, close }: DialogProps) {
  const t = useText()
  const [what, when] = [useId(), useId()]
  const [id] = useState(newId)
  const [act, setAct] = useState<'publish' | 'withdraw'>('publish')
  const [at, setAt] = useState(() => localInput(Date.now() + 3_600_000))
  const { busy, refusal, send } = useSend(page.page_id)
  const plan = async () => {
    if (await send('schedules', { id, page_id: page.page_id, act, due_at: new Date(at).toISOString() }, t('scheduled'))) close()
  }
  return (
    <Frame
      title={t('schedule_title')}
      ok={t('schedule')}
      busy={busy}
      refusal={refusal}
      disabled={!at}
      act={() => void plan()}
      close={close}
    >
      <div className="field">
        <label htmlFor={what}>{t('plan')}</label>
        <Select
          id={what}
          value={act}
          onChange={setAct}
          options={(['publish', 'withdraw'] as const).map((value) => ({ value, label: t(`schedule_${value}`) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={when}>{t('schedule_at')}</label>
        <Input id={when} type="datetime-local" step="1" value={at} onChange={(event) => setAt(event.target.value)} />
      </div>
      {act === 'publish' ? <Facts page={page} /> : null}
    </Frame>
  )
}

const Withdraw = (props: DialogProps) => <TakeDown {...props} remove={false} />
const Remove = (props: DialogProps) => <TakeDown {...props} remove />

function TakeDown({ page, close, remove }: DialogProps & { remove: boolean }) {
  const t = useText()
  const { busy, refusal, send } = useSend(page.page_id)
  const act = async () => {
    if (await send('withdrawals', { page_id: page.page_id, remove }, t('withdrawn'))) close()
  }
  return (
    <Frame
      title={t('withdraw_title')}
      ok={remove ? t('remove') : t('withdraw')}
      busy={busy}
      refusal={refusal}
      danger
      act={() => void act()}
      close={close}
    >
      <p>{remove ? t('remove_hint') : t('withdraw_hint')}</p>
    </Frame>
  )
}

function RollBack({ page, version_no, close }: DialogProps) {
  const t = useText()
  const [id] = useState(newId)
  const { busy, refusal, send } = useSend(page.page_id)
  const act = async () => {
    if (await send('roll-backs', { id, page_id: page.page_id, ...(version_no ? { version_no } : {}) }, t('rolled_back'))) close()
  }
  return (
    <Frame
      title={version_no ? t('roll_back_title', { n: version_no }) : t('roll_back')}
      ok={t('roll_back')}
      busy={busy}
      refusal={refusal}
      act={() => void act()}
      close={close}
    />
  )
}

function Copy({ page, close }: DialogProps) {
  const t = useText()
  const [code, address, people] = [useId(), useId(), useId()]
  const [page_id, setCode] = useState(`${page.page_id}-2`)
  const [path, setPath] = useState(page.path)
  const [audience, setAudience] = useState<Page['audience']>('members')
  const { busy, refusal, send } = useSend(page.page_id)
  const act = async () => {
    const item = { page_id, from_page_id: page.page_id, path, channel_id: page.channel_id, audience }
    if (await send('copies', item, t('saved'))) close()
  }
  return (
    <Frame
      title={t('copy_title')}
      ok={t('copy')}
      busy={busy}
      refusal={refusal}
      disabled={!page_id || !path}
      act={() => void act()}
      close={close}
    >
      <p>{t('copy_hint')}</p>
      <div className="field">
        <label htmlFor={code}>{t('code')}</label>
        <Input id={code} value={page_id} maxLength={64} onChange={(event) => setCode(event.target.value)} />
      </div>
      <div className="field">
        <label htmlFor={address}>{t('path')}</label>
        <Input id={address} value={path} maxLength={120} onChange={(event) => setPath(event.target.value)} />
      </div>
      <div className="field">
        <label htmlFor={people}>{t('for')}</label>
        <Select
          id={people}
          value={audience}
          onChange={setAudience}
          options={audiences.map((value) => ({ value, label: t(`audience_${value}`) }))}
        />
      </div>
    </Frame>
  )
}

/** The draft as shoppers would see it, phone and desktop side by side. */
function Preview({ page, close }: DialogProps) {
  const t = useText()
  const tell = useTell()
  const made = useQuery({
    queryKey: ['content-preview', page.page_id],
    queryFn: () => api.post<{ path: string }>('/api/admin/content/previews', { page_id: page.page_id }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const path = made.data?.path
  return (
    <Modal open title={t('preview')} footer={null} onCancel={close} width="min(1560px, 96vw)" style={{ top: 24 }}>
      <p className="faint">
        {t('preview_hint')}{' '}
        {path ? (
          <>
            <a href={path} target="_blank" rel="noreferrer">
              {t('open')}
            </a>{' '}
            <Button
              type="link"
              size="small"
              onClick={() => void navigator.clipboard.writeText(location.origin + path).then(() => tell.success(t('link_copied')))}
            >
              {t('copy_link')}
            </Button>
          </>
        ) : null}
      </p>
      {path ? (
        <div className="page-previews">
          <iframe title={t('preview_phone')} src={`${path}?at=${page.draft_version}`} style={{ width: 390 }} />
          <iframe title={t('preview_desktop')} src={`${path}?at=${page.draft_version}`} style={{ flex: 1, minWidth: 0 }} />
        </div>
      ) : (
        <Skeleton />
      )}
    </Modal>
  )
}

const dialogs = {
  publish: Publish,
  schedule: Schedule,
  withdraw: Withdraw,
  remove: Remove,
  copy: Copy,
  roll_back: RollBack,
  preview: Preview,
}
