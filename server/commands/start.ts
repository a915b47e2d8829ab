import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import type { Files } from '#core/files.ts'
import type { Needs } from '#core/needs.ts'
import { type Input, type Option, UsageError } from '../command.ts'
import { databaseOptions, openFrom } from '../environment.ts'

export const summary = 'Serve the shop: mall, console and API in one process'
export const options = {
  ...databaseOptions,
  port: { type: 'string', env: 'PORT', default: '3000', description: 'Port to listen on' },
  host: { type: 'string', env: 'HOST', default: '0.0.0.0', description: 'Address to listen on' },
} as const satisfies Record<string, Option>
export const detail = `Builds the fronts when their sources changed, starts or finds the database, brings its tables up to date, fills an empty database with
the sample enterprise, and serves until it is told to stop (Ctrl-C).`

export async function run({ values }: Input<typeof options>): Promise<number> {
  // React and the router read this when they are loaded; without it pages are rendered at half the speed.
  process.env.NODE_ENV ??= 'production'
  const { buildFronts } = await import('../fronts/build.ts')
  return startShop(values, 'production', () => buildFronts(tell))
}

export const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`)

/** What `start` and `dev` share. Answers when the shop was told to stop and everything has come to rest. */
export async function startShop(
  values: Input<typeof options>['values'],
  mode: 'production' | 'development',
  build: () => Promise<void>,
): Promise<number> {
  const port = readPort(values.port)
  await refuseTakenPort(port, values.host)
  const { migrate } = await import('#core/migrate.ts')
  const { openDb } = await import('#core/sql.ts')
  const { wallClock } = await import('#core/time.ts')

  // The program is read while the database, another process, gets ready.
  const [database, { serve }] = await Promise.all([openFrom(values), import('../serve.ts'), build()])
  await migrate(database.connection, wallClock.now())
  const db = openDb(database.connection)
  const { openFiles } = await import('#core/files.ts')
  const { drawings } = await import('../drawings.ts')
  const files = await openFiles(resolve(values['data-dir'], 'files'), drawings)
  const needs = { db, clock: wallClock, files }
  const { demo } = await loadWorldIfEmpty(needs)
  // Heard from before the first request can come: who is told to stop while he opens opens first, and then closes in order.
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const service = await serve(needs, { port, host: values.host, mode, demo })
  const sites = demo.length > 0 ? await openBrandSites(needs) : []
  // The sample enterprise sells on three marketplaces that are in this process.
  const marketplaces =
    demo.length > 0 ? await (await import('../marketplaces-simulated.ts')).openSimulatedMarketplaces(needs, service.address) : null
  // And gives its parcels to a carrier and a third-party warehouse that are here too.
  const carriers = demo.length > 0 ? await (await import('../carriers-simulated.ts')).openSimulatedCarriers(needs, service.address) : null

  // Its accountants have an ERP each, here too.
  const erps = demo.length > 0 ? await (await import('../erps-simulated.ts')).openSimulatedErps(needs) : null

  console.log(
    `\n  Tongshang 通商 is open:  ${service.address}\n  Console:              ${service.address}/console/\n  API guide:            ${service.address}/docs\n`,
  )
  if (demo.length) {
    console.log('  Sample enterprise, sign in as')
    for (const one of demo)
      console.log(`    ${one.audience === 'staff' ? 'console' : 'mall   '}  ${one.sign_in_name.padEnd(16)} ${one.password}   ${one.name}`)
    if (sites.length) console.log(`  Sites of its brands, one sign-on for all: ${sites.join('  ')}`)
    console.log('')
  }

  await told
  tell('Closing …')
  await service.stop()
  await marketplaces?.stop()
  await carriers?.stop()
  await erps?.stop()
  await files.close()
  await db.close()
  await database.stop()
  return 0
}

/** Fills an empty database with the sample enterprise; answers whom one may sign in as when it is the one here. */
async function loadWorldIfEmpty({ db, clock, files }: Needs) {
  const { demoAccounts, isEmpty, isSample, loadWorld } = await import('#world/load.ts')
  if (await isEmpty(db)) {
    tell('Moving the sample enterprise in …')
    await loadWorld(db, clock.now())
  }
  const sample = await isSample(db)
  if (sample) await keepModels(files)
  return { demo: sample ? demoAccounts() : [] }
}

/** Two brands of the sample have sites of their own while it stands on this machine: browsers find every name below localhost. */
async function openBrandSites({ db, clock }: Needs): Promise<string[]> {
  const { keepBrandSites } = await import('#centers/identity/sign-on/applications.ts')
  const { publicUrl } = await import('#centers/identity/sign-on/provider.ts')
  const { brands } = await import('#world/brands.ts')
  const own = publicUrl()
  return new URL(own).hostname === 'localhost' ? db.tx((tx) => keepBrandSites(tx, clock.now(), own, brands.slice(0, 2))) : []
}

/** Drawings are made when they are looked at; models and films are files. The same content again is the same file. */
async function keepModels(files: Files | undefined): Promise<void> {
  const { models } = await import('#world/models.ts')
  const { manuals } = await import('#world/manuals.ts')
  const { films } = await import('#world/films/index.ts')
  for (const file of [...Object.values(models), ...Object.values(films), ...manuals()])
    await files?.put(Readable.from([file]), { limit_bytes: 1_000_000 })
}

function readPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`"${text}" is no port: give a number from 1 to 65535.`)
  return port
}

/** Asked before anything is built or started, so the answer comes at once. */
async function refuseTakenPort(port: number, host: string): Promise<void> {
  const { createServer } = await import('node:net')
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`,
        EACCES: `Port ${port} may not be used by this user. Choose one above 1023: PORT=3000 npm start`,
        EADDRNOTAVAIL: `This machine has no address ${host}. Leave HOST out to listen on all of them.`,
      }
      reject(new UsageError(reasons[error.code ?? ''] ?? `Port ${port} cannot be used: ${error.message}`))
    })
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}
