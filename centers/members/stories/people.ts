import { describe, expect, test } from 'vitest'
import { consumers as approvalsConsumers } from '#centers/approvals/events.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { saveTwoPersonRules } from '#centers/organization/write.ts'
import { consumeAll } from '#core/events.ts'
import type { Caller } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { organizations, roles, staff } from '#world/organization.ts'
import { consumers } from '../events.ts'
import { actAs, app, by, clock, db, newMember, operator, points, send } from './ground.ts'

describe('whom staff see', () => {
  test('a store sees the members it looks after, by list, by id and by correction', async () => {
    const [mine, other] = [await newMember(0, 'jl-guanyinqiao'), await newMember(0, 'jl-nanping')]
    const store: Caller = {
      ...operator,
      permissions: new Set(['members.read', 'points.correct', 'members.edit']),
      organizations: ['jl-guanyinqiao'],
      brands: ['jilang'],
    }
    const { body } = await send(store, 'GET', '/api/admin/members')
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([mine.id])
    expect((await send(store, 'GET', `/api/admin/members/${mine.id}`)).body).toMatchObject({
      id: mine.id,
      lifecycle: 'new',
      household: { people: [] },
    })
    expect((await send(store, 'GET', `/api/admin/members/${other.id}`)).status).toBe(404)
    const correction = (id: string | null, program_id: string) => ({ id: newId(), member_id: id, program_id, quantity: 5, reason: 'x' })
    const answer = await send(store, 'POST', '/api/admin/points/corrections', {
      corrections: [correction(mine.id, 'jilang'), correction(other.id, 'jilang'), correction(mine.id, 'group')],
    })
    expect(answer.body.outcomes.map(({ status }: { status: string }) => status)).toEqual([
      'granted',
      'member_not_found',
      'member_not_found',
    ])
    const edit = await send(store, 'POST', '/api/admin/members/edits', {
      edits: [
        { id: mine.id, birthday: '1990-02-30' },
        { id: other.id, note: 'x' },
      ],
    })
    expect(edit.status).toBe(409)
    expect(edit.body.outcomes.map(({ status }: { status: string }) => status)).toEqual(['birthday_invalid', 'member_not_found'])
    await send(store, 'POST', '/api/admin/members/edits', { edits: [{ id: mine.id, vip_until: '2027-01-01', add_tags: ['送礼', '养猫'] }] })
    expect((await send(store, 'GET', '/api/admin/members?tag=养猫&vip=true')).body.items).toMatchObject([{ id: mine.id, vip: true }])
  })
  test('leave the house as a file for a reason, counted by the day, each time on record', async () => {
    await loadOrganization(db, { organizations, roles, staff }, clock.now())
    const [asker, second, clerk] = [staffIdOf('marketer'), staffIdOf('director'), staffIdOf('orders')]
    await Promise.all([1, 2, 3].map(() => newMember(0, 'jl-yubei')))
    await db.run(
      sql`update identity.users set name = '=cmd()' where id = (select member_id from members.standings where organization_id = 'jl-yubei' limit 1)`,
    )
    const permissions = new Set(['members.read', 'members.export'])
    const at = (id: string): Caller => ({ ...operator, id, permissions, organizations: ['jl-yubei'], brands: ['jilang'] })
    const rule = (above_minor: number | null) =>
      db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'members.export', currency: 'XXX', above_minor }]))
    const ask = async (id: string, more: object = {}) =>
      (await send(at(asker), 'POST', '/api/admin/member-exports', { exports: [{ id, list: 'members', reason: '短信召回', ...more }] })).body
        .outcomes[0].status
    const take = async (id: string, as: string = asker) => {
      actAs(at(as))
      return app.inject({ method: 'GET', url: `/api/admin/member-exports/${id}/file` })
    }
    await rule(4)
    const [first, next] = [newId(), newId()]
    expect([await ask(first), await ask(first), await ask(first, { reason: 'x' })]).toEqual([
      'ready',
      'already_asked',
      'id_used_for_another',
    ])
    const file = await take(first)
    expect(file.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'private, no-store' })
    const lines = file.body.trim().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(file.body).toContain('"\'=cmd()"')
    actAs(at(asker))
    const english = await app.inject({ method: 'GET', url: `/api/admin/member-exports/${first}/file?locale=en` })
    expect([lines[0], english.body.split('\r\n')[0], english.body.trim().split('\r\n').length]).toEqual([
      '"姓名","手机","性别","生日","等级","成长值","状态","标签","来源","加入日期","最近下单"',
      '\ufeff"Name","Phone","Gender","Birthday","Level","Growth","Lifecycle","Tags","Source","Joined on","Last order on"',
      4,
    ])
    expect((await app.inject({ method: 'GET', url: `/api/admin/member-exports/${first}/file?locale=fr` })).statusCode).toBe(400)
    expect([(await take(first, clerk)).statusCode, (await take(newId())).statusCode]).toEqual([404, 404])
    // The second of the day passes the rule, sent twice at once or not.
    expect((await Promise.all([ask(next), ask(next)])).sort()).toContain('proposed')
    expect((await take(next)).json()).toMatchObject({ status: 409, type: 'export_waits' })
    const all = { ...at(second), permissions: new Set(['*']), organizations: 'all', brands: 'all' } as const
    const { digest } = (await send(all, 'GET', `/api/admin/approvals/${next}`)).body
    const signed = await send(all, 'POST', '/api/admin/approvals/decisions', { decisions: [{ id: next, decision: 'approve', digest }] })
    expect(signed.body.outcomes[0].status).toBe('granted')
    for (let i = 0; i < 2; i++) await consumeAll(db, [...consumers, ...approvalsConsumers], clock.now())
    expect((await take(next)).statusCode).toBe(200)
    expect((await send(at(asker), 'GET', '/api/admin/member-exports')).body.items).toMatchObject([
      { export_id: next, state: 'ready', taken_count: 1 },
      { export_id: first, state: 'ready', taken_count: 2 },
    ])
    expect(await ask(newId(), { list: 'persons' })).toBe('not_permitted')
    const acts = await db.rows(sql`select action from core.changes where subject = 'members.export' order by happened_at, seq`)
    expect(acts.map(({ action }) => action).sort()).toEqual([
      'export_asked',
      'export_asked',
      'export_taken',
      'export_taken',
      'export_taken',
    ])
    await db.run(sql`update members.exports set open_until = ${clock.now()} where export_id = ${first}`)
    expect((await take(first)).json()).toMatchObject({ status: 410, type: 'export_over' })
    await rule(null)
  })
  test('a child is told of, and its stage is told by the day', async () => {
    const lin = await newMember()
    const person_id = newId()
    const tell = (born_on: string) =>
      send(lin, 'PUT', '/api/mall/me/household', { people: [{ person_id, nickname: '小满', part: 'child', born_on }] })
    expect((await tell('2026-02-30')).status).toBe(409)
    await tell('2026-08-20')
    await tell('2026-08-21')
    const { household } = (await send(lin, 'GET', '/api/mall/me/member')).body
    expect(household.people).toMatchObject([
      { member_id: lin.id },
      { nickname: '小满', born_on: '2026-08-21', months: 3, stage: 'stage_1' },
    ])
    expect((await send(lin, 'POST', '/api/mall/me/tasks/zhimu-child/reward')).body.outcomes[0]).toMatchObject({
      status: 'rewarded',
      points: 300,
    })
    expect((await send(lin, 'POST', '/api/mall/me/tasks/zhimu-child/reward')).body.outcomes[0].status).toBe('already_rewarded')
    expect((await send(lin, 'POST', '/api/mall/me/tasks/birthday/reward')).body.outcomes[0].status).toBe('not_done')
    expect((await points(lin, 'zhimu')).balance).toBe(300)
  })
})
