import type { CheckedPromise } from '#core/promises.ts'
import type { Input } from '../command.ts'
import { databaseOptions, withDb } from '../environment.ts'

export const summary = 'Check what the centers promise, on the live data'
export const options = {
  ...databaseOptions,
  json: { type: 'boolean', description: 'One JSON object a line instead of sentences' },
} as const
export const detail = 'Only reads; may be run at any time. Exit code 1 when a promise is broken.'

export async function run({ values }: Input<typeof options>): Promise<number> {
  const { checkPromises } = await import('#core/promises.ts')
  const checked = await withDb(values, (db) => checkPromises(db))
  for (const promise of checked) console.log(values.json ? JSON.stringify(promise) : describe(promise))
  const broken = checked.filter(({ offending }) => offending.length > 0).length
  console.log(values.json ? JSON.stringify({ checked: checked.length, broken }) : `${checked.length} promises checked, ${broken} broken.`)
  return broken > 0 ? 1 : 0
}

const describe = ({ name, sentence, offending, more, took_ms }: CheckedPromise): string =>
  offending.length === 0
    ? `holds   ${name}: ${sentence} (${took_ms} ms)`
    : `BROKEN  ${name}: ${sentence}\n${offending.map((row) => `          ${JSON.stringify(row)}`).join('\n')}${more ? '\n          and more' : ''}`
