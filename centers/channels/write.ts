import { announce } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import type { ChannelItem } from './model.ts'
import { dropChannelCache } from './read.ts'

/** Makes or changes channels. The currency of a channel never changes: its orders are in it. */
export async function saveChannels(
  tx: Tx,
  now: string,
  channels: readonly ChannelItem[],
): Promise<Outcome<'saved' | 'currency_differs'>[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    insert into channels.channels as c (id, kind, name, currency, organization_id, brand_id, freight_minor, free_freight_from_minor, changed_at)
    select id, kind, name, currency, organization_id, brand_id, freight_minor, free_freight_from_minor, ${now}
    from jsonb_to_recordset(${json(channels)}::jsonb) as s (id text, kind text, name jsonb, currency text, organization_id text,
      brand_id text, freight_minor bigint, free_freight_from_minor bigint)
    on conflict (id) do update set kind = excluded.kind, name = excluded.name, organization_id = excluded.organization_id,
      brand_id = excluded.brand_id, freight_minor = excluded.freight_minor,
      free_freight_from_minor = excluded.free_freight_from_minor, changed_at = excluded.changed_at
      where c.currency = excluded.currency
    returning id`)
  const saved = new Set(rows.map(({ id }) => id))
  await announce(
    tx,
    'channels.saved',
    channels.filter(({ id }) => saved.has(id)).map(({ id }) => ({ id })),
    now,
  )
  tx.afterCommit(dropChannelCache)
  return channels.map(({ id, currency }) =>
    saved.has(id)
      ? { id, status: 'saved' }
      : { id, status: 'currency_differs', detail: `The channel has orders in another currency than ${currency}: make a new channel.` },
  )
}
