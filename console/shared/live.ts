import { type Query, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** Which addresses show what the server tells of. */
const shownAt: Record<string, readonly string[]> = {
  orders: ['/api/admin/orders'],
  approvals: ['/api/admin/approvals'],
  notices: ['/api/admin/notices', '/api/admin/my/notices'],
}
const pause_ms = 1_000
// What is on the screen was read a moment ago.
const begin_after_ms = 3_000

/** Lists and counts on the screen are read again when the server says that something in them has changed; nothing is asked while the tab is hidden. */
export function useLive(): void {
  const queries = useQueryClient()
  useEffect(() => {
    let stream: EventSource | null = null
    let timer: ReturnType<typeof setTimeout> | null = null
    const changed = new Set<string>()
    const renew = () => {
      timer = null
      const addresses = [...changed].flatMap((view) => shownAt[view] ?? [])
      changed.clear()
      const shows = ({ queryKey: [path], state }: Query) => {
        if (path === 'badge') return true
        if (typeof path !== 'string' || !addresses.some((address) => path.startsWith(address))) return false
        // Hundreds of rows are not renewed under the clerk's eyes.
        return ((state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) <= 2
      }
      void queries.invalidateQueries({ predicate: shows, refetchType: 'active' })
    }
    const hear = (event: MessageEvent<string>) => {
      for (const view of Object.keys(JSON.parse(event.data) as object)) changed.add(view)
      timer ??= setTimeout(renew, pause_ms)
    }
    const follow = () => {
      if (document.hidden) {
        stream?.close()
        stream = null
      } else if (!stream) {
        stream = new EventSource(`/api/admin/live?views=${Object.keys(shownAt).join(',')}`)
        stream.addEventListener('changed', hear)
      }
    }
    const beginning = setTimeout(follow, begin_after_ms)
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      stream?.close()
      clearTimeout(beginning)
      if (timer) clearTimeout(timer)
    }
  }, [queries])
}
