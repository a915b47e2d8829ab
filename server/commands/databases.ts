import type { Input } from '../command.ts'

export const summary = 'List databases that stand outside their data folder, and delete those left over'
export const options = {
  'remove-gone': { type: 'boolean', description: 'Delete, for ever, every database whose data folder is gone' },
} as const
export const detail = `Started as root from a folder that only root may enter, the embedded database lives in TONGSHANG_SHARED_DIR
(/var/lib/tongshang). Deleting the folder leaves it there. Look at the list first: the folder of a disk that is not mounted looks gone, too.`

export async function run({ values }: Input<typeof options>): Promise<void> {
  const { listElsewhere, removeGone } = await import('#core/database/elsewhere.ts')
  const removed = values['remove-gone'] ? removeGone() : []
  for (const { home } of removed) console.log(`deleted  ${home}`)
  for (const { home, belongs_to, state } of listElsewhere())
    console.log(`${words[state].padEnd(8)} ${home}  of ${belongs_to ?? 'a folder that an earlier version did not note'}`)
}

const words = { running: 'running', in_use: 'in use', gone: 'gone', unknown: 'unknown' }
