import { filePattern } from '#core/files.ts'
import { Choice, Code, closed, Id, Named, type Static, T, Text } from '#core/http.ts'

const optional = T.Optional

export const mostPictures = 6
const Pictures = optional(
  T.Array(T.String({ pattern: filePattern, description: 'A picture I sent before' }), {
    maxItems: mostPictures,
    description: 'Pictures of it in use',
  }),
)

export const ReviewItem = closed({
  id: Id('Made by the caller; the same id again is the same review'),
  order_id: Id('The order it came with'),
  line_no: T.Integer({ minimum: 1, maximum: 1_000, description: 'The line of the order' }),
  stars: T.Integer({ minimum: 1, maximum: 5, description: 'From one to five' }),
  words: Named('What one should know of it', 2_000),
  pictures: Pictures,
})
export type ReviewItem = Static<typeof ReviewItem>

export const FollowUpItem = closed({
  id: Id('Made by the caller; the same id again is the same follow-up'),
  review_id: Id('My review'),
  words: Named('What I think of it by now', 2_000),
  pictures: Pictures,
})
export type FollowUpItem = Static<typeof FollowUpItem>

export const QuestionItem = closed({
  id: Id('Made by the caller; the same id again is the same question'),
  spu_id: Code('The product'),
  words: Named('What one wants to know', 500),
})
export type QuestionItem = Static<typeof QuestionItem>

export const AnswerItem = closed({
  id: Id('Made by the caller; the same id again is the same answer'),
  question_id: Id('The question'),
  words: Named('The answer', 1_000),
})
export type AnswerItem = Static<typeof AnswerItem>

export const VoteItem = closed({
  id: Id('The review'),
  helpful: T.Boolean({ description: 'Whether it helped me; false takes it back' }),
})
export type VoteItem = Static<typeof VoteItem>

export const writeStatuses = [
  'written',
  'already_written',
  'id_used_for_another',
  'line_not_found',
  'not_delivered',
  'reviewed_before',
  'review_not_found',
  'followed_up_before',
  'product_not_found',
  'question_not_found',
  'not_bought',
  'picture_not_found',
  'word_refused',
  'too_many_waiting',
] as const
export type WriteStatus = (typeof writeStatuses)[number]
export type VoteStatus = 'voted' | 'taken_back' | 'already_so' | 'review_not_found' | 'own_review'

export const voiceKinds = ['review', 'follow_up', 'question', 'answer'] as const
export type VoiceKind = (typeof voiceKinds)[number]
export const voiceStates = ['waiting', 'shown', 'hidden'] as const
export type VoiceState = (typeof voiceStates)[number]

export const JudgmentItem = closed({
  id: Id('What was written'),
  state: Choice(['shown', 'hidden'] as const, 'Show it to everybody, or hide it'),
  reason: optional(Text('Why it is hidden; its author is told', 200)),
})
export type JudgmentItem = Static<typeof JudgmentItem>
export type JudgmentStatus = 'judged' | 'already_judged' | 'voice_not_found' | 'reason_missing'

export const ReplyItem = closed({
  id: Id('Made by the caller; of a question, the answer has this id'),
  about_id: Id('The review or question'),
  words: Named('What the house says below it', 1_000),
})
export type ReplyItem = Static<typeof ReplyItem>
export type ReplyStatus = 'replied' | 'already_replied' | 'id_used_for_another' | 'voice_not_found' | 'not_to_be_answered'

export const wordActions = ['refuse', 'flag'] as const
export const WordItem = closed({
  word: Text('The word; case, width and blanks between its signs make no difference', 40),
  action: Choice(wordActions, '`refuse`: nothing with it is taken; `flag`: it is read first'),
})
export type WordItem = Static<typeof WordItem>

/** One thing somebody wrote, as it is kept. */
export interface Voice {
  spu_id: string
  voice_id: string
  kind: VoiceKind
  about_id: string | null
  order_id: string | null
  line_no: number | null
  sku_id: string | null
  author_id: string | null
  author_name: string
  stars: number | null
  words: string
  pictures: string[]
  flagged: string[]
  state: VoiceState
  reason: string | null
  reply: string | null
  replied_by: string | null
  replied_at: string | null
  helpful: number
  written_at: string
  judged_by: string | null
  judged_at: string | null
}

/** Who writes. */
export interface Author {
  id: string
  name: string
}
