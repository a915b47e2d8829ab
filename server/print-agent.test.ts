import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Agent, folderPrinter, startAgent } from './print-agent.ts'

let agent: Agent
const folder = mkdtempSync(join(tmpdir(), 'tongshang-print-'))
const origin = 'https://shop.example'
beforeAll(async () => {
  const printers = [folderPrinter('desk', folder)]
  agent = await startAgent({ port: 0, token: 'desk-token', origins: [origin], printers, look_again_ms: 20 })
})
afterAll(async () => {
  await agent.close()
  rmSync(folder, { recursive: true })
})

const ask = (path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(agent.url + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: 'Bearer desk-token', origin, ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const document = Buffer.from('%PDF-1.7 a label').toString('base64')
const state = async (job_id: string, known: string) => (await (await ask(`/v1/jobs/${job_id}?state=${known}&wait_s=5`)).json()).state

test('a job is queued, printed once, and answered the same when it is sent again', async () => {
  expect(await (await ask('/v1/status')).json()).toEqual({ agent: 'tongshang', version: 1, printers: [{ name: 'desk', state: 'ready' }] })
  const sent = await ask('/v1/jobs', { job_id: 'job-1', form: '76x130', document })
  expect(sent.status).toBe(202)
  for (let known = 'queued'; known !== 'printed'; ) known = await state('job-1', known)
  expect((await ask('/v1/jobs', { job_id: 'job-1', form: '76x130', document })).status).toBe(200)
  expect(readdirSync(folder)).toEqual(['job-1.pdf'])
})

test('without paper the jobs wait in their order and go on when there is some', async () => {
  writeFileSync(join(folder, 'paper_out'), '')
  await ask('/v1/jobs', { job_id: 'job-2', form: '76x130', document })
  await ask('/v1/jobs', { job_id: 'job-3', form: '76x130', document })
  expect(await state('job-2', 'queued')).toBe('paper_out')
  expect(agent.jobs.get('job-3')!.state).toBe('queued')
  rmSync(join(folder, 'paper_out'))
  for (let known = 'queued'; known !== 'printed'; ) known = await state('job-3', known)
  expect(agent.jobs.get('job-2')!.state).toBe('printed')
})

test.each([
  ['another page', '/v1/status', undefined, { origin: 'https://elsewhere.example' }, 403],
  ['a wrong token', '/v1/status', undefined, { authorization: 'Bearer guess' }, 401],
  ['no PDF', '/v1/jobs', { job_id: 'job-9', document: 'aGVsbG8=' }, {}, 400],
  ['a path as job', '/v1/jobs', { job_id: '../etc/x', document }, {}, 400],
  ['an unknown printer', '/v1/jobs', { job_id: 'job-9', document, printer: 'cellar' }, {}, 400],
  ['an unknown job', '/v1/jobs/job-99', undefined, {}, 404],
] as const)('%s is refused', async (_, path, body, headers, status) => {
  expect((await ask(path, body, headers)).status).toBe(status)
})

test("the browser's own question before it lets a page reach this machine is answered", async () => {
  const answer = await fetch(`${agent.url}/v1/jobs`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-private-network': 'true' },
  })
  expect([
    answer.status,
    answer.headers.get('access-control-allow-origin'),
    answer.headers.get('access-control-allow-private-network'),
  ]).toEqual([204, origin, 'true'])
})
