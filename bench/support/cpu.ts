import { readdirSync, readFileSync } from 'node:fs'

/** Computing time of a process and of everything it started, in milliseconds; undefined where /proc does not tell. */
export function computingOf(pid: number): number | undefined {
  try {
    const { own_ms, ended_ms } = readStat(pid)
    let total_ms = own_ms + ended_ms
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      try {
        const child = readStat(Number(name))
        if (child.parent === pid) total_ms += child.own_ms + child.ended_ms
      } catch {} // it ended between the look at the list and at itself
    }
    return total_ms
  } catch {
    return undefined
  }
}

// Clock ticks are hundredths of a second on every Linux (USER_HZ, proc(5)).
const tick_ms = 10

function readStat(pid: number): { parent: number; own_ms: number; ended_ms: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold spaces; fields are counted from behind it (field 3 stands first).
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return { parent: fields[1]!, own_ms: (fields[11]! + fields[12]!) * tick_ms, ended_ms: (fields[13]! + fields[14]!) * tick_ms }
}

/** The process that started another one. */
export const parentOf = (pid: number): number => readStat(pid).parent

/** What each of `count` things cost in computing time, in microseconds: other programs on the machine lengthen times, hardly this. */
export function costsOf(pids: Record<string, number>): (count: number) => Record<string, number> {
  const before = Object.entries(pids).map(([name, pid]) => ({ name, pid, ms: computingOf(pid) }))
  return (count) =>
    Object.fromEntries(
      before.flatMap(({ name, pid, ms }) => {
        const now_ms = computingOf(pid)
        return ms === undefined || now_ms === undefined ? [] : [[`${name}_cpu_us`, Math.round(((now_ms - ms) * 1000) / Math.max(1, count))]]
      }),
    )
}
