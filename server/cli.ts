#!/usr/bin/env node
// Only what every Node that reads TypeScript can load stands here: the version is checked before anything newer is imported.
import { readdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { type Command, describeCommand, describeCommands, readInput } from './command.ts'
import { lean } from './lean.ts'

const needed = 26
const folder = join(import.meta.dirname, 'commands')

/** Runs one command line; answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args
  const names = commandNames()
  if (name === '--help' || name === '-h' || name === 'help') {
    const commands = await Promise.all(names.map(async (each) => [each, await load(each)] as const))
    process.stdout.write(describeCommands(commands))
    return 0
  }
  if (!names.includes(name)) {
    process.stderr.write(`There is no command ${name}. There are: ${names.join(', ')}.\n`)
    return 2
  }
  const command = await load(name)
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(describeCommand(name, command))
    return 0
  }
  try {
    return (await command.run(readInput(name, command, rest, process.env))) ?? 0
  } catch (error) {
    const { name: kind, message, stack } = error instanceof Error ? error : new Error(String(error))
    // What an operator can mend is one sentence; everything else is a bug and keeps its stack.
    process.stderr.write(`${told.has(kind) ? message : stack}\n`)
    return kind === 'UsageError' ? 2 : 1
  }
}

/** Errors by name, not by class: their modules need not be loaded to know them. */
const told = new Set(['UsageError', 'DatabaseError', 'MigrationError', 'OperatorError'])

/**
 * The serving process begins once more in its own place, as small as it can be; whoever sets one of these himself is left alone in that. A young
 * generation of 8 MB costs no time that can be measured; with a limit in sight V8 lets the old one grow by half before it collects, not fourfold; the C
 * library would keep a heap for every thread. Letting it give back at once what compressing took saves 30 MB more and costs a fifth of every new page.
 */
function startLean(): void {
  if (!process.execve || process.argv[2] !== 'start' || process.env[lean.mark] !== undefined) return
  process.execve(process.execPath, [process.execPath, ...lean.flags, ...process.execArgv, ...process.argv.slice(1)], {
    ...lean.env,
    ...process.env,
    [lean.mark]: '1',
  })
}

const commandNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -3))
    .sort()

const load = (name: string): Promise<Command> => import(join(folder, `${name}.ts`))

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const found = Number.parseInt(process.versions.node, 10)
  if (found < needed) {
    process.stderr.write(
      `Tongshang needs Node ${needed} and was started with Node ${process.versions.node}. Use "npm start", which brings its own.\n`,
    )
    process.exitCode = 1
  } else {
    // What was stripped of its types and compiled once is kept: the next start is quicker, and the process smaller by the compiler it never loads.
    enableCompileCache()
    startLean()
    process.exitCode = await main(process.argv.slice(2))
  }
}
