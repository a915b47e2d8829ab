import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises = [
  {
    name: 'interfaces.letters_are_answered',
    sentence: 'Every letter is delivered, has a next try, or is dead with its reason.',
    query: sql`
      select letter_id, state, reason from interfaces.letters where state = 'dead' and reason is null
        or state = 'waiting' and ended_at is not null`,
  },
  {
    name: 'interfaces.tries_are_counted',
    sentence: 'A letter counts every try that was made of it.',
    query: sql`
      select l.letter_id, l.attempts, count(t.attempt) from interfaces.letters l left join interfaces.tries t using (letter_id)
      group by l.letter_id, l.attempts having count(t.attempt) <> l.attempts`,
  },
  {
    name: 'interfaces.calls_are_registered',
    sentence: 'Nothing is said through an interface that the registry does not show.',
    query: sql`
      select distinct h.interface_id from interfaces.hours h left join interfaces.interfaces i using (interface_id) where i.interface_id is null`,
  },
]
