import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { isAlive } from '#core/database/processes.ts'

export const root = join(import.meta.dirname, '..', '..')

interface Front {
  name: 'mall' | 'console'
  /** What the result is made from; a change in any of it makes the build stale. */
  sources: string[]
  command: string[]
  /** Files the browser gets, compressed ahead of time. */
  assets: string
}

const fronts: Front[] = [
  {
    name: 'mall',
    sources: ['mall', 'client', 'vite.mall.config.ts', 'react-router.config.ts', 'package-lock.json'],
    command: ['@react-router/dev/bin.cjs', 'build', '--config', 'vite.mall.config.ts', '--logLevel', 'warn'],
    assets: 'build/mall/client',
  },
  {
    name: 'console',
    sources: ['console', 'client', 'mall/blocks', 'mall/parts', 'mall/styles.css', 'vite.console.config.ts', 'package-lock.json'],
    command: ['vite/bin/vite.js', 'build', '--config', 'vite.console.config.ts', '--logLevel', 'warn'],
    assets: 'build/console',
  },
]

/** Builds the fronts whose sources changed since their last build. A second start finds nothing to do in well under a second. */
export async function buildFronts(tell: (sentence: string) => void, names: readonly Front['name'][] = ['mall', 'console']): Promise<void> {
  await Promise.all(
    fronts.map(async (front) => {
      if (!names.includes(front.name)) return
      if (!existsSync(join(root, `vite.${front.name}.config.ts`))) return
      const print = await fingerprint(front.sources)
      const kept = join(root, 'build', front.name, 'fingerprint')
      const fresh = async () => (await readFile(kept, 'utf8').catch(() => '')) === print
      if (await fresh()) return
      await alone(front.name, async () => {
        if (await fresh()) return
        tell(`Building the ${front.name} …`)
        const began = performance.now()
        await run(front.command)
        await compressAll(join(root, front.assets))
        await writeFile(kept, print)
        tell(`The ${front.name} is built (${((performance.now() - began) / 1000).toFixed(1)} s).`)
      })
    }),
  )
}

/** One process at a time builds a front; the others wait for it. A lock whose holder is dead counts for nothing. */
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  const lock = join(root, 'build', `${name}.lock`)
  await mkdir(join(root, 'build'), { recursive: true })
  for (;;) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' })
      break
    } catch {
      const holder = Number(await readFile(lock, 'utf8').catch(() => ''))
      if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true })
      await new Promise((wake) => setTimeout(wake, 200))
    }
  }
  try {
    await work()
  } finally {
    await rm(lock, { force: true })
  }
}

/** One hash over names and contents of all files below the given paths. */
export async function fingerprint(paths: string[]): Promise<string> {
  const files = (await Promise.all(paths.map((path) => filesBelow(join(root, path))))).flat().sort()
  const hash = createHash('sha256')
  for (const file of files) {
    if (/\.test\.tsx?$|\/stories\//.test(file)) continue
    hash.update(file.slice(root.length)).update('\0')
    hash.update(await readFile(file)).update('\0')
  }
  return hash.digest('hex')
}

async function filesBelow(path: string): Promise<string[]> {
  if (!existsSync(path)) return []
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null)
  return entries ? entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) : [path]
}

/** In a process of its own: the bundler's memory is no business of the server's. */
function run([script, ...args]: string[]): Promise<void> {
  const path = import.meta.resolve(script!.replace(/^((?:@[^/]+\/)?[^/]+)\/.*$/, '$1/package.json'))
  const bin = join(new URL('.', path).pathname, script!.replace(/^(?:@[^/]+\/)?[^/]+\//, ''))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', (part) => (said += part))
    child.stderr.on('data', (part) => (said += part))
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The build of a front failed.\n${said}`))))
  })
}

const worthCompressing = /\.(js|css|html|svg|json|txt|webmanifest|wasm|map)$/

async function compressAll(folder: string): Promise<void> {
  const files = (await filesBelow(folder)).filter((file) => worthCompressing.test(file))
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file)
      if (content.length < 1024) return
      // The highest quality is slow on large files and gains little there.
      const quality = content.length < 300_000 ? 11 : 9
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }
      await writeFile(`${file}.br`, await promisify(brotliCompress)(content, options))
      await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
    }),
  )
}
