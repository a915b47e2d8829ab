import { humanNumber } from './ids.ts'
import { type Db, hot } from './sql.ts'

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
