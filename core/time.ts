/** The zone whose midnight ends a business day unless an organization says otherwise. */
export const defaultZone = 'Asia/Shanghai'

/** Where `now` comes from: the wall in service, a story's own hands in a simulation. */
export interface Clock {
  now(): string
}

export const wallClock: Clock = { now: () => new Date().toISOString() }

/** A clock a test or simulation moves by hand. */
export function handClock(start: string): Clock & { set(now: string): void; advance(milliseconds: number): void } {
  let now_ms = Date.parse(start)
  return {
    now: () => new Date(now_ms).toISOString(),
    set: (now) => {
      now_ms = Date.parse(now)
    },
    advance: (milliseconds) => {
      now_ms += milliseconds
    },
  }
}

/** The business date (`YYYY-MM-DD`) of a moment in a zone. */
export const businessDate = (moment: string, zone: string = defaultZone): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDate().toString()

/** First moment of a business date in a zone. */
export const startOfDay = (date: string, zone: string = defaultZone): string =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds).toISOString()

export const addMilliseconds = (moment: string, milliseconds: number): string => new Date(Date.parse(moment) + milliseconds).toISOString()

/** A moment as partners in China write it, `yyyy-MM-dd HH:mm:ss`, cut to the second. The country has one zone and no summer time. */
export const chinaTime = (moment: string | number): string =>
  new Date((typeof moment === 'number' ? moment : Date.parse(moment)) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

/** A wall time of a zone without offset (`2018-03-31 12:00:00`) as a moment; null when the text is no such time. */
export function momentOf(local: string, zone: string): string | null {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?$/.exec(local.trim())
  if (!match) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = match
  try {
    const plain = Temporal.PlainDateTime.from(
      { year: +year!, month: +month!, day: +day!, hour: +hour, minute: +minute, second: +second },
      { overflow: 'reject' },
    )
    return new Date(plain.toZonedDateTime(zone).epochMilliseconds).toISOString()
  } catch {
    return null
  }
}
