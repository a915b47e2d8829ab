import { staffIdOf } from '#centers/organization/load.ts'
import { answerComplaints, remarkComplaints, takeComplaints, writeComplaints } from '#centers/services/write.ts'
import type { By } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import * as world from './index.ts'
import { memberIdOf } from './load-members.ts'

/** A complaint in each state: one nobody took and is late, one in work, one answered, one settled. */
export async function loadServices(db: Db, now: string): Promise<void> {
  const ago = (hours: number) => addMilliseconds(now, -hours * 3_600_000)
  const [lin, zhou] = world.members
  if (!lin || !zhou) return
  const orders = await db.rows<{ id: string; member_id: string }>(sql`
    select id, member_id from orders.orders where member_id = any(${[lin, zhou].map(({ id }) => memberIdOf(id))}::uuid[]) order by placed_at, id`)
  const clerk: By = {
    ...theSystem,
    kind: 'staff',
    id: staffIdOf('service'),
    name: world.staff.find((one) => one.sign_in_name === 'service')!.name.zh,
  }
  const id = (n: number) => steadyId('world.complaint', String(n))
  const of = (who: typeof lin) => ({ id: memberIdOf(who.id), name: who.name.zh })
  const orderOf = (who: typeof lin) => orders.find(({ member_id }) => member_id === memberIdOf(who.id))?.id
  const about = (who: typeof lin, spu_id: string) => {
    const order_id = orderOf(who)
    return order_id ? { order_id } : { spu_id }
  }
  await db.tx(async (tx) => {
    const write = (who: typeof lin, at: string, item: Parameters<typeof writeComplaints>[3][number]) =>
      writeComplaints(tx, of(who), at, [item])
    await write(zhou, ago(60), {
      ...{ id: id(1), subject: 'goods', spu_id: 'jl-ref-shanlan' },
      words: '详情页写的噪音和实测不一样，晚上能听见压缩机的声音，请核实一下参数。',
    })
    await write(zhou, ago(20), {
      ...{ id: id(2), subject: 'delivery', ...about(zhou, 'jl-ref-shanlan') },
      words: '约好上午送，下午四点才到，也没有人打电话。',
    })
    await takeComplaints(tx, clerk, ago(18), [id(2)])
    await write(lin, ago(90), {
      ...{ id: id(3), subject: 'invoice', ...about(lin, 'zm-zhonglao') },
      words: '发票抬头开错了，公司名少了一个字，要重开。',
    })
    await takeComplaints(tx, clerk, ago(80), [id(3)])
    await answerComplaints(tx, clerk, ago(70), [
      { id: id(31), complaint_id: id(3), words: '已作废原发票并按正确抬头重开，请在“我的发票”里查看。给您添麻烦了。' },
    ])
    await write(lin, ago(200), { ...{ id: id(4), subject: 'price', spu_id: 'zm-zhonglao' }, words: '昨天买完今天就降价了，可以退差价吗？' })
    await answerComplaints(tx, clerk, ago(190), [{ id: id(41), complaint_id: id(4), words: '七天内降价可以退差价，已退到您的钱包。' }])
    await remarkComplaints(tx, of(lin), ago(180), [{ id: id(42), complaint_id: id(4), settled: true, words: '收到了，谢谢。' }])
  })
}
