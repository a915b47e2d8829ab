import { closed, Problem, T } from '#core/http.ts'
import type { Reader } from '#core/sql.ts'
import type { Method } from '../sessions/model.ts'
import type { Way } from './rules.ts'
import { findDoor } from './write.ts'

/** Where staff come in; its look, words and ways are set like those of any brand's page. */
export const consoleDoor = { brand: 'console', region: '*' } as const

/** `*` stands for all that have no page of their own. */
export const Place = (description: string) => T.String({ pattern: '^(\\*|[A-Za-z0-9][A-Za-z0-9._-]{0,63})$', description })

/** At which sign-in page somebody stands; left out, at the one of the whole house. */
export const AtDoor = {
  door: T.Optional(
    closed({ brand: Place('The brand, * for all'), region: Place('The region, * for all') }, { description: 'The sign-in page' }),
  ),
}

/** The same in an address. */
export const AtDoorQuery = {
  brand: T.Optional(Place('Brand of the sign-in page')),
  region: T.Optional(Place('Region of the sign-in page')),
}
export const doorOf = ({ brand = '*', region = '*' }: { brand?: string; region?: string }) => ({ brand, region })

/** A sign-in page opens by its own ways only, whoever asks: hiding a button keeps nobody from sending what it would send. */
export async function requireWay(on: Reader, way: Way, { brand, region } = { brand: '*', region: '*' }): Promise<void> {
  const { ways } = await findDoor(on, brand, region)
  if (!ways.includes(way))
    throw new Problem(403, 'way_not_offered', `This sign-in page does not open by ${way}. Sign in by one of: ${ways.join(', ')}.`, { ways })
}

const wayOf: Partial<Record<string, Way>> = {
  password: 'password',
  phone_code: 'code',
  email_code: 'code',
  passkey: 'passkey',
  wechat: 'wechat',
  qq: 'qq',
  weibo: 'weibo',
  alipay: 'alipay',
  federation: 'partners',
} satisfies Partial<Record<Method, Way>>

/** Whether a page would have let in who came by this method: being signed in already must not be a way around its ways. */
export async function opensTo(on: Reader, method: string, { brand, region }: { brand: string; region: string }): Promise<boolean> {
  const way = wayOf[method]
  return way !== undefined && (await findDoor(on, brand, region)).ways.includes(way)
}
