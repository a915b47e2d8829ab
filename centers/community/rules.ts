import type { Voice, VoiceState, WriteStatus } from './model.ts'

/** `林晓` is shown as `林*`, `Maria Lopez` as `M***z`: who knows her recognizes her, nobody else does. */
export function maskName(name: string): string {
  const signs = [...name.trim()]
  if (signs.length <= 2) return `${signs[0] ?? ''}*`
  return `${signs[0]}${'*'.repeat(Math.min(3, signs.length - 2))}${signs.at(-1)}`
}

/** As words are compared: width, case and whatever stands between the signs make no difference. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}\p{Cf}]/gu, '')

export interface ListedWord {
  word: string
  action: 'refuse' | 'flag'
}

/** The flag of a text with ways to reach people outside; a person decides about those. */
export const contact = 'contact'
const outside =
  /https?:\/\/|www\.|\b[\w-]+\.(com|cn|net|top|shop|xyz|vip)\b|微\s*信|威\s*信|加\s*[vVqQ]\b|\bQQ\b|1[3-9]\d[- ]?\d{4}[- ]?\d{4}/i

/** What of the list stands in a text, and whether it leads away. */
export function findWords(text: string, list: readonly ListedWord[]): { refused: string[]; flagged: string[] } {
  const plain = plainText(text)
  const found = list.filter(({ word }) => plain.includes(plainText(word)))
  return {
    refused: found.filter(({ action }) => action === 'refuse').map(({ word }) => word),
    flagged: [...found.filter(({ action }) => action === 'flag').map(({ word }) => word), ...(outside.test(text) ? [contact] : [])],
  }
}

/** Waiting things one member may have; more of them is no member any more but a flood. */
export const mostWaiting = 20

export type Decision = { status: WriteStatus; detail?: string }
const refuse = (status: WriteStatus, detail: string): Decision => ({ status, detail })

/** What is asked of every text: a known id is a retry, pictures were sent by its author, words are allowed, nobody floods. */
export function decideText(
  item: { id: string; words: string; pictures?: readonly string[] },
  ground: {
    author_id: string
    same: Pick<Voice, 'author_id' | 'words'> | undefined
    sent: ReadonlySet<string>
    list: readonly ListedWord[]
    waiting: number
  },
): Decision | null {
  const { same } = ground
  if (same && (same.author_id !== ground.author_id || same.words !== item.words))
    return refuse('id_used_for_another', 'id: something else has this id; take a new one.')
  if (same) return { status: 'already_written' }
  const lost = item.pictures?.find((file) => !ground.sent.has(file))
  if (lost) return refuse('picture_not_found', `pictures: ${lost} was not sent by you; send it first.`)
  const [refused] = findWords(item.words, ground.list).refused
  if (refused) return refuse('word_refused', `words: “${refused}” may not be used here; say it otherwise.`)
  if (ground.waiting >= mostWaiting) return refuse('too_many_waiting', 'Wait until some of what you wrote was read.')
  return null
}

export interface BoughtLine {
  spu_id: string
  sku_id: string
  delivered: boolean
  /** The review this line has already. */
  review_id: string | null
}

export function decideReview(line: BoughtLine | undefined): Decision {
  if (!line) return refuse('line_not_found', 'order_id, line_no: there is no such line among your orders.')
  if (!line.delivered) return refuse('not_delivered', 'line_no: it has not arrived yet; review it when you have seen it.')
  if (line.review_id) return refuse('reviewed_before', 'line_no: you have reviewed it; write a follow-up.')
  return { status: 'written' }
}

export function decideFollowUp(
  review: { author_id: string | null; state: VoiceState; followed_up: boolean } | undefined,
  author_id: string,
): Decision {
  if (!review || review.author_id !== author_id) return refuse('review_not_found', 'review_id: there is no such review of yours.')
  if (review.state === 'hidden') return refuse('review_not_found', 'review_id: your review is not shown, so nothing can follow it.')
  if (review.followed_up) return refuse('followed_up_before', 'review_id: a review has one follow-up.')
  return { status: 'written' }
}

export function decideAnswer(question: { state: VoiceState } | undefined, bought: boolean): Decision {
  if (question?.state !== 'shown') return refuse('question_not_found', 'question_id: there is no such question.')
  if (!bought) return refuse('not_bought', 'Only who bought the product and has it may answer.')
  return { status: 'written' }
}

/** How the stars of shown reviews change when one review goes from one state to another. */
export const ratingChange = (from: VoiceState | null, to: VoiceState): number => Number(to === 'shown') - Number(from === 'shown')

/** `4.6` of a spread over the stars; null without any. */
export function averageOf(spread: readonly number[]): number | null {
  const count = spread.reduce((sum, n) => sum + n, 0)
  if (count === 0) return null
  return Math.round((spread.reduce((sum, n, i) => sum + n * (i + 1), 0) / count) * 10) / 10
}
