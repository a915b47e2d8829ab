import { randomBytes } from 'node:crypto'
import { type Input, UsageError } from '../command.ts'

export const summary = "Print labels on this machine's printers for the console in the browser"
export const options = {
  port: { type: 'string', default: '17801', description: 'Port on loopback where the console finds the agent' },
  origin: {
    type: 'string',
    env: 'TONGSHANG_ORIGIN',
    description: "The console's address, such as https://shop.example; several with commas",
  },
  token: { type: 'string', env: 'TONGSHANG_PRINT_TOKEN', description: 'What the console must send; made anew and shown when left out' },
  folder: { type: 'string', description: 'Write the labels into this folder instead of printing them' },
} as const
export const words = '[printer...]'
export const detail =
  'Names the system printers (lpstat -p) it may use; the first is used when the console names none. Runs until it is stopped.'

export async function run({ values, words: names }: Input<typeof options>): Promise<void> {
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`${values.port} is no port.`)
  const origins = (values.origin ?? '').split(',').filter(Boolean)
  if (origins.length === 0) throw new UsageError('Say which console may print: --origin https://shop.example')
  if (names.length === 0 && !values.folder) throw new UsageError('Name a printer, or a folder with --folder.')
  const { folderPrinter, startAgent, systemPrinter } = await import('../print-agent.ts')
  const token = values.token ?? randomBytes(12).toString('base64url')
  const printers = values.folder ? [folderPrinter('folder', values.folder)] : names.map(systemPrinter)
  const agent = await startAgent({ port, token, origins, printers })
  console.log(`The print agent listens at ${agent.url} for ${origins.join(', ')}. Token: ${token}`)
  await new Promise<void>((stop) => {
    process.once('SIGINT', () => stop())
    process.once('SIGTERM', () => stop())
  })
  await agent.close()
}
