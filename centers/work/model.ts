import { Code, closed, Id, Moment, Nullable, type Static, T, Text } from '#core/http.ts'

export const NoticeDraft = closed({
  id: Id('Id of the notice, chosen by the caller'),
  title: Text('Title', 120),
  body: Text('The text; plain, with line breaks', 20_000),
  organization_ids: T.Array(Code('Organization'), {
    minItems: 1,
    maxItems: 200,
    description: 'Who reads it: these organizations and everything under them',
  }),
  role_ids: T.Optional(Nullable(T.Array(Code('Role'), { minItems: 1, maxItems: 100, description: 'Only holders of these roles' }))),
  pinned: T.Optional(T.Boolean({ description: 'Stays on top' })),
  expires_at: T.Optional(Nullable(Moment('After this moment nobody is shown it any more'))),
})
export type NoticeDraft = Static<typeof NoticeDraft>
export type NoticeStatus =
  | 'id_used_for_another'
  | 'already_published'
  | 'organization_not_found'
  | 'role_not_found'
  | 'already_expired'
  | 'published'
export type NoticeWithdrawalStatus = 'notice_not_found' | 'already_withdrawn' | 'withdrawn'
export type ReceiptStatus = 'notice_not_found' | 'already_read' | 'read'

export const Notice = T.Object({
  id: T.String(),
  title: T.String(),
  body: T.String(),
  organization_ids: T.Array(T.String()),
  role_ids: Nullable(T.Array(T.String())),
  pinned: T.Boolean(),
  published_at: T.String(),
  published_by_name: T.String(),
  expires_at: Nullable(T.String()),
  withdrawn_at: Nullable(T.String()),
  read_at: Nullable(T.String({ description: 'When the caller read it' })),
})
export type Notice = Static<typeof Notice>
export const Reader = T.Object({ staff_id: T.String(), name: T.String(), organization_name: T.String(), read_at: Nullable(T.String()) })
export type Reader = Static<typeof Reader>
