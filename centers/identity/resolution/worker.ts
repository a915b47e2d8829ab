import { workerData } from 'node:worker_threads'
import pg from 'pg'
import { executeRun } from './job.ts'

const { connection, run_id, now } = workerData as { connection: pg.ClientConfig; run_id: string; now: string }
const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({ ...connection, application_name: 'tongshang resolution', options: '-c TimeZone=UTC' })
  client.on('error', () => {}) // what fails is thrown by the query under way
  await client.connect()
  return client
}
const [client, watch] = [await connect(), await connect()]
try {
  await executeRun(client, watch, run_id, now)
} finally {
  await Promise.allSettled([client.end(), watch.end()])
}
