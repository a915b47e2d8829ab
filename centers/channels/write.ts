import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import type { ChannelItem } from './model.ts'
import { dropChannelCache } from './read.ts'

/** Makes or changes channels, closes and opens them. The currency of a channel never changes: its orders are in it. `by` is a person, whose change is kept. */
export async function saveChannels(
  tx: Tx,
  now: string,
  channels: readonly ChannelItem[],
  by: By | null = null,
): Promise<Outcome<'saved' | 'currency_differs'>[]> {
  const told = channels.filter(({ closed }) => closed !== undefined).map(({ id }) => id)
  const rows = await tx.rows<{ id: string }>(sql`
    insert into channels.channels as c (id, kind, name, currency, organization_id, brand_id, freight_minor, free_freight_from_minor, closed_at, changed_at)
    select id, kind, name, currency, organization_id, brand_id, freight_minor, free_freight_from_minor, case when closed then ${now}::timestamptz end, ${now}
    from jsonb_to_recordset(${json(channels)}::jsonb) as s (id text, kind text, name jsonb, currency text, organization_id text,
      brand_id text, freight_minor bigint, free_freight_from_minor bigint, closed boolean)
    on conflict (id) do update set kind = excluded.kind, name = excluded.name, organization_id = excluded.organization_id,
      brand_id = excluded.brand_id, freight_minor = excluded.freight_minor,
      free_freight_from_minor = excluded.free_freight_from_minor, changed_at = excluded.changed_at,
      closed_at = case when c.id <> all(${told}::text[]) then c.closed_at when excluded.closed_at is null then null else coalesce(c.closed_at, excluded.closed_at) end
      where c.currency = excluded.currency
    returning id`)
  const saved = new Set(rows.map(({ id }) => id))
  await announce(
    tx,
    'channels.saved',
    channels.filter(({ id }) => saved.has(id)).map(({ id }) => ({ id })),
    now,
  )
  if (by)
    await recordChanges(
      tx,
      by,
      now,
      channels
        .filter(({ id }) => saved.has(id))
        .map((channel) => ({
          ...{ subject: 'channels.channel', subject_id: channel.id, action: 'saved', organization_id: channel.organization_id },
          after: channel,
        })),
    )
  tx.afterCommit(dropChannelCache)
  return channels.map(({ id, currency }) =>
    saved.has(id)
      ? { id, status: 'saved' }
      : { id, status: 'currency_differs', detail: `The channel has orders in another currency than ${currency}: make a new channel.` },
  )
}
