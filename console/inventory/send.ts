import { useState } from 'react'
import { api, type Outcome } from '../shared/api.ts'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useText } from './text.ts'

/** Went through, and still asks for attention. */
const surprising = ['count_again', 'differs', 'in_review']

/** Sends one act and says what became of it; answers the outcome when it went through. */
export function useSend(): { busy: boolean; send(path: string, body: unknown, said?: string): Promise<Outcome | null> } {
  const t = useText()
  const tell = useTell()
  const around = useListAround()
  const [busy, setBusy] = useState(false)
  const send = async (path: string, body: unknown, said?: string) => {
    setBusy(true)
    try {
      const [outcome] = await api.batch(path, body)
      if (outcome?.detail && !outcome.status.startsWith('waits_')) {
        // Where goods were refused, the detail begins with what is wrong with them.
        const fault = /^([a-z_]+): /.exec(outcome.detail)?.[1]
        const words = t.maybe(`outcome_${outcome.status}`, outcome.detail)
        const why = fault ? t.maybe(`fault_${fault}`, '') : ''
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
