import { useEffect, useState } from 'react'
import { useLocation } from 'react-router'

/** Ctrl/Cmd-K from anywhere; closes when the page changes. */
export function usePalette(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the box
  useEffect(() => setOpen(false), [pathname])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen((now) => !now)
      }
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
  return [open, setOpen]
}

/** `?` from anywhere but a field. */
export function useShortcuts(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== '?' || (event.target as HTMLElement).closest('input:not([type=checkbox]), textarea, [role=combobox]')) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
  return [open, setOpen]
}
