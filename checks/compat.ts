import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `npm run test:compat`: tables and the tests of the hot paths on PostgreSQL 15, the oldest that is promised. It needs that server's programs:
// PG15_BIN, or the place where Debian's package postgresql-15 puts them.
const bin = process.env.PG15_BIN ?? '/usr/lib/postgresql/15/bin'
const centers = ['ledger', 'orders', 'inventory', 'fulfillment', 'warehouse', 'payments', 'search', 'codes', 'products/products.test.ts']
const tests = ['core/sql.test.ts', 'core/jobs.test.ts', ...centers.map((name) => `centers/${name}`)]

process.exitCode = await main()

async function main(): Promise<number> {
  if (!existsSync(join(bin, 'initdb'))) {
    console.warn(`SKIPPED: there is no PostgreSQL 15 in ${bin}. Install postgresql-15, or name its programs by PG15_BIN.`)
    return 0
  }
  console.log(execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim())
  const folder = mkdtempSync(join(tmpdir(), 'tongshang-compat-'))
  // PostgreSQL refuses root: the user its package made runs it.
  const asRoot = process.getuid?.() === 0
  const user = asRoot ? 'postgres' : process.env.USER!
  const ids = asRoot ? { uid: idOf('-u', user), gid: idOf('-g', user) } : {}
  if (asRoot) execFileSync('chown', ['-R', user, folder])
  chmodSync(folder, 0o711)
  const data = join(folder, 'data')
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'], {
    stdio: 'ignore',
    ...ids,
  })
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'port=5415', '-c', 'fsync=off'], {
    stdio: 'ignore',
    ...ids,
  })
  try {
    for (let i = 0; !existsSync(join(folder, '.s.PGSQL.5415')); i++) {
      if (i > 100) throw new Error('PostgreSQL 15 did not start')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const { status } = spawnSync('vitest', ['run', ...tests.filter((path) => existsSync(path))], {
      stdio: 'inherit',
      env: { ...process.env, TONGSHANG_TEST_SERVER: `${folder} 5415 ${user}` },
    })
    return status ?? 1
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

function idOf(which: string, user: string): number {
  return Number(execFileSync('id', [which, user], { encoding: 'utf8' }))
}
