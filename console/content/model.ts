import type { AnswerOf, RowOf } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

export type PageRow = RowOf<'/api/admin/content/pages'>
export type PageDetail = AnswerOf<'/api/admin/content/pages/{page_id}'>
export type Page = PageDetail['page']
export type Words = { zh: string; en: string }
export interface Block {
  type: string
  props: Record<string, unknown> & { id: string }
}

export const kinds = ['home', 'pavilion', 'campaign', 'corporate', 'news'] as const
export const audiences = ['everyone', 'visitors', 'members'] as const
export const states = ['all', 'shown', 'hidden', 'changed', 'scheduled'] as const

/** The draft of a page as the API takes it back. */
export const draftOf = (page: Page) => ({
  page_id: page.page_id,
  path: page.path,
  kind: page.kind,
  channel_id: page.channel_id,
  audience: page.audience,
  brand_id: page.brand_id,
  partner_id: page.partner_id,
  title: page.title,
  description: page.description,
  picture: page.picture,
  blocks: page.blocks,
  if_version: page.draft_version,
})

export const stateOf = (page: {
  shown_no: number | null
  changed?: boolean
}): { key: 'state_shown' | 'state_hidden' | 'state_changed'; tone: Tone } =>
  page.shown_no === null
    ? { key: 'state_hidden', tone: 'quiet' }
    : page.changed
      ? { key: 'state_changed', tone: 'waiting' }
      : { key: 'state_shown', tone: 'done' }

export const detailPath = (page_id: string) => `/api/admin/content/pages/${page_id}`
