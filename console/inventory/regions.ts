import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, useApi } from '../shared/api.ts'
import { useRulesText } from './rules-text.ts'

interface Row {
  code: string
  name: string
}

/** Names of regions by the beginning of their code: provinces always, cities and counties of the provinces that are spoken of. */
export function useRegionNames(codes: readonly string[] = []): (code: string) => string {
  const t = useRulesText()
  const provinces = useApi<{ items: Row[] }>('/api/mall/regions', {}, { staleTime: 60 * 60_000 }).data?.items
  const above = [
    ...new Set(codes.flatMap((code) => [code.length > 2 ? `${code.slice(0, 2)}0000` : '', code.length > 4 ? `${code.slice(0, 4)}00` : ''])),
  ].filter(Boolean)
  const below = useQueries({
    queries: above.map((code) => ({
      queryKey: ['/api/mall/regions', { below: code }],
      queryFn: () => api.get<{ items: Row[] }>('/api/mall/regions', { below: code }),
      staleTime: 60 * 60_000,
    })),
    combine: (results) => results.flatMap(({ data }) => data?.items ?? []),
  })
  return useMemo(() => {
    const names = new Map([...(provinces ?? []), ...below].map(({ code, name }) => [code, name]))
    return (code) => (code === '' ? t('everywhere') : (names.get(code.padEnd(6, '0')) ?? code))
  }, [provinces, below, t])
}
