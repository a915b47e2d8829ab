import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Event, watchEvents } from '#core/events.ts'
import { allows, type Caller, closed, Problem, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { forPermission, mayTouch } from '#core/scope.ts'
import { log } from '#core/telemetry.ts'

type Item = Record<string, unknown>
interface View {
  topics: readonly string[]
  /** The id told to this caller, `hint` to say only that something is new, or null when it is none of his. */
  tell(caller: Caller, event: Event): string | 'hint' | null
}

/** Somebody with the right, for a row within his scope: the same decision as the list that he will read next. */
const within = (caller: Caller, permission: string, item: Item): boolean =>
  allows(caller, permission) &&
  mayTouch(forPermission(caller, permission), { organization_id: (item.organization_id as string | null) ?? null })

/** What pages of the console may be told of. Ids only: whoever is told reads again, through the doors he has. */
const views: Record<string, View> = {
  orders: {
    topics: ['orders.placed', 'orders.moved'],
    tell: (caller, { item }) => (within(caller, 'orders.read', item as Item) ? (item as { id: string }).id : null),
  },
  approvals: {
    topics: ['approvals.seats_opened', 'approvals.asked', 'approvals.granted', 'approvals.returned', 'approvals.closed'],
    tell: (caller, { item }) => {
      const { id, request_id, approver_id, asked_by } = item as Record<string, string | undefined>
      const mine = caller.id !== null && (approver_id === caller.id || asked_by === caller.id)
      return mine || (id !== undefined && within(caller, 'approvals.read', item as Item)) ? (request_id ?? id)! : null
    },
  },
  // Whom a notice is for, its list decides: here it is only said that there is one.
  notices: { topics: ['work.notices_published'], tell: () => 'hint' },
}
const viewNames = Object.keys(views)

const pause_ms = 1_000
const beat_ms = 20_000
const most_open = 2_000
const most_ids = 100
const most_unread_bytes = 65_536

interface Listener {
  request: FastifyRequest
  reply: FastifyReply
  views: readonly string[]
  /** What happened since the last word, still to be judged for this caller. */
  waiting: Event[]
  timer: NodeJS.Timeout | null
}

/**
 * Live updates of the console: one stream a tab, told within a second that something it shows has changed. Who listens is asked anew before each word,
 * so whoever signed out or lost his office hears nothing more.
 */
export const liveRoutes =
  (authenticate: (request: FastifyRequest) => Promise<Caller> | Caller): Routes<Needs> =>
  ({ db }) =>
  async (app) => {
    const listeners = new Set<Listener>()
    const topics = [...new Set(Object.values(views).flatMap((view) => view.topics))]
    // One look for all who listen, and none while nobody does.
    let watching: Promise<{ stop(): Promise<void> }> | null = null

    const hear = (events: Event[]) => {
      for (const listener of listeners) {
        if (listener.waiting.length < 10_000) listener.waiting.push(...events)
        listener.timer ??= setTimeout(() => void say(listener), pause_ms)
      }
    }
    const say = async (listener: Listener): Promise<void> => {
      const { request, reply, waiting } = listener
      listener.timer = null
      listener.waiting = []
      try {
        const caller = await authenticate(request)
        if (caller.kind !== 'staff') return end(listener)
        const told = tellOf(caller, listener.views, waiting)
        if (Object.keys(told).length > 0 && listeners.has(listener)) reply.raw.write(`event: changed\ndata: ${JSON.stringify(told)}\n\n`)
        // Who does not read is let go; his browser comes again.
        if (reply.raw.writableLength > most_unread_bytes) end(listener)
      } catch (error) {
        log.warn({ error: (error as Error).message }, 'a live update could not be told')
        end(listener)
      }
    }
    const end = (listener: Listener): void => {
      listeners.delete(listener)
      if (listener.timer) clearTimeout(listener.timer)
      listener.reply.raw.end()
      if (listeners.size > 0 || !watching) return
      const over = watching
      watching = null
      over.then((one) => one.stop()).catch(() => {})
    }
    const beat = setInterval(() => {
      for (const listener of [...listeners]) {
        listener.reply.raw.write(': here\n\n')
        if (!listener.timer) void say(listener)
      }
    }, beat_ms)
    beat.unref()
    app.addHook('preClose', async () => {
      clearInterval(beat)
      for (const listener of [...listeners]) end(listener)
    })

    app.get(
      '/api/admin/live',
      {
        config: { access: { permission: 'staff', scope: 'own' } },
        schema: {
          tags: ['operations'],
          summary: 'A stream that says when something I may see has changed (server-sent events)',
          description: `Each \`changed\` event names views and ids: read them again. Views: ${viewNames.join(', ')}.`,
          querystring: closed({
            views: T.String({ pattern: `^(${viewNames.join('|')})(,(${viewNames.join('|')}))*$`, description: 'Views, divided by commas' }),
          }),
        },
      },
      async (request, reply) => {
        if (listeners.size >= most_open) throw new Problem(503, 'busy', 'Too many pages listen already: look again by hand.')
        watching ??= watchEvents(db, 'console.live', topics, hear)
        await watching
        const listener: Listener = { request, reply, views: [...new Set(request.query.views.split(','))], waiting: [], timer: null }
        reply.hijack()
        reply.raw.writeHead(200, {
          ...(reply.getHeaders() as Record<string, string>),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          // A proxy that gathers answers would keep the news to itself.
          'x-accel-buffering': 'no',
        })
        reply.raw.write('retry: 3000\n\n')
        listeners.add(listener)
        request.raw.once('close', () => end(listener))
      },
    )
  }

/** What a caller is told of events: by view, the ids of what is his to see. */
function tellOf(caller: Caller, wanted: readonly string[], events: readonly Event[]): Record<string, string[]> {
  const told: Record<string, string[]> = {}
  for (const name of wanted) {
    const { topics, tell } = views[name]!
    const ids = new Set<string>()
    for (const event of events) {
      if (!topics.includes(event.topic)) continue
      const id = tell(caller, event)
      if (id === null) continue
      told[name] ??= []
      if (id !== 'hint' && ids.size < most_ids) ids.add(id)
    }
    if (told[name]) told[name] = [...ids]
  }
  return told
}
