export type Progress = {
  add(count: number): void
  /** Takes the bar away. What was achieved is for the caller to say. */
  end(): void
}

export type ProgressOptions = { label: string; total: number; unit?: 'items' | 'bytes'; stream?: NodeJS.WriteStream }

const width = 24
const redraw_ms = 100 // quick enough to look alive, rare enough to cost nothing

/** A bar for long work at a terminal; silent where nobody watches, so that logs and pipes stay clean. */
export function startProgress({ label, total, unit = 'items', stream = process.stderr }: ProgressOptions): Progress {
  if (!stream.isTTY) return { add: () => {}, end: () => {} }
  const began = performance.now()
  let done = 0
  let drawn = Number.NEGATIVE_INFINITY
  return {
    add(count) {
      done += count
      const now = performance.now()
      if (now - drawn < redraw_ms) return
      drawn = now
      stream.write(
        `\r\x1b[2K${describeProgress({ label, unit, done, total, elapsed_ms: now - began }).slice(0, (stream.columns ?? 80) - 1)}`,
      )
    },
    end() {
      stream.write('\r\x1b[2K')
    },
  }
}

type Shown = { label: string; unit: 'items' | 'bytes'; done: number; total: number; elapsed_ms: number }

/** One line: what, how far, and how long it will take if it goes on like this. An unknown total (0) shows the count alone. */
export function describeProgress({ label, unit, done, total, elapsed_ms }: Shown): string {
  const amount = unit === 'bytes' ? `${(done / 1e6).toFixed(1)} MB` : done.toLocaleString('en')
  if (total <= 0) return `${label}  ${amount}`
  const share = Math.min(done / total, 1)
  const full = Math.floor(share * width)
  const left_ms = share > 0 ? (elapsed_ms / share) * (1 - share) : undefined
  const left = elapsed_ms < 1000 || left_ms === undefined ? '' : `  ${describeDuration(left_ms)} left`
  return `${label}  ${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(share * 100)} %  ${amount}${left}`
}

function describeDuration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
