import { Alert, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { ApiProblem, api, newId, type Outcome } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import { useRemembered } from '../shared/remembered.ts'
import { useWords } from '../shared/words.ts'
import { type AgentJob, knownAgent, printThere } from './agent.ts'
import type { Waybill } from './model.ts'
import { usePartnersText } from './partners-text.ts'
import { useText } from './text.ts'

interface FormProps {
  rows: Waybill[]
  run(work: (rows: Waybill[]) => Promise<Outcome[]>): void
  cancel(): void
}

/** Draws the labels in the order selected; the agent of this desk prints them, else the browser opens them. Printing again asks first. */
export function PrintForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const p = usePartnersText()
  const words = useWords()
  const tell = useTell()
  const { formOf } = useCarriers()
  const [agent] = useState(knownAgent)
  const [format, setFormat] = useRemembered<'agent' | 'pdf' | 'html'>('carriers.print_format', agent ? 'agent' : 'pdf')
  const [print_id] = useState(newId)
  const printed = rows.filter(({ printed_count }) => printed_count > 0).length
  const here = agent !== null && format === 'agent'
  const follow = (id: string) => (job: AgentJob) => {
    const said = job.state === 'failed' ? p('job_failed', { detail: job.detail ?? '' }) : p(`job_${job.state}`)
    void tell.open({ key: id, type: job.state === 'failed' ? 'error' : job.state === 'printed' ? 'success' : 'loading', content: said })
    // On record, so that a supervisor sees which desk has no paper.
    void api.post(`/api/admin/labels/prints/${id}/state`, { state: job.state === 'queued' ? 'printing' : job.state }).catch(() => {})
  }
  const print = () => {
    // Opened while the click is still under way: a tab opened later would be kept back as unwanted.
    const tab = here ? null : window.open('about:blank', '_blank')
    run(async (some) => {
      const parcel_ids = some.map(({ parcel_id }) => parcel_id)
      const id = some.length === rows.length ? print_id : newId()
      const drawn = here || format === 'agent' ? 'pdf' : format
      try {
        const sheet = await labelsOf({ print_id: id, parcel_ids, format: drawn, again: printed > 0 })
        if (here) {
          const job = await printThere(agent, { job_id: id, form: formOf(some[0]!.carrier_id), document: sheet }, follow(id))
          if (job.state === 'failed') return parcel_ids.map((id) => ({ id, status: 'print_failed', detail: job.detail ?? job.state }))
        } else {
          const address = URL.createObjectURL(sheet)
          if (tab) tab.location.href = address
          else download(address, `${print_id}.${drawn}`)
        }
      } catch (error) {
        tab?.close()
        throw error
      }
      return parcel_ids.map((id) => ({ id, status: 'printed' }))
    })
  }
  return (
    <Modal
      open
      title={t('print_title', { count: rows.length })}
      okText={printed > 0 ? t('print_again') : t('print')}
      cancelText={words('cancel')}
      onOk={print}
      onCancel={cancel}
    >
      <p className="faint">{t('print_hint')}</p>
      <Segmented
        value={agent || format !== 'agent' ? format : 'pdf'}
        onChange={(value) => setFormat(value as 'agent' | 'pdf' | 'html')}
        options={[
          ...(agent ? [{ value: 'agent', label: p('via_agent') }] : []),
          { value: 'pdf', label: t('print_pdf') },
          { value: 'html', label: t('print_page') },
        ]}
      />
      {printed > 0 ? <Alert style={{ marginTop: 12 }} type="warning" title={t('already_printed', { count: printed })} /> : null}
    </Modal>
  )
}

interface Ask {
  print_id: string
  parcel_ids: string[]
  format: 'pdf' | 'html'
  again: boolean
}

/** The labels, drawn. */
async function labelsOf(ask: Ask): Promise<Blob> {
  const response = await fetch('/api/admin/labels', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ask),
  })
  if (!response.ok) throw new ApiProblem(response.status, await response.json().catch(() => ({})))
  return response.blob()
}

function download(sheet: string, name: string): void {
  const link = document.createElement('a')
  link.href = sheet
  link.download = name
  link.click()
}
