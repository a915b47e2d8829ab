import { parseArgs } from 'node:util'

/** One option of a command: `--name`, or the environment variable beside it. */
export interface Option {
  type: 'string' | 'boolean'
  description: string
  env?: string
  default?: string
  /** A single letter. */
  short?: string
}

export type Options = Record<string, Option>

/** What a command is given: texts are always there when they have a default, flags are true or false. */
export type Values<O extends Options> = {
  [Name in keyof O]: O[Name]['type'] extends 'boolean' ? boolean : O[Name] extends { default: string } ? string : string | undefined
}

export interface Input<O extends Options> {
  values: Values<O>
  /** What stands on the line without a dash. */
  words: string[]
}

/** A command as its file in `server/commands` exports it; `run` answers the exit code, 0 when it says nothing. */
export interface Command {
  summary: string
  options: Options
  /** Names the words it takes, as `<file> [...]`; without it the command takes none. */
  words?: string
  /** More to know, shown by --help. */
  detail?: string
  // biome-ignore lint/suspicious/noExplicitAny: each command types its own options; the table only passes them on
  run(input: Input<any>): Promise<number | undefined> | Promise<number> | Promise<void>
}

/** The line was not understood; the message says what and how to ask for help. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Reads the line and the environment into what the command asked for. */
export function readInput(name: string, command: Command, args: readonly string[], environment: NodeJS.ProcessEnv): Input<Options> {
  const help = `See: tongshang ${name} --help`
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    const options = Object.entries(command.options).map(([key, { type, short }]) => [key, short ? { type, short } : { type }])
    parsed = parseArgs({ args: [...args], options: Object.fromEntries(options), allowPositionals: command.words !== undefined })
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. ${help}`)
  }
  const values: Record<string, string | boolean | undefined> = {}
  for (const [key, option] of Object.entries(command.options)) {
    const given = (parsed.values[key] as string | boolean | undefined) ?? (environment[option.env ?? ''] || undefined) ?? option.default
    values[key] = option.type === 'boolean' ? given === true || ['1', 'true', 'yes'].includes(String(given)) : given
  }
  return { values: values as Values<Options>, words: parsed.positionals }
}

/** What --help prints for one command. */
export function describeCommand(name: string, { summary, options, words, detail }: Command): string {
  const rows = Object.entries(options).map(([key, option]) => {
    const left = `${option.short ? `-${option.short}, ` : '    '}--${key}${option.type === 'string' ? ' <value>' : ''}`
    const notes = [option.env && `or ${option.env}`, option.default && `${option.default} when left out`].filter(Boolean).join('; ')
    return [left, notes ? `${option.description} (${notes})` : option.description] as const
  })
  const table = rows.length > 0 ? `\n\nOptions:\n${inColumns(rows)}` : ''
  return `${summary}\n\nUsage: tongshang ${name}${rows.length > 0 ? ' [options]' : ''}${words ? ` ${words}` : ''}${table}${detail ? `\n\n${detail}` : ''}\n`
}

/** What --help prints for all. */
export function describeCommands(commands: readonly (readonly [name: string, command: Command])[]): string {
  const rows = commands.map(([name, { summary }]) => [name, summary] as const)
  return `Tongshang 通商: the commerce platform of a traditional enterprise that goes online.\n\nUsage: tongshang <command> [options]\n\nCommands:\n${inColumns(rows)}\n\nMore about one: tongshang <command> --help\n`
}

function inColumns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
