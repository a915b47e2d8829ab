import { randomInt } from 'node:crypto'
import { findCallers, listStaff } from '#centers/organization/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { allows, type Caller } from '#core/http.ts'
import type { Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { Handle } from '../model.ts'
import { hashPassword } from '../passwords.ts'
import { findHandles, findUsers, listHandles } from '../read.ts'
import { isRefused, readHandleAs } from '../rules.ts'
import { endSessions } from '../sessions/write.ts'
import { endAllSignOns } from '../sign-on/provider.ts'
import { registerUsers, setPasswords } from '../write.ts'

export interface AccountDraft {
  /** The member of staff. */
  id: string
  /** What he types to sign in, where he has no account yet. */
  sign_in_name?: string | null | undefined
}
export type AccountStatus =
  | 'staff_not_found'
  | 'not_yourself'
  | 'holds_more_than_you'
  | 'sign_in_name_missing'
  | 'handle_invalid'
  | 'handle_taken'
  | 'account_suspended'
  | 'given'
export interface AccountOutcome extends Outcome<AccountStatus> {
  /** Told this once; its owner sets his own at the next sign-in. */
  password?: string
  sign_in_name?: string
}

// Read aloud and typed from paper: no letter that looks like another.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
const newPassword = (): string =>
  [0, 1, 2].map(() => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join('-')

/**
 * Gives a member of staff a way in: an account if he has none, and a password that only opens the page where he sets his own. Whoever could
 * not grant him what he holds cannot open his account either. Sent again it gives another password, for the first was told and may be lost.
 */
export async function giveStaffAccounts(
  tx: Tx,
  by: By,
  now: string,
  drafts: readonly AccountDraft[],
): Promise<{ outcomes: AccountOutcome[]; ended: string[] }> {
  const outcomes: AccountOutcome[] = []
  const ended: string[] = []
  // Hashing takes a tenth of a second each: before the first row is locked.
  const passwords = await Promise.all(
    drafts.map(async () => {
      const password = newPassword()
      return { password, hash: await hashPassword(password) }
    }),
  )
  for (const [i, draft] of drafts.entries()) {
    const [staff] = await listStaff(tx, by, { ids: [draft.id] }, null, 1)
    const refused = staff ? await refuse(tx, by, now, draft.id) : 'staff_not_found'
    if (!staff || refused) {
      outcomes.push({ id: draft.id, status: refused as AccountStatus, detail: details[refused as keyof typeof details] })
      continue
    }
    const account = await accountOf(tx, now, draft, staff)
    if (account.status) {
      outcomes.push({ id: draft.id, ...account })
      continue
    }
    const { password, hash } = passwords[i]!
    await setPasswords(tx, now, [{ user_id: draft.id, hash, must_change: true }])
    await endAllSignOns(tx, draft.id)
    ended.push(...(await endSessions(tx, now, { user_id: draft.id, reason: 'credentials_changed' })))
    await recordChanges(tx, by, now, [
      {
        ...{ subject: 'organization.staff', subject_id: draft.id, action: 'account_given', organization_id: staff.organization_id },
        after: { sign_in_name: account.sign_in_name, must_change: true },
      },
    ])
    outcomes.push({ id: draft.id, status: 'given', password, sign_in_name: account.sign_in_name })
  }
  return { outcomes, ended }
}

const details = {
  staff_not_found: 'id: there is no such member of staff among yours.',
  not_yourself: 'id: change your own password under account security.',
  holds_more_than_you: 'id: this colleague holds rights that you do not; ask somebody who does.',
  account_suspended: 'id: this account is suspended; let it in again first.',
  sign_in_name_missing: 'sign_in_name: this colleague has no account yet: say what he shall type to sign in.',
}

async function refuse(tx: Tx, by: By, now: string, id: string): Promise<keyof typeof details | undefined> {
  if (id === by.id) return 'not_yourself'
  const callers = await findCallers(tx, [id, ...(by.id && by.kind === 'staff' ? [by.id] : [])], now)
  const mine: Caller = (by.kind === 'staff' && by.id ? callers.get(by.id) : undefined) ?? by
  const his = callers.get(id)
  if (his && ![...his.permissions].every((permission) => allows(mine, permission))) return 'holds_more_than_you'
  if (his?.organizations === 'all' && mine.organizations !== 'all') return 'holds_more_than_you'
  const [user] = await findUsers(tx, [id])
  return user && user.state !== 'active' ? 'account_suspended' : undefined
}

/** What he signs in with: of the account he has, or of the one made now. */
async function accountOf(
  tx: Tx,
  now: string,
  { id, sign_in_name }: AccountDraft,
  staff: { name: string; phone: string | null },
): Promise<{ status?: undefined; sign_in_name: string } | { status: AccountStatus; detail: string }> {
  await tx.row(hot`select id from identity.users where id = ${id} for update`)
  const [user] = await findUsers(tx, [id])
  if (user) {
    const handles = await listHandles(tx, id)
    const shown = handles.find(({ kind }) => kind === 'name') ?? handles[0]
    return { sign_in_name: shown?.value ?? '' }
  }
  if (!sign_in_name) return { status: 'sign_in_name_missing', detail: details.sign_in_name_missing }
  const name = readHandleAs('name', sign_in_name)
  if (isRefused(name)) return { status: 'handle_invalid', detail: `sign_in_name: ${name.detail}` }
  const phone = await freePhone(tx, staff.phone)
  const [made] = await registerUsers(tx, now, [{ id, name: staff.name, handles: [name, ...phone], password_hash: null }])
  if (made!.status === 'handle_taken')
    return { status: 'handle_taken', detail: `sign_in_name: ${sign_in_name} belongs to somebody else; take another one.` }
  return { sign_in_name: name.value }
}

/** The number the house knows him by, not proved yet; not if it is somebody's already, who may well be himself as a shopper. */
async function freePhone(tx: Tx, phone: string | null): Promise<Handle[]> {
  const read = phone ? readHandleAs('phone', phone) : null
  if (!read || isRefused(read)) return []
  return (await findHandles(tx, [read])).length === 0 ? [read] : []
}
