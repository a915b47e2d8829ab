import { plainDoor } from '#centers/identity/doors/rules.ts'
import { consoleDoor } from '#centers/identity/doors/ways.ts'
import { keepDoors } from '#centers/identity/doors/write.ts'
import { keepFederations } from '#centers/identity/federation/write.ts'
import { systemBy } from '#core/audit.ts'
import type { Db } from '#core/sql.ts'
import * as world from './index.ts'

const by = systemBy('world loader')

/** A sign-in page of each brand with its agreement, one where staff come in, and an alliance partner who is registered but not open yet. */
export async function loadDoors(db: Db, now: string): Promise<void> {
  const doors = world.brands.map(({ id, name, slogan, dark_color }) => ({
    ...plainDoor,
    brand: id,
    color: dark_color.toLowerCase(),
    title_zh: `登录${name.zh}`,
    title_en: `Sign in to ${name.en}`,
    text_zh: slogan.zh,
    text_en: slogan.en,
    agreements: [
      {
        code: `${id}-members`,
        version: '2026-11',
        title_zh: `${name.zh}会员协议`,
        title_en: `${name.en} membership terms`,
        address: '/about',
      },
    ],
  }))
  const desk = {
    ...plainDoor,
    ...consoleDoor,
    title_zh: '登录通商运营台',
    title_en: 'Sign in to the Tongshang console',
    text_zh: '一个员工账号，各站点通用。',
    text_en: 'One staff account, known on all our sites.',
    ways: ['password' as const, 'code' as const, 'passkey' as const],
  }
  await db.tx(async (tx) => {
    await keepDoors(tx, by, now, [...doors, desk])
    await keepFederations(tx, by, now, [
      {
        id: 'shancheng-air',
        name_zh: '山城航空',
        name_en: 'Shancheng Air',
        issuer: 'https://id.shancheng-air.example',
        client_id: 'tongshang',
        client_secret: 'given by the partner when it opens',
        scopes: ['openid', 'profile'],
        state: 'closed',
      },
    ])
  })
}
