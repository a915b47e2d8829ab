interface Window {
  since_ms: number
  count: number
}

/**
 * How much each device did in its present window, in bounded memory: the device not heard of for longest is forgotten first. Each process counts
 * for itself, so with n processes the limit is up to n times as wide; what must be exact is counted in the database.
 */
export function rateCounter(most_devices = 50_000): { add(device: string, now_ms: number, window_ms: number): number; size(): number } {
  const windows = new Map<string, Window>()
  return {
    add(device, now_ms, window_ms) {
      let window = windows.get(device)
      if (window) windows.delete(device)
      if (!window || now_ms - window.since_ms >= window_ms) window = { since_ms: now_ms, count: 0 }
      window.count++
      // Put in again, it is the youngest: a Map keeps the order of insertion.
      windows.set(device, window)
      if (windows.size > most_devices) windows.delete(windows.keys().next().value!)
      return window.count
    },
    size: () => windows.size,
  }
}
