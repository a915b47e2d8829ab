import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What the server notes about itself in `postmaster.pid`. */
export type Note = { pid: number; socket: string; status: string }

export function readNote(data: string): Note | undefined {
  try {
    const lines = readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')
    return { pid: Number(lines[0]), socket: lines[4]?.trim() ?? '', status: lines[7]?.trim() ?? '' }
  } catch {
    return undefined
  }
}

/** True for a process that runs. One that ended but was not yet collected by its parent does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return processState(pid) !== 'Z'
}

/** Tells this process from a later one that was given the same number. Empty where the system does not say. */
export function bornAt(pid: number): string {
  return statFields(pid)?.[19] ?? ''
}

/** True when the process is the server of this data folder, and not another program that was given the number after a restart. */
export function isServerOf(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === data // the server and all its helpers stand in their data folder
    } catch {
      return true // not ours to look at: assume the worst
    }
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres')
  } catch {
    return false
  }
}

/** True when it is certain that no process uses the data folder any more, so that a note left behind may go. */
export function isAbandoned(data: string): boolean {
  if (process.platform !== 'linux') return false
  return !readdirSync('/proc').some((name) => /^\d+$/.test(name) && processState(Number(name)) !== 'Z' && standsIn(name, data))
}

function standsIn(pid: string, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data
  } catch {
    return false
  }
}

const processState = (pid: number): string | undefined => statFields(pid)?.[0]

/** The fields after the program's name, which may itself hold blanks and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
