import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiProblem, call, type Outcome } from '../../shared/api.ts'

/** One act on its way to the house: kept on this device until it is answered. */
export interface Waiting {
  id: string
  path: string
  /** Under which name the array is sent. */
  field: string
  item: { id: string; [more: string]: unknown }
  at: string
}

const keyOf = (name: string) => `tongshang.scans.${name}`
const retry_ms = 2_500
const most = 100

function load(name: string): Waiting[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)) ?? '[]') as Waiting[]
  } catch {
    return []
  }
}

/**
 * Sends acts in the order they were made, each under its own id. Without a network they wait here, visibly, survive a reload, and are confirmed
 * later: sending twice does it once. `answered` hears every answer; a refusal of the whole request ends that act alone.
 */
export function useQueue(name: string, answered: (item: Waiting, outcome: Outcome & Record<string, unknown>) => void) {
  const [waiting, setWaiting] = useState<Waiting[]>(() => load(name))
  const [offline, setOffline] = useState(false)
  const queue = useRef(waiting)
  const sending = useRef(false)
  const hear = useRef(answered)
  hear.current = answered

  const keep = useCallback(
    (next: Waiting[]) => {
      queue.current = next
      setWaiting(next)
      if (next.length > 0) localStorage.setItem(keyOf(name), JSON.stringify(next))
      else localStorage.removeItem(keyOf(name))
    },
    [name],
  )
  const drain = useCallback(async () => {
    if (sending.current) return
    sending.current = true
    let at_once = most
    try {
      while (queue.current.length > 0) {
        const first = queue.current[0]!
        // What waits in a row for one address goes in one call, in its order.
        const cut = queue.current.findIndex(({ path, field }) => path !== first.path || field !== first.field)
        const batch = queue.current.slice(0, Math.min(cut < 0 ? queue.current.length : cut, at_once))
        let outcomes: (Outcome & Record<string, unknown>)[]
        try {
          const answer = await call<{ outcomes: (Outcome & Record<string, unknown>)[] }>('POST', first.path, {
            body: { [first.field]: batch.map(({ item }) => item) },
          })
          outcomes = answer.outcomes
          setOffline(false)
        } catch (error) {
          const away =
            !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500 || error.status === 401 || error.status === 429
          if (away) {
            setOffline(true)
            return
          }
          // One bad act must not hold up the rest: sent alone it is refused by name.
          if (batch.length > 1) {
            at_once = 1
            continue
          }
          outcomes = [{ id: first.id, status: error.type, detail: error.detail || error.message }]
        }
        keep(queue.current.slice(batch.length))
        batch.forEach((one, i) => {
          if (outcomes[i]) hear.current(one, outcomes[i])
        })
      }
    } finally {
      sending.current = false
    }
  }, [keep])

  useEffect(() => {
    void drain()
    const timer = setInterval(() => void drain(), retry_ms)
    const wake = () => void drain()
    window.addEventListener('online', wake)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', wake)
    }
  }, [drain])

  const push = useCallback(
    (act: Omit<Waiting, 'at' | 'id'>) => {
      const at = new Date().toISOString()
      keep([...queue.current, { ...act, id: act.item.id, at }])
      void drain()
    },
    [keep, drain],
  )
  return { waiting, offline, push }
}
