import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { letterOf } from './keys.ts'

interface Props {
  label: string
  placeholder: string
  /** One scan: what was read before Enter. */
  scan(text: string): void
  /** Lets the soft keyboard of a phone come up, for numbers that are typed. */
  typing?: boolean
}

/**
 * The box a gun types into. The cursor is always here: it comes back from wherever it went, unless a dialog asks for something. A Chinese input method may be
 * on: then letters are read from the keys themselves and what the method composed is thrown away.
 */
export function ScanBox({ label, placeholder, scan, typing = false }: Props) {
  const box = useRef<HTMLInputElement>(null)
  const [value, setValue] = useState('')
  // What was typed since the last scan by the places of the keys, and whether an input method took part.
  const typed = useRef({ text: '', composed: false })

  const focus = useCallback(() => {
    const here = document.activeElement
    const busy =
      here instanceof HTMLElement && here !== box.current && here.closest('[role="dialog"], [data-keeps-focus], .ant-select, .seek')
    if (!busy) box.current?.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    focus()
    const back = () => setTimeout(focus, 60)
    const events = ['focusout', 'click', 'visibilitychange'] as const
    for (const name of events) document.addEventListener(name, back)
    window.addEventListener('focus', back)
    return () => {
      for (const name of events) document.removeEventListener(name, back)
      window.removeEventListener('focus', back)
    }
  }, [focus])

  const submit = () => {
    const { text, composed } = typed.current
    const read = (composed ? text : (box.current?.value ?? '')).trim()
    typed.current = { text: '', composed: false }
    setValue('')
    if (read !== '') scan(read)
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const native = event.nativeEvent
    const composing = native.isComposing || native.key === 'Process' || native.keyCode === 229
    if (native.code === 'Enter' || native.code === 'NumpadEnter' || (native.key === 'Enter' && !composing)) {
      event.preventDefault()
      submit()
      return
    }
    if (native.ctrlKey || native.metaKey || native.altKey) return
    if (native.code === 'Backspace') typed.current.text = typed.current.text.slice(0, -1)
    const letter = letterOf(native)
    if (letter !== null) typed.current.text += letter
    if (composing) typed.current.composed = true
  }
  return (
    <label className="scan-box">
      <span>{label}</span>
      <input
        ref={box}
        value={value}
        placeholder={placeholder}
        inputMode={typing ? 'text' : 'none'}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="done"
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={press}
        // What the input method made of the keys is not what the gun read.
        onCompositionEnd={() => setTimeout(() => setValue(typed.current.composed ? typed.current.text : (box.current?.value ?? '')), 0)}
      />
    </label>
  )
}
