import { useSyncExternalStore } from 'react'

const phone = matchMedia('(max-width: 719px)')
/** Phones get task screens, not shrunken tables. */
export const usePhone = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      phone.addEventListener('change', listener)
      return () => phone.removeEventListener('change', listener)
    },
    () => phone.matches,
  )
