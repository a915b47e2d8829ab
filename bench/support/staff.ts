import { startSessions } from '#centers/identity/sessions/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { newId } from '#core/ids.ts'
import type { Db } from '#core/sql.ts'

/** One member of staff who may do everything; answers his session's cookie. Safe to call again. */
export async function makeStaff(db: Db): Promise<string> {
  const now = new Date().toISOString()
  const both = (text: string) => ({ zh: text, en: text })
  const person = {
    sign_in_name: 'bench',
    name: both('bench'),
    position: both('bench'),
    organization_id: 'bench',
    role_ids: ['everything'],
    phone: '13900009999',
  }
  await loadOrganization(
    db,
    {
      organizations: [
        {
          id: 'bench',
          parent_id: null,
          kind: 'group',
          office_kind: null,
          franchised: false,
          brand_id: null,
          name: both('bench'),
          region_code: '500000',
        },
      ],
      roles: [{ id: 'everything', name: both('everything'), permissions: ['*'] }],
      staff: [person],
    },
    now,
  )
  await loadUsers(db, [{ id: staffIdOf('bench'), name: 'bench', handles: [{ kind: 'name', value: 'bench' }] }], now)
  const [session] = await db.tx((tx) =>
    startSessions(tx, now, [
      {
        id: newId(),
        user_id: staffIdOf('bench'),
        audience: 'console',
        method: 'password',
        origin: { address: '127.0.0.1', network: '127.0.0.0', device_label: 'bench', device_hash: null },
      },
    ]),
  )
  return `console_session=${session!.token}`
}
