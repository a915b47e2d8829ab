import { useEffect, useRef, useState } from 'react'
import { useIdentityWords } from './words.ts'

/** A puzzle of a partner, as the API names it when it asks for one. */
export interface PuzzleAsked {
  provider: string
  site_key: string
  script: string
}

interface Widget {
  render(box: HTMLElement, settings: { sitekey: string; callback(answer: string): void }): string
  remove?(id: string): void
}

const widgetOf = (provider: string) => (window as unknown as Record<string, Widget | undefined>)[provider]
const loading = new Map<string, Promise<void>>()

/** The partner's script, once for a page. */
function load(script: string): Promise<void> {
  let loaded = loading.get(script)
  if (!loaded) {
    loaded = new Promise((resolve, reject) => {
      const element = document.createElement('script')
      element.src = script
      element.async = true
      element.onload = () => resolve()
      element.onerror = () => reject(new Error('the puzzle did not come'))
      document.head.append(element)
    })
    loaded.catch(() => loading.delete(script))
    loading.set(script, loaded)
  }
  return loaded
}

/** Shows the puzzle inside a form; its answer goes along with the form as `captcha`. An answer is good once, so each refusal shows a new one. */
export function Puzzle({ asked: { provider, site_key, script } }: { asked: PuzzleAsked }) {
  const t = useIdentityWords()
  const box = useRef<HTMLDivElement>(null)
  const [answer, setAnswer] = useState('')
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let widget: Widget | undefined
    let id: string | undefined
    let gone = false
    load(script).then(
      () => {
        widget = widgetOf(provider)
        if (gone || !widget || !box.current) return setFailed(!widget)
        id = widget.render(box.current, { sitekey: site_key, callback: setAnswer })
      },
      () => setFailed(true),
    )
    return () => {
      gone = true
      if (id) widget?.remove?.(id)
    }
  }, [provider, site_key, script])
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium">{t('puzzle')}</p>
      <div ref={box} className="min-h-16 [&_iframe]:max-w-full" />
      {answer ? (
        <p role="status" className="text-sm text-jade">
          {t('puzzle_solved')}
        </p>
      ) : null}
      {failed ? (
        <p role="alert" className="text-sm text-price">
          {t('puzzle_failed')}
        </p>
      ) : null}
      <noscript>
        <p className="text-sm text-price">{t('puzzle_script')}</p>
      </noscript>
      <input type="hidden" name="captcha" value={answer} />
    </div>
  )
}
