import { Choice, Code, closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'
import { lifecycles } from '../model.ts'

export const exportLists = ['members', 'persons'] as const
/** A day and a night to take it, also for who had to wait for a second person. */
export const open_ms = 24 * 3_600_000

export const ExportDraft = closed({
  id: Id('Id of the export, chosen by the caller'),
  list: Choice(exportLists, '`members`, or `persons` found in the files of old systems'),
  filter: T.Optional(
    closed(
      {
        q: T.Optional(Text('As in the list: phone, email, name or id', 100)),
        program_id: T.Optional(Code('Only members of this program')),
        level: T.Optional(Code('Only this level')),
        tag: T.Optional(Text('Only with this tag', 40)),
        lifecycle: T.Optional(Choice(lifecycles, 'Only this stage of life with us')),
      },
      { description: 'Which rows; all the caller may see if left out' },
    ),
  ),
  reason: Text('What the data is needed for; stands in the record of changes', 200),
})
export type ExportDraft = Static<typeof ExportDraft>

export const ExportRow = T.Object({
  export_id: T.String(),
  list: T.String(),
  filter: T.Record(T.String(), T.Unknown()),
  reason: T.String(),
  row_count: T.Integer({ description: 'How many rows it had when it was asked for' }),
  state: Choice(['waiting', 'ready', 'over'] as const, '`waiting` for a second person, `ready` to be taken, `over`'),
  asked_at: T.String(),
  open_until: Nullable(T.String()),
  taken_count: T.Integer({ description: 'How often the file was taken' }),
})
export type ExportRow = Static<typeof ExportRow>
