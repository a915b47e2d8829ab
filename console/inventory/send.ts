import { useState } from 'react'
import { api, type Outcome } from '../shared/api.ts'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useText } from './text.ts'

/** Went through, and still asks for attention. */
const surprising = ['count_again', 'differs', 'in_review']

/** What is wrong with goods the books refuse, in the reader's words: the detail begins with its name. */
export function useFault(): (detail: string | undefined) => string {
  const t = useText()
  return (detail = '') => {
    const fault = /^([a-z_]+): /.exec(detail)?.[1]
    return fault ? t.maybe(`fault_${fault}`, '') : ''
  }
}

/** Sends one act and says what became of it; answers the outcome when it went through. */
export function useSend(): { busy: boolean; send(path: string, body: unknown, said?: string): Promise<Outcome | null> } {
  const t = useText()
  const tell = useTell()
  const around = useListAround()
  const faultOf = useFault()
  const [busy, setBusy] = useState(false)
  const send = async (path: string, body: unknown, said?: string) => {
    setBusy(true)
    try {
      const [outcome] = await api.batch(path, body)
      if (outcome?.detail && !outcome.status.startsWith('waits_')) {
        const words = t.maybe(`outcome_${outcome.status}`, t.maybe(`fault_${outcome.status}`, outcome.detail))
        const why = faultOf(outcome.detail)
        void tell.error(why ? `${words}：${why}` : words, why ? 10 : 6)
        return null
      }
      const words = said ?? t.maybe(`outcome_${outcome?.status}`, t('done'))
      if (outcome && surprising.includes(outcome.status)) void tell.warning(words, 4)
      else void tell.success(words)
      void around?.refresh()
      return outcome ?? null
    } catch (error) {
      void tell.error((error as Error).message, 6)
      return null
    } finally {
      setBusy(false)
    }
  }
  return { busy, send }
}
