import { loadUsers } from '#centers/identity/write.ts'
import { fundDraws, saveDraws, saveTasks } from '#centers/members/activities/write.ts'
import { activateCards, makeCards } from '#centers/members/cards/write.ts'
import { grantPoints } from '#centers/members/points/write.ts'
import { addHouseholds, addMembers, savePrograms } from '#centers/members/write.ts'
import { topUpWallets } from '#centers/payments/write.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { chunksOf } from '#core/outcomes.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import * as world from './index.ts'
import type { BrandId, Member } from './types.ts'

const day_ms = 86_400_000
const by = systemBy('world loader')

/** The id of a member of the sample enterprise, as user and as member. */
export const memberIdOf = (id: string): string => steadyId('member', id)

/**
 * Loads members with their levels, points, wallets and households. `opened_at` is when what they had before the systems became one was booked.
 */
export async function loadMembers(db: Db, now: string, opened_at: string): Promise<void> {
  await db.tx((tx) => savePrograms(tx, by, now, world.programs))
  await loadUsers(
    db,
    world.members.map(({ id, name, phone, email, password }) => ({
      id: memberIdOf(id),
      name: name.zh,
      handles: [
        { kind: 'phone' as const, value: phone, verified: true },
        ...(email ? [{ kind: 'email' as const, value: email, verified: true }] : []),
      ],
      ...(password ? { password } : {}),
    })),
    now,
  )
  for (const some of chunksOf(world.members, 1_000)) {
    await db.tx(async (tx) => {
      await addMembers(
        tx,
        now,
        some.map((member) => ({
          id: memberIdOf(member.id),
          gender: member.gender,
          source: member.source,
          region_code: member.addresses[0]?.region_code ?? null,
          vip_until: member.level === 'diamond' ? businessDate(addMilliseconds(now, 200 * day_ms)) : null,
          joined_at: addMilliseconds(now, -member.joined_days_ago * day_ms),
          standings: standingsOf(member),
          // Members with a story carry each tag in both languages; the console shows the first.
          tags: member.tags.filter((tag) => /[\u4e00-\u9fff]/.test(tag)),
        })),
      )
      await addHouseholds(tx, now, householdsOf(some, now))
    })
  }
  await loadBalances(db, now, opened_at)
  await loadActivities(db, now)
}

/** The group's program, and that of each brand in which the member has points. */
function standingsOf(member: Member) {
  const region = member.addresses[0]?.region_code ?? ''
  return [
    { program_id: 'group', organization_id: 'commerce', growth: member.growth },
    ...member.points.map(({ brand_id }) => ({
      program_id: brand_id,
      organization_id: closest(brand_id, region),
      growth: Math.floor(member.growth / 2),
    })),
  ]
}

/** Who looks after a member of a brand: its store or office in his county, or the brand itself. */
function closest(brand_id: BrandId, region_code: string): string {
  const near = world.organizations.filter((one) => one.brand_id === brand_id && one.region_code === region_code)
  const best = near.find(({ office_kind }) => office_kind === 'business') ?? near.find(({ kind }) => kind === 'store')
  return best?.id ?? world.brands.find(({ id }) => id === brand_id)!.organization_id
}

function householdsOf(members: readonly Member[], now: string) {
  const homes = new Map<string, Member[]>()
  for (const member of members) {
    if (!member.household && member.babies.length === 0) continue
    const key = member.household?.id ?? `home-of-${member.id}`
    homes.set(key, [...(homes.get(key) ?? []), member])
  }
  return [...homes].map(([key, people]) => ({
    household_id: steadyId('household', key),
    people: people.flatMap((member) => [
      {
        person_id: memberIdOf(member.id),
        member_id: memberIdOf(member.id),
        nickname: member.name.zh,
        part: member.household?.part ?? ('parent' as const),
        born_on: null,
        feeding: null,
      },
      ...member.babies.map(({ nickname, born_days_ago, feeding }) => ({
        person_id: steadyId('child', member.id, nickname),
        member_id: null,
        nickname,
        part: 'child' as const,
        born_on: businessDate(addMilliseconds(now, -born_days_ago * day_ms)),
        feeding,
      })),
    ]),
  }))
}

async function loadBalances(db: Db, now: string, opened_at: string): Promise<void> {
  const wallets = world.members
    .filter(({ wallet_minor }) => wallet_minor > 0)
    .map(({ id, wallet_minor }) => ({
      id: steadyId('wallet', id),
      member_id: memberIdOf(id),
      amount_minor: wallet_minor,
      currency: 'CNY',
      organization_id: 'commerce',
    }))
  for (const some of chunksOf(wallets, 1_000)) await db.tx((tx) => topUpWallets(tx, opened_at, some))
  // A third of what somebody has was earned last year and expires with this one.
  const points = world.members.flatMap((member) =>
    member.points.flatMap(({ brand_id, quantity }) => {
      const older = Math.floor(quantity / 3)
      const part = (quantity: number, age: string, earned_at: string) => ({
        id: steadyId('points', member.id, brand_id, age),
        member_id: memberIdOf(member.id),
        program_id: brand_id,
        quantity,
        kind: 'members.opening',
        ref: `members.member:${memberIdOf(member.id)}`,
        earned_at,
      })
      return [part(older, 'older', addMilliseconds(now, -365 * day_ms)), part(quantity - older, 'newer', opened_at)]
    }),
  )
  for (const some of chunksOf(points, 1_000)) await db.tx((tx) => grantPoints(tx, opened_at, some))
}

async function loadActivities(db: Db, now: string): Promise<void> {
  const ends_at = addMilliseconds(now, 90 * day_ms)
  await db.tx(async (tx) => {
    await saveTasks(tx, world.memberTasks)
    await saveDraws(
      tx,
      by,
      now,
      world.draws.map(({ budget_points: _budget, ...draw }) => ({ ...draw, starts_at: now, ends_at })),
    )
    await fundDraws(
      tx,
      by,
      now,
      world.draws.map(({ draw_id, budget_points }) => ({ id: steadyId('draw-budget', draw_id), draw_id, points: budget_points })),
    )
  })
  const numbers = numberSource(db, 'cards')
  for (const [kind, name, value_minor, cards] of [
    ['prepaid', '工会中秋福利卡 · Mid-autumn staff card', 20_000, 50],
    ['gift', '新年礼品卡 · New-year gift card', 50_000, 20],
  ] as const) {
    const batch_id = steadyId('card-batch', name)
    const batch = { batch_id, kind, name, value_minor, currency: 'CNY' as const, cards, organization_id: 'commerce' }
    await db.tx((tx) => makeCards(tx, by, now, { ...batch, expires_on: businessDate(addMilliseconds(now, 730 * day_ms)) }, numbers.take))
    if (kind === 'prepaid') {
      const made = await db.rows<{ card_id: string }>(sql`select card_id from members.cards where batch_id = ${batch_id}`)
      await db.tx((tx) =>
        activateCards(
          tx,
          by,
          now,
          made.map(({ card_id }) => card_id),
        ),
      )
    }
  }
}
