import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import { json, lockRows, sql, type Tx } from '#core/sql.ts'
import type { AddressItem, AddressStatus, SavedAddress } from './model.ts'
import { placeOf, regions, regionsBelow } from './regions.ts'
import { plainPhone } from './rules.ts'

/** More than anybody needs, and few enough to choose from. */
export const mostAddresses = 50
const largest = 50

type Answer = Outcome<AddressStatus>

/** Saves addresses of one person. The names of province, city and county follow from the code; at most one is preferred, and the first one is. */
export async function saveAddresses(tx: Tx, owner_id: string, now: string, items: readonly AddressItem[]): Promise<Answer[]> {
  assert(items.length <= largest, `at most ${largest} addresses are saved in one call`)
  const rows = await lockRows<SavedAddress>(
    tx,
    sql`select address_id, name, phone, region_code, province, city, district, street, label, preferred from places.addresses where owner_id = ${owner_id}`,
    sql`address_id`,
  )
  const known = new Map(rows.map((row) => [row.address_id, row]))
  const saved = new Map<string, SavedAddress>()
  const outcomes = items.map((item): Answer => {
    const { id } = item
    const region = regions.get(item.region_code)
    if (!region) return { id, status: 'region_not_found', detail: `region_code: there is no region ${item.region_code}.` }
    if (regionsBelow(region.code).length > 0)
      return { id, status: 'region_too_wide', detail: `region_code: ${region.name} is divided further: choose down to the county.` }
    const before = known.get(id)
    if (!before && known.size >= mostAddresses)
      return { id, status: 'too_many_addresses', detail: `There are ${mostAddresses} already: remove one first.` }
    const address: SavedAddress = {
      address_id: id,
      name: item.name.trim(),
      phone: plainPhone(item.phone),
      region_code: item.region_code,
      ...placeOf(item.region_code)!,
      street: item.street.trim(),
      label: item.label ?? null,
      preferred: item.preferred ?? before?.preferred ?? known.size === 0,
    }
    if (before && json(before) === json(address)) return { id, status: 'already_saved' }
    if (address.preferred) for (const other of known.values()) other.preferred = false
    known.set(id, address)
    saved.set(id, address)
    return { id, status: 'saved' }
  })
  const changed = [...saved.values()]
  if (changed.length === 0) return outcomes
  const preferred = changed.filter((one) => one.preferred).at(-1)
  if (preferred)
    await tx.run(
      sql`update places.addresses set preferred = false where owner_id = ${owner_id} and preferred and address_id <> ${preferred.address_id}`,
    )
  await tx.run(sql`
    insert into places.addresses (owner_id, address_id, name, phone, region_code, province, city, district, street, label, preferred, saved_at)
    select ${owner_id}, address_id, name, phone, region_code, province, city, district, street, label, preferred, ${now}
    from jsonb_to_recordset(${json(changed)}::jsonb) as a (address_id uuid, name text, phone text, region_code text, province text, city text, district text,
      street text, label text, preferred boolean)
    on conflict (owner_id, address_id) do update set name = excluded.name, phone = excluded.phone, region_code = excluded.region_code, province = excluded.province,
      city = excluded.city, district = excluded.district, street = excluded.street, label = excluded.label, preferred = excluded.preferred, saved_at = excluded.saved_at`)
  await announce(
    tx,
    'places.addresses_saved',
    changed.map(({ address_id, region_code }) => ({ owner_id, address_id, region_code })),
    now,
  )
  return outcomes
}

/** Removes addresses; orders that were sent there keep theirs. */
export async function removeAddresses(
  tx: Tx,
  owner_id: string,
  address_ids: readonly string[],
): Promise<Outcome<'removed' | 'already_removed'>[]> {
  const gone = new Set(
    (
      await tx.rows<{ address_id: string }>(
        sql`delete from places.addresses where owner_id = ${owner_id} and address_id = any(${[...address_ids]}::uuid[]) returning address_id`,
      )
    ).map(({ address_id }) => address_id),
  )
  return address_ids.map((id) => ({ id, status: gone.has(id) ? 'removed' : 'already_removed' }))
}
