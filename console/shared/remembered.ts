import { useCallback, useState } from 'react'

/** A setting of this person on this device: `useState` that survives. */
export function useRemembered<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
  const key = `tongshang.${name}`
  const [value, setValue] = useState<Value>(() => {
    try {
      const text = localStorage.getItem(key)
      return text === null ? initial : (JSON.parse(text) as Value)
    } catch {
      return initial
    }
  })
  const remember = useCallback(
    (next: Value) => {
      setValue(next)
      localStorage.setItem(key, JSON.stringify(next))
    },
    [key],
  )
  return [value, remember]
}
