import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useSession } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Amount, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { ApproverSelect } from './approver.tsx'
import { Difference } from './difference.tsx'
import { State } from './list.tsx'
import { type RequestDetail, toneOf } from './model.ts'
import { useText } from './text.ts'

/** One request: what exactly is signed, who decides, what was said; decided at the foot, under the thumb. */
export function Component() {
  const { request_id } = useParams()
  const t = useText()
  const request = useApi<RequestDetail>(`/api/admin/approvals/${request_id}`)
  if (request.isPending || request.isError)
    return (
      <DetailDrawer title={t('title')}>
        {request.isError ? <Failure error={request.error} retry={() => void request.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail key={request.data.id} request={request.data} />
}

function Detail({ request }: { request: RequestDetail }) {
  const t = useText()
  const [comment, setComment] = useState('')
  const [next, setNext] = useState<string[]>([])
  const [countersign, setCountersign] = useState(false)
  const act = useAct(request)
  const me = useSession().data?.user?.id
  const open = request.asked_by === me && (request.state === 'waiting' || request.state === 'returned')
  const free =
    !request.template_id &&
    (request.mode === 'any' || request.seats.filter(({ step, state }) => step === request.step && state === 'waiting').length <= 1)
  return (
    <DetailDrawer
      title={request.title}
      status={<State row={request} />}
      actions={
        request.mine || open ? <Actions request={request} comment={comment} next={next} countersign={countersign} act={act} /> : null
      }
    >
      <Section title={t('matter')}>
        <Facts
          items={[
            [t('asked_by'), request.asked_by_name],
            [t('organization'), request.organization_name],
            [t('asked_at'), <Exact key="at" at={request.asked_at} />],
            request.amount_minor !== null && [
              t('amount'),
              <Amount key="amount" minor={request.amount_minor} currency={request.currency ?? 'CNY'} strong />,
            ],
            request.due_at !== null && [t('due_at'), <Exact key="due" at={request.due_at} />],
            request.result_detail !== null && [t('state'), request.result_detail],
          ]}
        />
      </Section>
      <Section title={t('difference')}>
        {request.mine ? <p className="faint">{t('difference_hint')}</p> : null}
        <Difference {...request.difference} />
      </Section>
      <Section title={t('flow')} extra={request.mode === 'all' ? <span className="faint">{t('countersign')}</span> : null}>
        <ol className="timeline">
          {request.seats.map((seat) => (
            <li key={seat.seat}>
              <div className="card-row">
                <span>
                  {seat.approver_name} <span className="faint">{t('step', { step: seat.step })}</span>
                </span>
                <Status tone={toneOf(seat.state)}>{t.maybe(`seat_${seat.state}`, seat.state)}</Status>
              </div>
              <div className="second">
                {seat.comment ? <span>{seat.comment} · </span> : null}
                <Ago at={seat.decided_at ?? seat.opened_at} />
              </div>
            </li>
          ))}
        </ol>
      </Section>
      <Section title={t('comments')}>
        {request.comments.length === 0 ? <p className="faint">{t('comment_none')}</p> : null}
        <ul className="timeline">
          {request.comments.map((one) => (
            <li key={one.id}>
              <div style={{ whiteSpace: 'pre-wrap' }}>{one.text}</div>
              <div className="second">
                {one.by_name} · <Ago at={one.written_at} />
              </div>
            </li>
          ))}
        </ul>
        <Input.TextArea
          aria-label={t('comment_placeholder')}
          placeholder={t('comment_placeholder')}
          value={comment}
          maxLength={2000}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={(event) => setComment(event.target.value)}
        />
        <Button
          style={{ marginTop: 8 }}
          disabled={!comment.trim()}
          onClick={() =>
            void act(
              '/api/admin/approvals/comments',
              'comments',
              { id: newId(), request_id: request.id, text: comment.trim() },
              t('comment_send'),
            ).then((went) => went && setComment(''))
          }
        >
          {t('comment_send')}
        </Button>
      </Section>
      {request.mine && free ? (
        <Section title={t('next')}>
          <ApproverSelect many value={next} change={setNext} placeholder={t('next_placeholder')} />
          {next.length > 1 ? (
            <Checkbox checked={countersign} onChange={(event) => setCountersign(event.target.checked)}>
              {t('countersign')}
            </Checkbox>
          ) : null}
        </Section>
      ) : null}
    </DetailDrawer>
  )
}

type Act = (path: string, name: string, item: object, title: string) => Promise<boolean>

/** Sends one item, says how it went, and looks again. */
function useAct(request: RequestDetail): Act {
  const t = useText()
  const tell = useTell()
  const queries = useQueryClient()
  return async (path, name, item, title) => {
    const [outcome] = await api
      .batch(path, { [name]: [item] })
      .catch((error: Error): Outcome[] => [{ id: request.id, status: 'not_done', detail: error.message }])
    const said = t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? '')
    const refused = outcome!.detail !== undefined || said !== ''
    if (refused) void tell.error(`${title}: ${said}`, 6)
    else void tell.success(title)
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/api/admin/approvals') || String(queryKey[0]).includes('approvals'),
    })
    return !refused
  }
}

interface ActionsProps {
  request: RequestDetail
  comment: string
  next: string[]
  countersign: boolean
  act: Act
}

function Actions({ request, comment, next, countersign, act }: ActionsProps) {
  const t = useText()
  const me = useSession().data?.user?.id
  const [passing, setPassing] = useState(false)
  const [to, setTo] = useState<string[]>([])
  const [busy, setBusy] = useState<string | null>(null)
  const run = async (key: string, work: () => Promise<unknown>) => {
    setBusy(key)
    await work().finally(() => setBusy(null))
  }
  const decide = (decision: 'approve' | 'refuse' | 'return') =>
    run(decision, () =>
      act(
        '/api/admin/approvals/decisions',
        'decisions',
        {
          id: request.id,
          decision,
          digest: request.digest,
          ...(comment.trim() ? { comment: comment.trim() } : {}),
          ...(decision === 'approve' && next.length > 0 ? { next_ids: next, countersign: countersign && next.length > 1 } : {}),
        },
        t(decision),
      ),
    )
  const own = request.asked_by === me
  return (
    <>
      {own && (request.state === 'waiting' || request.state === 'returned') ? (
        <Button
          danger
          loading={busy === 'withdraw'}
          onClick={() =>
            void run('withdraw', () => act('/api/admin/approvals/withdrawals', 'withdrawals', { id: request.id }, t('withdraw')))
          }
        >
          {t('withdraw')}
        </Button>
      ) : null}
      {own && request.state === 'returned' ? (
        <Button
          type="primary"
          loading={busy === 'resubmit'}
          onClick={() =>
            void run('resubmit', () => act('/api/admin/approvals/resubmissions', 'resubmissions', { id: request.id }, t('resubmit')))
          }
        >
          {t('resubmit')}
        </Button>
      ) : null}
      {request.mine ? (
        <>
          <Button onClick={() => setPassing(true)}>{t('pass')}</Button>
          <Button loading={busy === 'return'} onClick={() => void decide('return')}>
            {t('return')}
          </Button>
          <Button danger loading={busy === 'refuse'} onClick={() => void decide('refuse')}>
            {t('refuse')}
          </Button>
          <Button type="primary" loading={busy === 'approve'} onClick={() => void decide('approve')}>
            {next.length > 0 ? t('next') : t('approve')}
          </Button>
        </>
      ) : null}
      <Modal
        open={passing}
        title={t('pass_title')}
        okText={t('pass')}
        okButtonProps={{ disabled: to.length === 0 }}
        onCancel={() => setPassing(false)}
        onOk={() =>
          void act('/api/admin/approvals/passings', 'passings', { id: request.id, to_id: to[0] }, t('pass')).then(
            (went) => went && setPassing(false),
          )
        }
      >
        <ApproverSelect value={to} change={setTo} placeholder={t('pass_placeholder')} />
      </Modal>
    </>
  )
}
