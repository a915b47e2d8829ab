import type { Market, Sold } from './shop.ts'
import type { MarketStage } from './stage.ts'

export interface PushRequest {
  headers: Record<string, string>
  body: string
}
export interface PushWriter {
  /** The request for one change, with a number of its own that is the same when it is sent again. */
  write(trade: Sold, what: 'sold' | 'changed', serial: number): PushRequest
  /** The same words under a signature that is not the platform's. */
  forge(request: PushRequest): PushRequest
  /** After so many failures in a row the subscription is taken away. */
  gives_up_after: number
}

/** What the platform tells by itself. Nothing leaves before `send`, so that a story decides when. */
export interface PushDesk {
  subscribe(url: string): void
  /** Whether anybody is still told. */
  subscribed(): boolean
  /** Sends what changed since; answers the status of each request, oldest first. What fails is sent again with the next. */
  send(): Promise<number[]>
  /** How many forged requests were taken as if they were true. */
  believed(): number
}

/** Misbehaves as its stage is told: sends twice, out of order, not at all, and lets somebody else send under its name. */
export function openPushes(market: Market, stage: MarketStage, { write, forge, gives_up_after }: PushWriter): PushDesk {
  let url: string | null = null
  let waiting: PushRequest[] = []
  let failures = 0
  let serial = 0
  let believed = 0
  market.watch((trade, what) => {
    if (url !== null) waiting.push(write(trade, what, ++serial))
  })
  const post = async ({ headers, body }: PushRequest): Promise<number> => {
    try {
      const answer = await fetch(url!, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.timeout(5_000),
      })
      await answer.arrayBuffer()
      return answer.status
    } catch {
      return 0
    }
  }
  return {
    subscribe: (to) => {
      url = to
      failures = 0
    },
    subscribed: () => url !== null,
    believed: () => believed,
    async send() {
      const happens = (share: number | undefined) => share !== undefined && stage.chance() < share
      let some = waiting
      waiting = []
      if (stage.quirks.out_of_order) some = some.sort(() => stage.chance() - 0.5)
      const statuses: number[] = []
      for (const request of some) {
        if (url === null) break
        if (happens(stage.quirks.push_lost)) continue
        if (happens(stage.quirks.push_forged)) {
          const status = await post(forge(request))
          if (status >= 200 && status < 300) believed++
        }
        const status = await post(request)
        if (happens(stage.quirks.duplicate)) await post(request)
        statuses.push(status)
        if (status >= 200 && status < 300) {
          failures = 0
          continue
        }
        waiting.push(request)
        if (++failures >= gives_up_after) {
          url = null
          waiting = []
        }
      }
      return statuses
    },
  }
}
