import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Films of sample products, by product; `make.ts` made them. */
export const films: Readonly<Record<string, Buffer>> = { 'jl-ref-shanlan': readFileSync(new URL('./shanlan.mp4', import.meta.url)) }

/** The name a store of files gives it. */
export const filmReference = (spu_id: string): string | null => {
  const film = films[spu_id]
  return film ? createHash('sha256').update(film).digest('hex') : null
}
