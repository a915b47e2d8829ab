#!/usr/bin/env node
// The way in for whatever Node the machine has: plain JavaScript that an old one can read. It hands over to the Node that npm installed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const needed = 26
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const own = here('../node_modules/.bin/node')
const node = Number.parseInt(process.versions.node, 10) >= needed ? process.execPath : own

if (!existsSync(node)) {
  process.stderr.write(`Tongshang needs Node ${needed}; this is ${process.versions.node}. Run "npm install" here, which brings it.\n`)
  process.exit(1)
}
const child = spawn(node, [here('cli.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0)
})
