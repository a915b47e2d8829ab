import type { Reader } from '#core/sql.ts'

/** One thing that happened, as partners are told of it, and whose it is. */
export interface Told {
  /** What it is about: the id partners know. */
  subject: string
  data: Record<string, unknown>
  organization_id?: string | null
  brand_id?: string | null
  partner_id?: string | null
  channel_id?: string | null
}

/** A kind of message partners can subscribe to. Each center that has something to tell brings its own. */
export interface OpenTopic {
  /** As it stands in the message: `order.moved`. */
  type: string
  /** The event of ours it is made of. */
  topic: string
  /** The right a key needs to be told. */
  permission: string
  title: { zh: string; en: string }
  /** An example of `data`, for whoever maps it. */
  sample?: Record<string, unknown>
  /** The messages of some events, in their order. */
  tell(db: Reader, items: readonly unknown[]): Promise<Told[]> | Told[]
}

const topics = new Map<string, OpenTopic>()
export const registerTopic = (topic: OpenTopic): OpenTopic => {
  topics.set(topic.type, topic)
  return topic
}
export const findTopic = (type: string): OpenTopic | undefined => topics.get(type)
export const listTopics = (): OpenTopic[] => [...topics.values()].sort((a, b) => a.type.localeCompare(b.type))
