import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type ApiProblem, api, type Page, type Query } from './api.ts'

/**
 * Pages by cursor, kept as one list. A row that moved between two pages while we read is shown once; going on from the
 * server's own cursor never skips one.
 */
export function useListQuery<Row>(
  path: string,
  query: Query,
  row_id: (row: Row) => string,
  options: { enabled?: boolean; refetch_ms?: number; whole?: boolean; long?: boolean } = {},
) {
  const result = useInfiniteQuery<Page<Row>, ApiProblem, { pages: Page<Row>[] }, readonly unknown[], string | null>({
    queryKey: [path, 'list', query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Row>>(
        path,
        // Who walks far down takes longer steps where the list has said it may.
        options.whole ? query : { ...query, cursor: pageParam, limit: options.long && pageParam ? 200 : 50 },
        signal,
      ),
    initialPageParam: null,
    getNextPageParam: (page) => page.next ?? null,
    enabled: options.enabled ?? true,
    // Refreshing hundreds of rows under the clerk's eyes costs more than it tells: only the first pages renew themselves.
    refetchInterval: (asked) => (options.refetch_ms && (asked.state.data?.pages.length ?? 0) <= 2 ? options.refetch_ms : false),
  })
  const pages = result.data?.pages
  // biome-ignore lint/correctness/useExhaustiveDependencies: row_id is a constant of the page
  const rows = useMemo(() => {
    const seen = new Map<string, Row>()
    for (const page of pages ?? []) for (const row of page.items) if (!seen.has(row_id(row))) seen.set(row_id(row), row)
    return [...seen.values()]
  }, [pages])
  return { ...result, rows }
}
