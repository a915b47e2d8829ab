export const ways = ['password', 'code', 'passkey', 'wechat', 'qq', 'weibo', 'alipay', 'partners'] as const
export type Way = (typeof ways)[number]

export interface Agreement {
  code: string
  /** A new version asks again. */
  version: string
  title_zh: string
  title_en: string
  address: string
}
export interface Door {
  brand: string
  region: string
  logo: string | null
  color: string
  title_zh: string
  title_en: string
  text_zh: string
  text_en: string
  ways: Way[]
  agreements: Agreement[]
}

/** The page where nobody made one. */
export const plainDoor: Door = {
  brand: '*',
  region: '*',
  logo: null,
  color: '#1f4fd8',
  title_zh: '',
  title_en: '',
  text_zh: '',
  text_en: '',
  ways: [...ways],
  agreements: [],
}

export const doorOutcomes = ['way_in_missing', 'color_too_pale', 'agreement_twice', 'already_so', 'kept'] as const
export type DoorStatus = (typeof doorOutcomes)[number]

/** Everybody must be able to come in and to read the button. */
export function decideDoor(door: Door, before: Door | undefined): DoorStatus {
  if (!door.ways.includes('password') && !door.ways.includes('code')) return 'way_in_missing'
  if (contrastWithWhite(door.color) < 4.5) return 'color_too_pale'
  if (new Set(door.agreements.map(({ code }) => code)).size < door.agreements.length) return 'agreement_twice'
  if (before && JSON.stringify(inOrder(before)) === JSON.stringify(inOrder(door))) return 'already_so'
  return 'kept'
}

const inOrder = ({ agreements, ...door }: Door) => [
  ...(Object.keys(plainDoor) as (keyof Door)[]).filter((key) => key !== 'agreements').map((key) => door[key as keyof typeof door]),
  agreements.map(({ code, version, title_zh, title_en, address }) => [code, version, title_zh, title_en, address]),
]

/** The page of the brand in the region, of the brand, of the region, of all, or the plain one. */
export function chooseDoor(doors: readonly Door[], brand: string, region: string): Door {
  const find = (of: string, at: string) => doors.find((door) => door.brand === of && door.region === at)
  return find(brand, region) ?? find(brand, '*') ?? find('*', region) ?? find('*', '*') ?? plainDoor
}

/** As WCAG counts it; text of normal size needs 4.5. */
export function contrastWithWhite(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}
