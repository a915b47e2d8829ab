/** The print agent of this machine; its protocol is in docs/guides/print-agent.md. Known per browser: every desk has its own printer. */
export interface Agent {
  port: number
  token: string
}
export interface AgentStatus {
  agent: string
  version: number
  printers: { name: string; state: 'ready' | 'paper_out' | 'offline' }[]
}
export interface AgentJob {
  job_id: string
  state: 'queued' | 'printing' | 'printed' | 'paper_out' | 'failed'
  detail: string | null
}

const kept = 'tongshang.print_agent'
export const startingPort = 17_801

export function knownAgent(): Agent | null {
  try {
    return JSON.parse(localStorage.getItem(kept) ?? 'null') as Agent | null
  } catch {
    return null
  }
}
export const keepAgent = (agent: Agent): void => localStorage.setItem(kept, JSON.stringify(agent))
export const forgetAgent = (): void => localStorage.removeItem(kept)

async function ask<Answer>({ port, token }: Agent, path: string, body?: object, wait_ms = 5_000): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    signal: AbortSignal.timeout(wait_ms),
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const told = (await answer.json()) as Answer & { detail?: string }
  if (!answer.ok) throw new Error(told.detail ?? `HTTP ${answer.status}`)
  return told
}

/** What the agent has, or null when it cannot be reached or does not know us. */
export const statusOf = (agent: Agent): Promise<AgentStatus | null> => ask<AgentStatus>(agent, '/v1/status').catch(() => null)

/**
 * Hands labels over and follows the job until it is printed or failed; every state is told to `tell`. The same job id is printed once, so a hand-over whose
 * answer was lost can be sent again.
 */
export async function printThere(
  agent: Agent,
  job: { job_id: string; form: string; document: Blob; printer?: string | undefined },
  tell: (job: AgentJob) => void,
): Promise<AgentJob> {
  const document = await base64Of(job.document)
  const sent = { job_id: job.job_id, form: job.form, document, ...(job.printer ? { printer: job.printer } : {}) }
  let now = await ask<AgentJob>(agent, '/v1/jobs', sent, 30_000)
  tell(now)
  while (now.state !== 'printed' && now.state !== 'failed') {
    const next = await ask<AgentJob>(agent, `/v1/jobs/${job.job_id}?state=${now.state}&wait_s=20`, undefined, 30_000)
    if (next.state !== now.state) tell(next)
    now = next
  }
  return now
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return btoa(text)
}
