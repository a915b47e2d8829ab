import { type By, recordChanges, systemBy } from '#core/audit.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { seal } from '#core/secrets.ts'
import { hot, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { MarketplacePorts, TokenAnswer, Told } from './port.ts'
import { lineOf, openShop, type Pulling } from './pull.ts'
import { findConnection, findConnections, secretsOf, secretsPurpose } from './read.ts'
import { pullAgain_s, renewalOf, tokenAsksAtMost } from './rules.ts'

/** A process that died while it asked holds the token no longer than this. */
const claim_ms = 120_000
/** Renews the tokens that end soon, or were refused; answers how many. Of several processes one asks for each. */
export async function renewTokens(pulling: Pulling): Promise<number> {
  const { db, clock } = pulling
  let renewed = 0
  for (;;) {
    const now = clock.now()
    const due = await db.row<{ connection_id: string; attempts: number }>(hot`
      update marketplaces.connections c set token_claimed_until = ${addMilliseconds(now, claim_ms)}, token_attempts = token_attempts + 1
      from (
        select connection_id from marketplaces.connections
        where token_next_at <= ${now} and (token_claimed_until is null or token_claimed_until < ${now}) and state <> 'draft'
        order by token_next_at limit 1 for update skip locked
      ) d
      where c.connection_id = d.connection_id returning c.connection_id, c.token_attempts as attempts`)
    if (!due) return renewed
    if (await renew(pulling, due.connection_id, due.attempts)) renewed++
  }
}

async function renew(pulling: Pulling, connection_id: string, attempts: number): Promise<boolean> {
  const { db, clock, exchange } = pulling
  const shop = await openShop(pulling, connection_id)
  let told: Told<TokenAnswer>
  if (typeof shop === 'string') told = { status: 'later', code: 'connection_closed', reason: shop }
  else if (!shop.port.renewToken || !shop.open.secrets.refresh_token)
    told = { status: 'refused', code: 'no_refresh_token', reason: 'Enter the refresh token with the keys of the shop, or a new token.' }
  else told = await exchange.call(lineOf(shop, 'token'), () => shop.port.renewToken!(shop.open))
  return db.tx(async (tx) => {
    const now = clock.now()
    // Locked before it is looked at: somebody may have typed other keys meanwhile, and those win.
    await tx.run(hot`select 1 from marketplaces.connections where connection_id = ${connection_id} for update`)
    const row = (await findConnection(tx, connection_id))!
    if (told.status !== 'answered') {
      const failure = `${told.code}: ${told.reason}`.slice(0, 500)
      const again = told.status === 'later' && attempts < tokenAsksAtMost
      await tx.run(hot`
        update marketplaces.connections set token_failure = ${failure}, token_claimed_until = null,
          token_next_at = ${again ? addMilliseconds(now, pullAgain_s(attempts, Math.random()) * 1000) : null}
        where connection_id = ${connection_id}`)
      await recordChanges(tx, systemBy('marketplaces'), now, [
        { ...subjectOf(row), action: 'token_not_renewed', after: { failure, gives_up: !again } },
      ])
      return false
    }
    const secrets = secretsOf(row.secrets_sealed)
    const asked = typeof shop === 'string' ? {} : shop.open.secrets
    if (secrets.refresh_token !== asked.refresh_token) {
      await tx.run(
        hot`update marketplaces.connections set token_claimed_until = null, token_next_at = null where connection_id = ${connection_id}`,
      )
      return false
    }
    await tx.run(hot`
      update marketplaces.connections set secrets_sealed = ${seal(secretsPurpose, JSON.stringify({ ...secrets, ...told.secrets }))}, token_expires_at = ${told.expires_at},
        token_next_at = ${told.expires_at === null ? null : renewalOf(now, told.expires_at)}, token_claimed_until = null, token_attempts = 0, token_failure = null,
        token_refreshed_at = ${now}
      where connection_id = ${connection_id}`)
    // The new token may be what the streams were waiting for.
    await tx.run(hot`update marketplaces.cursors set next_at = ${now} where connection_id = ${connection_id} and failures > 0`)
    await recordChanges(tx, systemBy('marketplaces'), now, [
      { ...subjectOf(row), action: 'token_renewed', after: { token_expires_at: told.expires_at } },
    ])
    return true
  })
}

const subjectOf = ({ connection_id, organization_id }: { connection_id: string; organization_id: string }) => ({
  ...{ subject: 'marketplaces.connection', subject_id: connection_id, organization_id },
})

export type RenewStatus = 'asked' | 'already_asked' | 'connection_not_found' | 'not_offered' | 'no_refresh_token'
/** Has tokens renewed within a second, by an operator's word, also after they were given up. At most 100. */
export async function askRenewals(
  tx: Tx,
  by: By,
  now: string,
  ports: MarketplacePorts,
  ids: readonly string[],
): Promise<Outcome<RenewStatus>[]> {
  await tx.run(hot`select 1 from marketplaces.connections where connection_id = any(${[...ids]}::text[]) order by connection_id for update`)
  const known = new Map((await findConnections(tx, sql`connection_id = any(${[...ids]}::text[])`)).map((row) => [row.connection_id, row]))
  const outcomes = ids.map((id): Outcome<RenewStatus> => {
    const row = known.get(id)
    if (!row || !mayTouch(by, { organization_id: row.organization_id }))
      return { id, status: 'connection_not_found', detail: `There is no connection ${id}.` }
    if (!ports[row.platform]?.renewToken)
      return { id, status: 'not_offered', detail: `Tokens of ${row.platform} are not renewed: enter a new one.` }
    if (!secretsOf(row.secrets_sealed).refresh_token)
      return { id, status: 'no_refresh_token', detail: 'Enter the refresh token with the keys of the shop first.' }
    return { id, status: 'asked' }
  })
  const rows = await tx.rows<{ connection_id: string }>(hot`
    update marketplaces.connections set token_next_at = ${now}, token_attempts = 0, token_failure = null
    where connection_id = any(${column(
      outcomes.filter(({ status }) => status === 'asked'),
      'id',
    )}::text[]) and (token_next_at is null or token_next_at > ${now})
    returning connection_id`)
  const fresh = new Set(column(rows, 'connection_id'))
  return outcomes.map((outcome) =>
    outcome.status === 'asked' && !fresh.has(outcome.id) ? { ...outcome, status: 'already_asked' } : outcome,
  )
}
