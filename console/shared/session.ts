import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { type ApiProblem, api } from './api.ts'

export interface Session {
  /** Null for who has not signed in. */
  user: { id: string; name: string; locale: string } | null
  permissions: readonly string[]
  /** Where his rights reach. */
  organizations: 'all' | readonly string[]
  /** Where and as what this person works, when the organization says so. */
  organization_name?: string | null
  position_name?: string | null
}
export function useSession() {
  return useQuery<Session, ApiProblem>({
    queryKey: ['session'],
    queryFn: ({ signal }) => api.get<Session>('/api/admin/session', {}, signal),
    staleTime: 5 * 60_000,
  })
}

export const permits = (permissions: readonly string[], permission: string): boolean =>
  permission === 'staff' || permissions.includes('*') || permissions.includes(permission)

/** Whether the caller may do something; screens leave out what he may not. */
export function useMay(): (permission: string) => boolean {
  const permissions = useSession().data?.permissions
  return useCallback((permission: string) => permits(permissions ?? [], permission), [permissions])
}

export function useSignOut() {
  const queries = useQueryClient()
  return async () => {
    await api.remove('/api/admin/session')
    queries.clear()
    location.assign('/console/')
  }
}
