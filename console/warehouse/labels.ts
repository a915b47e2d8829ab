import { type AgentJob, knownAgent, printThere, statusOf } from '../carriers/agent.ts'
import { ApiProblem, api, newId } from '../shared/api.ts'

/** The most labels one call draws. */
const largest = 500

/**
 * Prints labels in the order given: by the print agent of this desk where it answers, else the browser opens the sheets, or keeps them as files where it
 * opens nothing. Labels printed before are printed again where `again` says so: the sheet says it too.
 */
export async function printBoxes(
  parcel_ids: readonly string[],
  { form = '76x130', again = true, tell = () => undefined }: { form?: string; again?: boolean; tell?: (job: AgentJob) => void } = {},
): Promise<void> {
  if (parcel_ids.length === 0) return
  const known = knownAgent()
  // Opened while the click or scan is still under way: a tab opened later would be kept back as unwanted.
  const tab = known ? null : window.open('about:blank', '_blank')
  try {
    const agent = known && (await statusOf(known)) ? known : null
    for (let at = 0; at < parcel_ids.length; at += largest) {
      const print_id = newId()
      const sheet = await draw(print_id, parcel_ids.slice(at, at + largest), again)
      const job = agent && (await printThere(agent, { job_id: print_id, form, document: sheet }, follow(print_id, tell)).catch(() => null))
      if (job && job.state !== 'failed') continue
      const address = URL.createObjectURL(sheet)
      if (tab && at === 0) tab.location.href = address
      else download(address, `labels-${print_id}.pdf`)
    }
  } catch (error) {
    tab?.close()
    throw error
  }
}

/** On record, so that a supervisor sees which desk has no paper. */
const follow = (print_id: string, tell: (job: AgentJob) => void) => (job: AgentJob) => {
  tell(job)
  void api
    .post(`/api/admin/labels/prints/${print_id}/state`, { state: job.state === 'queued' ? 'printing' : job.state })
    .catch(() => undefined)
}

async function draw(print_id: string, parcel_ids: readonly string[], again: boolean): Promise<Blob> {
  const ask = (body: object) =>
    fetch('/api/admin/labels', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const batch = { print_id, parcel_ids, format: 'pdf' }
  let response = await ask({ ...batch, again: false })
  if (response.status === 409 && again) response = await ask({ ...batch, again: true })
  if (!response.ok) throw new ApiProblem(response.status, await response.json().catch(() => ({})))
  return response.blob()
}

function download(address: string, name: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
