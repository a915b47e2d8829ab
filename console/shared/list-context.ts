import { createContext, useContext } from 'react'

/** What a detail that slid in over a list may ask of the list behind it. */
export interface ListAround {
  step(by: number): void
  close(): void
  refresh(): Promise<void>
  has_rows: boolean
}
export const ListContext = createContext<ListAround | null>(null)
export const useListAround = (): ListAround | null => useContext(ListContext)
