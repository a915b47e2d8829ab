import type { Postman } from '#centers/interfaces/letters.ts'
import type { Letter } from '#centers/interfaces/model.ts'
import { column } from '#core/outcomes.ts'
import { raw, sql } from '#core/sql.ts'

/**
 * Rows that wait for what a letter is answered: it ends them with the reason of a refusal, and an operator's replay begins them again. `key` says which row
 * of its connection a letter is about.
 */
export function answered(
  table: 'pushes' | 'confirmations' | 'replies',
  column_name: 'push_no' | 'external_no' | 'reply_no',
  states: { begun: string; well: string },
  key: (letter: Letter) => string,
): Required<Pick<Postman, 'settle' | 'revive'>> {
  const rows = raw(`marketplaces.${table}`)
  const named = raw(`r.${column_name}`)
  const these = (letters: readonly Letter[]) => [column([...letters], 'account'), letters.map(key)] as const
  return {
    async settle(tx, now, settled) {
      const [accounts, keys] = these(column([...settled], 'letter'))
      const details = settled.map(({ told }) => (told.status === 'answered' ? null : `${told.code}: ${told.reason}`.slice(0, 500)))
      await tx.run(sql`
        update ${rows} r set state = case when s.detail is null then ${states.well} else 'refused' end, detail = s.detail, ended_at = ${now}
        from unnest(${accounts}::text[], ${keys}::text[], ${details}::text[]) as s (connection_id, key, detail)
        where r.connection_id = s.connection_id and ${named} = s.key and r.state = ${states.begun}`)
    },
    async revive(tx, _now, letters) {
      const [accounts, keys] = these(letters)
      await tx.run(sql`
        update ${rows} r set state = ${states.begun}, detail = null, ended_at = null
        from unnest(${accounts}::text[], ${keys}::text[]) as s (connection_id, key)
        where r.connection_id = s.connection_id and ${named} = s.key and r.state = 'refused'`)
      return letters
    },
  }
}
