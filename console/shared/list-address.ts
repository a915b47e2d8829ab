import { useCallback, useMemo } from 'react'
import { useLocation, useNavigate } from 'react-router'

/** The filter of a list, kept in the address bar: shared by copying, back after a reload. */
export function useAddress() {
  const location = useLocation()
  const navigate = useNavigate()
  const params = useMemo(() => new URLSearchParams(location.search), [location.search])
  const change = useCallback(
    (changes: Record<string, string | null>, how: { replace?: boolean } = {}) => {
      const next = new URLSearchParams(location.search)
      for (const [key, value] of Object.entries(changes)) {
        if (value === null || value === '') next.delete(key)
        else next.set(key, value)
      }
      const search = next.toString()
      void navigate({ pathname: location.pathname, search: search && `?${search}` }, { replace: how.replace ?? false })
    },
    [location.pathname, location.search, navigate],
  )
  return { params, search: location.search, pathname: location.pathname, change }
}
