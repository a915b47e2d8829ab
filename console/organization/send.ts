import { useQueryClient } from '@tanstack/react-query'
import { call, type Outcome } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useText } from './text.ts'

/** Sends one item, says how it went in the reader's language, and refreshes what may have changed. Answers whether it went through. */
export function useSend(): (method: 'POST' | 'PUT', path: string, body: object, title: string) => Promise<boolean> {
  const t = useText()
  const tell = useTell()
  const queries = useQueryClient()
  return async (method, path, body, title) => {
    const outcomes = await call<{ outcomes: Outcome[] }>(method, path, { body })
      .then((answer) => answer.outcomes)
      .catch((error: Error): Outcome[] => [{ id: '', status: 'not_done', detail: error.message }])
    await queries.invalidateQueries()
    const went =
      /^(already_|proposed$|saved$|moved$|closed$|opened$|counted$|assigned$|ended$|left$|published$|withdrawn$|read$|removed$|delegated$)/
    const bad = outcomes.find(({ status }) => !went.test(status))
    if (bad) {
      void tell.error(`${title}: ${t.maybe(`outcome_${bad.status}`, bad.detail ?? bad.status)}`, 6)
      return false
    }
    const proposed = outcomes.some(({ status }) => status === 'proposed' || status === 'already_proposed')
    void tell.success(proposed ? t('outcome_proposed') : title)
    return true
  }
}
