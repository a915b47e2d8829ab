import { execFile, execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopOrphan } from '#core/database/embedded.ts'
import { type Command, describeCommand, type Options, readInput } from './command.ts'

const cli = join(import.meta.dirname, 'cli.ts')
const temp = fs.mkdtempSync(join(tmpdir(), 'tongshang-cli-'))
fs.chmodSync(temp, 0o711)
const shop = join(temp, 'shop')
afterAll(async () => {
  for (const name of fs.readdirSync(temp)) await stopOrphan(join(temp, name)).catch(() => {})
  fs.rmSync(temp, { recursive: true, force: true })
})

describe('reading the line', () => {
  const options = {
    port: { type: 'string', env: 'PORT', default: '3000', description: 'Where to listen' },
    url: { type: 'string', env: 'URL', description: 'A server' },
    quick: { type: 'boolean', env: 'QUICK', short: 'q', description: 'Do less' },
  } as const satisfies Options
  const command: Command = { summary: 'Serve', options, run: async () => 0 }
  const cases: [name: string, args: string[], environment: NodeJS.ProcessEnv, expected: Record<string, unknown>][] = [
    ['nothing said', [], {}, { port: '3000', url: undefined, quick: false }],
    ['from the environment', [], { PORT: '1', URL: 'u', QUICK: 'true' }, { port: '1', url: 'u', quick: true }],
    ['an empty variable is none', [], { PORT: '', QUICK: '' }, { port: '3000', url: undefined, quick: false }],
    ['QUICK=0 is no', [], { QUICK: '0' }, { port: '3000', url: undefined, quick: false }],
    ['the line wins', ['--port', '2', '-q'], { PORT: '1' }, { port: '2', url: undefined, quick: true }],
  ]
  test.each(cases)('%s', (_name, args, environment, expected) => {
    expect(readInput('serve', command, args, environment).values).toEqual(expected)
  })

  test('what is not understood is refused with where to read more', () => {
    for (const args of [['--prot', '1'], ['file'], ['--port']])
      expect(() => readInput('serve', command, args, {})).toThrow(/See: tongshang serve --help/)
    expect(readInput('serve', { ...command, words: '<file>' }, ['a.csv', 'b.csv'], {}).words).toEqual(['a.csv', 'b.csv'])
  })

  test('help names every option, its variable and its default', () => {
    expect(describeCommand('serve', command)).toContain('    --port <value>  Where to listen (or PORT; 3000 when left out)')
  })
})

describe('as it is typed', () => {
  const commands = fs.readdirSync(join(import.meta.dirname, 'commands')).map((file) => file.replace(/\.ts$/, ''))

  test('help lists every command, and every command has its own', async () => {
    const all = await run('--help')
    expect(all.code).toBe(0)
    for (const name of commands) expect(all.out).toMatch(new RegExp(`^  ${name} +\\w`, 'm'))
    for (const { code, out } of await Promise.all(commands.map((name) => run(name, '--help')))) {
      expect(code).toBe(0)
      expect(out).toMatch(/^Usage: tongshang /m)
    }
  })

  test('an unknown command or option is refused in one sentence', async () => {
    expect(await run('migrat')).toMatchObject({ code: 2, err: expect.stringMatching(/^There is no command migrat\. There are: .*migrate/) })
    expect(await run('migrate', '--fast')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Unknown option '--fast'\. See: tongshang migrate --help\n$/),
    })
    expect(await run('backup', '--data-dir', shop)).toMatchObject({ code: 2, err: expect.stringContaining('--backup-dir, or BACKUP_DIR') })
  })

  test('a server that cannot be reached is told without a stack', async () => {
    const { code, err } = await run('migrate', '--database-url', 'postgres://shop@127.0.0.1:5698/shop')
    expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 1, lines: 1 })
    expect(err).toContain('Check DATABASE_URL')
  })

  describe('on a database of its own', () => {
    beforeAll(() => expectFine('migrate', '--data-dir', shop))

    test('migrate, promises, backup and restore work one after the other', async () => {
      expect(await expectFine('migrate', '--data-dir', shop)).toContain('The database is up to date.')
      expect(await expectFine('promises', '--data-dir', shop)).toMatch(/\d+ promises checked, 0 broken\./)

      const backup = join(temp, 'backup')
      expect(await expectFine('backup', '--data-dir', shop, '--backup-dir', backup)).toMatch(/Backup \S+ is complete/)
      expect(await expectFine('backup', '--list', '--backup-dir', backup)).toMatch(/restores .* and later/)

      const copy = join(temp, 'copy')
      expect(await expectFine('restore', '--data-dir', copy, '--backup-dir', backup)).toContain('Restored from')
      expect(await expectFine('migrate', '--data-dir', copy)).toContain('The database is up to date.')
      expect(await run('restore', '--data-dir', copy, '--backup-dir', backup)).toMatchObject({
        code: 1,
        err: expect.stringContaining('--replace'),
      })
    })
  })

  const old = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => fs.existsSync(path) && Number.parseInt(versionOf(path), 10) < 26)
  test.runIf(old)('an older Node is told what to do, or hands over to ours', async () => {
    const { code, out, err } = await new Promise<Ran>((done) =>
      execFile(old!, [join(import.meta.dirname, 'tongshang.js'), '--help'], (error, out, err) => done({ code: error ? 1 : 0, out, err })),
    )
    if (code === 0) expect(out).toContain('Usage: tongshang')
    else expect(err).toMatch(/^Tongshang needs Node 26; this is .* Run "npm install" here/)
  })
})

type Ran = { code: number; out: string; err: string }

function run(...args: string[]): Promise<Ran> {
  const { DATABASE_URL: _url, DATA_DIR: _data, BACKUP_DIR: _backup, ...env } = process.env
  return new Promise((done) =>
    execFile(process.execPath, [cli, ...args], { env }, (error, out, err) => done({ code: Number(error?.code ?? 0), out, err })),
  )
}

async function expectFine(...args: string[]): Promise<string> {
  const { code, out, err } = await run(...args)
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  return out
}

const versionOf = (path: string): string => execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' })
