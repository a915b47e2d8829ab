import type { Input } from '../command.ts'
import { databaseOptions, withDb } from '../environment.ts'

export const summary = 'Import a spreadsheet: products, orders and whatever else has an importer'
export const words = '<importer> <file>'
export const options = {
  ...databaseOptions,
  mapping: { type: 'string', description: 'How the file becomes our columns; without it the columns must carry our names' },
  'dry-run': { type: 'boolean', description: 'Judge every row, keep nothing' },
  returned: { type: 'string', description: 'Where the rows that did not go in are written, with their reasons' },
  json: { type: 'boolean', description: 'One JSON object instead of sentences' },
} as const
export const detail = `Good rows go in, the others are told with their reasons. Running it again changes nothing.
Files that belong to the mapping are looked for beside the file.`

export async function run({ values, words }: Input<typeof options>): Promise<number> {
  const { importFile } = await import('../import-file.ts')
  return importFile({ ...values, words }, (work) => withDb(values, work))
}
