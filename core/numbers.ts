import { humanNumber } from './ids.ts'
import { type Db, hot, type Tx } from './sql.ts'

const blockSize = 2_000

/** Hands out short human numbers, unique for ever: each process takes blocks, so a crash loses numbers but never repeats one. */
export function numberSource(db: Db, name: string): { take(count: number): Promise<string[]> } {
  let next = 0
  let end = 0
  let refill: Promise<void> | undefined

  const takeBlock = async (wanted: number) => {
    const size = Math.max(blockSize, wanted)
    const block = await db.row<{ end: number }>(hot`
      insert into core.number_blocks (name, next) values (${name}, ${size + 1})
      on conflict (name) do update set next = number_blocks.next + ${size}
      returning next as end`)
    end = block!.end
    next = end - size
  }
  return {
    async take(count) {
      while (end - next < count) {
        refill ??= takeBlock(count).finally(() => {
          refill = undefined
        })
        await refill
      }
      const first = next
      next += count
      return Array.from({ length: count }, (_, i) => humanNumber(first + i))
    },
  }
}

/** The same numbers inside a transaction that is no hot path, such as a chunk of an import: a refused chunk takes none. */
export async function takeNumbers(tx: Tx, name: string, count: number): Promise<string[]> {
  if (count === 0) return []
  const block = await tx.row<{ end: number }>(hot`
    insert into core.number_blocks (name, next) values (${name}, ${count + 1})
    on conflict (name) do update set next = number_blocks.next + ${count}
    returning next as end`)
  return Array.from({ length: count }, (_, i) => humanNumber(block!.end - count + i))
}
