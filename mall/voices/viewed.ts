import { useEffect, useState } from 'react'
import { useLocation } from 'react-router'

/**
 * Remembers that the page of a product was looked at, unless the server did, and answers whether its visitor follows it: a page that is kept for everybody knows
 * neither. Null until it was answered.
 */
export function useViewed(spu_id: string, recorded: boolean): boolean | null {
  const [followed, setFollowed] = useState<{ spu_id: string; is: boolean } | null>(null)
  const { key } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button that follows comes back to the same page
  useEffect(() => {
    if (recorded) return
    let left = false
    fetch('/api/mall/me/views', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ spu_id }] }),
      keepalive: true,
    })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((body: { following: string[] } | null) => {
        if (body && !left) setFollowed({ spu_id, is: body.following.includes(spu_id) })
      })
      .catch(() => {}) // left the page, or no network: nobody misses a line of his history
    return () => {
      left = true
    }
  }, [spu_id, recorded, key])
  return followed?.spu_id === spu_id ? followed.is : null
}
