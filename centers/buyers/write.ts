import { findHandles, findUsers } from '#centers/identity/read.ts'
import { isRefused, readHandleAs } from '#centers/identity/rules.ts'
import { postTransactions, setFloors } from '#centers/ledger/write.ts'
import { wishInvoices } from '#centers/orders/claims.ts'
import type { NewOrder, PlaceOutcome } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { cashAccount, creditAccount, repayPosting } from '#centers/payments/accounts.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { assetOf } from '#core/money.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { GroundMoved, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import type {
  Buyer,
  BuyerItem,
  BuyerStatus,
  CatalogItem,
  DecisionStatus,
  LimitItem,
  LimitStatus,
  Person,
  PersonItem,
  PersonStatus,
  Purchase,
  PurchaseDecision,
  PurchaseItem,
  PurchaseStatus,
  RepaymentItem,
  RepaymentStatus,
  StandingItem,
  Wish,
} from './model.ts'
import { findBuyers, findOutside, findPerson, purchaseColumns } from './read.ts'
import { decideDecision, isTaxNo, ordersAlone } from './rules.ts'

const largest = 100
const bounded = (items: readonly unknown[]) => assert(items.length <= largest, `at most ${largest} are taken in one call`)
const currency = 'CNY'

async function lockBuyers(tx: Tx, by: By, ids: readonly string[]): Promise<Map<string, Buyer>> {
  await lockRows(tx, sql`select buyer_id from buyers.buyers where buyer_id = any(${ids}::uuid[])`, sql`buyer_id`)
  const buyers = await findBuyers(tx, ids)
  return new Map(buyers.filter((buyer) => mayTouch(by, buyer)).map((buyer) => [buyer.buyer_id, buyer]))
}

/** Registers buyer organizations whose name and tax number somebody verified, and changes them. */
export async function saveBuyers(tx: Tx, by: By, now: string, items: readonly BuyerItem[]): Promise<Outcome<BuyerStatus>[]> {
  bounded(items)
  const tax_nos = items.map(({ tax_no }) => tax_no.toUpperCase())
  const [known, organizations, holders] = await Promise.all([
    lockBuyers(tx, by, column(items, 'id')),
    tx.rows<{ id: string }>(hot`select id from organization.organizations where id = any(${column(items, 'organization_id')}::text[])`),
    tx.rows<{ buyer_id: string; tax_no: string }>(hot`select buyer_id, tax_no from buyers.buyers where tax_no = any(${tax_nos}::text[])`),
  ])
  const places = new Set(column(organizations, 'id'))
  const holder = new Map(holders.map((row) => [row.tax_no, row.buyer_id]))
  const saved: (BuyerItem & { due_days: number; email: string | null })[] = []
  const outcomes = items.map((given): Outcome<BuyerStatus> => {
    const item = { ...given, tax_no: given.tax_no.toUpperCase(), email: given.email ?? null, due_days: given.due_days ?? 30 }
    const { id, tax_no, organization_id } = item
    if (!isTaxNo(tax_no)) return { id, status: 'tax_no_invalid', detail: 'tax_no: its last sign does not fit the others; read it again.' }
    if (!places.has(organization_id) || !mayTouch(by, { organization_id }))
      return { id, status: 'organization_not_found', detail: `organization_id: there is no organization ${organization_id} of yours.` }
    if ((holder.get(tax_no) ?? id) !== id)
      return { id, status: 'tax_no_registered', detail: `tax_no: ${tax_no} is registered already; find it in the list.` }
    const earlier = known.get(id)
    const same =
      earlier && (['kind', 'name', 'tax_no', 'email', 'organization_id', 'due_days'] as const).every((key) => earlier[key] === item[key])
    if (same) return { id, status: 'already_saved' }
    holder.set(tax_no, id)
    saved.push(item)
    return { id, status: 'saved' }
  })
  const written = await tx.run(hot`
    insert into buyers.buyers as b (buyer_id, kind, name, tax_no, email, organization_id, currency, due_days, saved_by, saved_at, created_at)
    select id, kind, name, tax_no, email, organization_id, ${currency}, due_days, ${by.name}, ${now}, ${now}
    from jsonb_to_recordset(${json(saved)}::jsonb) as s (id uuid, kind text, name text, tax_no text, email text, organization_id text, due_days smallint)
    on conflict (buyer_id) do update set kind = excluded.kind, name = excluded.name, tax_no = excluded.tax_no, email = excluded.email,
      organization_id = excluded.organization_id, due_days = excluded.due_days, saved_by = excluded.saved_by, saved_at = excluded.saved_at
    where b.buyer_id = any(${[...known.keys()]}::uuid[])`)
  // Somebody registered the same meanwhile, or the id belongs to a buyer of another house.
  if (written < saved.length) throw new GroundMoved('a buyer was registered meanwhile')
  await recordChanges(
    tx,
    by,
    now,
    saved.map(({ id, organization_id, ...after }) => ({
      ...{ subject: 'buyers.buyer', subject_id: id, action: known.has(id) ? 'changed' : 'registered', organization_id },
      ...{ before: known.get(id) ?? null, after },
    })),
  )
  return outcomes
}

/** Sets what buyers may owe. A limit below what is owed already is refused. */
export async function setLimits(tx: Tx, by: By, now: string, items: readonly LimitItem[]): Promise<Outcome<LimitStatus>[]> {
  bounded(items)
  const buyers = await lockBuyers(tx, by, column(items, 'id'))
  const wanted = items.filter(({ id, credit_limit_minor }) => buyers.has(id) && buyers.get(id)!.credit_limit_minor !== credit_limit_minor)
  const floors = await setFloors(
    tx,
    wanted.map(({ id, credit_limit_minor }) => ({ account: creditAccount(id), asset: assetOf(currency), floor: 0 - credit_limit_minor })),
  )
  const done = wanted.filter((_, i) => floors[i]!.status === 'set')
  await tx.run(hot`
    update buyers.buyers b set credit_limit_minor = l.credit_limit_minor, saved_by = ${by.name}, saved_at = ${now}
    from jsonb_to_recordset(${json(done)}::jsonb) as l (id uuid, credit_limit_minor bigint) where b.buyer_id = l.id`)
  await recordChanges(
    tx,
    by,
    now,
    done.map(({ id, credit_limit_minor }) => ({
      ...{ subject: 'buyers.buyer', subject_id: id, action: 'limit_set', organization_id: buyers.get(id)!.organization_id },
      ...{ before: { credit_limit_minor: buyers.get(id)!.credit_limit_minor }, after: { credit_limit_minor } },
    })),
  )
  return items.map((item) => {
    const { id } = item
    if (!buyers.has(id)) return { id, status: 'buyer_not_found', detail: 'id: there is no such buyer of yours.' }
    if (!wanted.includes(item)) return { id, status: 'already_set' }
    if (done.includes(item)) return { id, status: 'set' }
    return { id, status: 'line_in_use', detail: 'credit_limit_minor: it owes more than that already; wait until it has paid.' }
  })
}

/** Stops buyers for a while, or lets them go on. What was ordered stands. */
export async function suspendBuyers(
  tx: Tx,
  by: By,
  now: string,
  items: readonly StandingItem[],
): Promise<Outcome<'changed' | 'already_so' | 'buyer_not_found' | 'reason_missing'>[]> {
  bounded(items)
  const buyers = await lockBuyers(tx, by, column(items, 'id'))
  const changed: { id: string; reason: string | null }[] = []
  const outcomes = items.map(({ id, suspended, reason = '' }): Outcome<'changed' | 'already_so' | 'buyer_not_found' | 'reason_missing'> => {
    const buyer = buyers.get(id)
    if (!buyer) return { id, status: 'buyer_not_found', detail: 'id: there is no such buyer of yours.' }
    if (suspended && !reason) return { id, status: 'reason_missing', detail: 'reason: say why; its people read it.' }
    const next = suspended ? reason : null
    if (buyer.suspended_reason === next) return { id, status: 'already_so' }
    buyer.suspended_reason = next
    changed.push({ id, reason: next })
    return { id, status: 'changed' }
  })
  await tx.run(hot`
    update buyers.buyers b set suspended_reason = s.reason, saved_by = ${by.name}, saved_at = ${now}
    from jsonb_to_recordset(${json(changed)}::jsonb) as s (id uuid, reason text) where b.buyer_id = s.id`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map(({ id, reason }) => ({
      ...{ subject: 'buyers.buyer', subject_id: id, action: reason ? 'suspended' : 'released', after: { reason } },
      organization_id: buyers.get(id)!.organization_id,
    })),
  )
  return outcomes
}

/** Invites members by phone, or changes what they may do. The caller has seen to it that whoever asks may. */
export async function savePeople(
  tx: Tx,
  by: By,
  now: string,
  buyer_id: string,
  items: readonly PersonItem[],
): Promise<Outcome<PersonStatus>[]> {
  bounded(items)
  const present = await lockPeople(tx, buyer_id)
  const handles = items.map(({ phone }) => readHandleAs('phone', phone))
  const held = await findHandles(
    tx,
    handles.flatMap((handle) => (isRefused(handle) ? [] : [handle])),
  )
  const users = new Map((await findUsers(tx, column(held, 'user_id'))).map((user) => [user.id, user]))
  const saved = new Map<string, Person>()
  const outcomes = items.map(({ phone, roles, limit_minor = null }, i): Outcome<PersonStatus> => {
    const handle = handles[i]!
    const holder = isRefused(handle) ? undefined : held.find(({ value, verified_at }) => value === handle.value && verified_at)
    const user = holder ? users.get(holder.user_id) : undefined
    if (user?.state !== 'active')
      return { id: phone, status: 'member_not_found', detail: 'phone: no member has verified it; he registers in the mall first.' }
    const earlier = present.get(user.id)
    const sorted = [...roles].sort()
    if (earlier && earlier.state !== 'left' && earlier.limit_minor === limit_minor && String(earlier.roles) === String(sorted))
      return { id: phone, status: 'already_so' }
    const person: Person = {
      ...{ buyer_id, member_id: user.id, name: user.name, roles: sorted, limit_minor },
      state: earlier?.state === 'active' ? 'active' : 'invited',
      ...{ invited_by: by.name, invited_at: now, answered_at: null },
    }
    if (isLastManager(present, user.id, sorted)) return { id: phone, status: 'last_manager', detail: lastManager }
    present.set(user.id, person)
    saved.set(user.id, person)
    return { id: phone, status: earlier?.state === 'active' ? 'changed' : 'invited' }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    insert into buyers.people as p (member_id, buyer_id, name, roles, limit_minor, state, invited_by, invited_at)
    select member_id, buyer_id, name, array(select jsonb_array_elements_text(roles)), limit_minor, state, invited_by, invited_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (member_id uuid, buyer_id uuid, name text, roles jsonb, limit_minor bigint, state text, invited_by text,
      invited_at timestamptz)
    on conflict (member_id, buyer_id) do update set roles = excluded.roles, limit_minor = excluded.limit_minor, state = excluded.state, name = excluded.name`)
  await recordChanges(
    tx,
    by,
    now,
    rows.map(({ member_id, roles, limit_minor, state }) => ({
      ...{ subject: 'buyers.person', subject_id: `${buyer_id}:${member_id}`, action: state === 'active' ? 'changed' : 'invited' },
      after: { roles, limit_minor },
    })),
  )
  await tell(
    tx,
    now,
    rows.filter(({ state }) => state === 'invited').map(({ member_id }) => ({ member_id, what: 'invited', purchase_id: buyer_id })),
  )
  return outcomes
}

const lastManager = 'roles: somebody must manage the organization; make another one manager first.'
const isLastManager = (present: ReadonlyMap<string, Person>, member_id: string, roles: readonly string[]): boolean => {
  const managers = [...present.values()].filter(({ state, roles }) => state === 'active' && roles.includes('manager'))
  return managers.length === 1 && managers[0]!.member_id === member_id && !roles.includes('manager')
}

async function lockPeople(tx: Tx, buyer_id: string): Promise<Map<string, Person>> {
  // One row stands for all of them, so that two managers do not take each other's role at once.
  await tx.row(hot`select buyer_id from buyers.buyers where buyer_id = ${buyer_id} for update`)
  const people = await tx.rows<Person>(
    hot`select buyer_id, member_id, name, roles, limit_minor, state, invited_by, invited_at, answered_at from buyers.people where buyer_id = ${buyer_id}`,
  )
  return new Map(people.map((person) => [person.member_id, person]))
}

/** Takes somebody out; what he asked for and nobody decided is withdrawn. */
export async function removePerson(
  tx: Tx,
  by: By,
  now: string,
  buyer_id: string,
  member_id: string,
): Promise<Outcome<'removed' | 'already_removed' | 'last_manager'>> {
  const present = await lockPeople(tx, buyer_id)
  const person = present.get(member_id)
  if (!person || person.state === 'left') return { id: member_id, status: 'already_removed' }
  if (isLastManager(present, member_id, [])) return { id: member_id, status: 'last_manager', detail: lastManager }
  await leave(tx, now, buyer_id, member_id)
  await recordChanges(tx, by, now, [{ subject: 'buyers.person', subject_id: `${buyer_id}:${member_id}`, action: 'removed' }])
  return { id: member_id, status: 'removed' }
}

export async function leave(tx: Tx, now: string, buyer_id: string, member_id: string): Promise<void> {
  await tx.run(hot`update buyers.people set state = 'left', answered_at = ${now} where member_id = ${member_id} and buyer_id = ${buyer_id}`)
  await tx.run(hot`
    update buyers.purchases set state = 'withdrawn', decided_by = requester_name, decided_at = ${now}
    where buyer_id = ${buyer_id} and requester_id = ${member_id} and state = 'waiting'`)
}

/** Answers an invitation. Who buys for one organization leaves it before he joins another. */
export async function answerInvitation(
  tx: Tx,
  now: string,
  member_id: string,
  buyer_id: string,
  accepts: boolean,
): Promise<Outcome<'joined' | 'declined' | 'already_joined' | 'invitation_not_found' | 'joined_another'>> {
  const present = await lockPeople(tx, buyer_id)
  const own = present.get(member_id)
  const id = buyer_id
  if (own?.state === 'active' && accepts) return { id, status: 'already_joined' }
  if (own?.state !== 'invited') return { id, status: 'invitation_not_found', detail: 'Nobody has invited you there.' }
  if (!accepts) {
    await leave(tx, now, buyer_id, member_id)
    return { id, status: 'declined' }
  }
  const other = await findPerson(tx, member_id)
  if (other) return { id, status: 'joined_another', detail: 'You buy for another organization: leave it first.' }
  await tx.run(
    hot`update buyers.people set state = 'active', answered_at = ${now} where member_id = ${member_id} and buyer_id = ${buyer_id}`,
  )
  return { id, status: 'joined' }
}

/** Says what a buyer's people may buy; the list given is the whole list, none is everything. */
export async function saveCatalog(
  tx: Tx,
  by: By,
  now: string,
  buyer_id: string,
  items: readonly CatalogItem[],
): Promise<Outcome<'saved' | 'already_saved' | 'buyer_not_found' | 'ref_not_found'>> {
  const id = buyer_id
  if (!(await lockBuyers(tx, by, [buyer_id])).has(buyer_id))
    return { id, status: 'buyer_not_found', detail: 'There is no such buyer of yours.' }
  const refs = [...new Map(items.map((item) => [`${item.kind} ${item.ref}`, item])).values()]
  const known = await tx.rows<CatalogItem>(hot`
    select 'category' as kind, category_id as ref from products.categories where category_id = any(${column(refs, 'ref')}::text[])
    union all select 'product', spu_id from products.spus where spu_id = any(${column(refs, 'ref')}::text[])`)
  const missing = refs.find((one) => !known.some(({ kind, ref }) => kind === one.kind && ref === one.ref))
  if (missing) return { id, status: 'ref_not_found', detail: `items: there is no ${missing.kind} ${missing.ref}.` }
  const before = await tx.rows<CatalogItem>(hot`select kind, ref from buyers.catalog where buyer_id = ${buyer_id} order by kind, ref`)
  const sorted = [...refs].sort((a, b) => (a.kind + a.ref < b.kind + b.ref ? -1 : 1))
  if (json(before) === json(sorted.map(({ kind, ref }) => ({ kind, ref })))) return { id, status: 'already_saved' }
  await tx.run(hot`delete from buyers.catalog where buyer_id = ${buyer_id}`)
  await tx.run(hot`
    insert into buyers.catalog (buyer_id, kind, ref) select ${buyer_id}, kind, ref from jsonb_to_recordset(${json(sorted)}::jsonb) as c (kind text, ref text)`)
  await recordChanges(tx, by, now, [{ subject: 'buyers.catalog', subject_id: buyer_id, action: 'saved', before, after: sorted }])
  return { id, status: 'saved' }
}

/** Buys for one's organization: at once within one's limit, otherwise once somebody approves. */
export async function askPurchase(
  tx: Tx,
  now: string,
  member: { id: string; name: string },
  item: PurchaseItem,
  total_minor: number,
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<Outcome<PurchaseStatus> & { order_no?: string }> {
  const { id } = item
  const person = await findPerson(tx, member.id)
  if (!person) return { id, status: 'no_buyer', detail: 'You buy for no organization.' }
  if (!person.roles.includes('requester'))
    return { id, status: 'role_missing', detail: 'You may not ask for purchases; your manager can change that.' }
  const [buyer] = await findBuyers(tx, [person.buyer_id])
  const { buyer_id } = buyer!
  const wish: Wish = {
    ...{ lines: item.lines, buyer_name: item.buyer_name, buyer_phone: item.buyer_phone, address: item.address },
    buyer_message: item.buyer_message ?? null,
  }
  const earlier = await tx.row<Purchase>(hot`select ${purchaseColumns} from buyers.purchases q where q.purchase_id = ${id}`)
  if (earlier) {
    const same = earlier.requester_id === member.id && json(earlier.wish.lines) === json(JSON.parse(json(wish.lines)))
    if (!same) return { id, status: 'id_used_for_another', detail: 'id: it was used for another purchase; make a new one.' }
    if (earlier.state === 'waiting') return { id, status: 'already_waiting' }
    return earlier.state === 'ordered'
      ? { id, status: 'already_ordered', order_no: earlier.order_no! }
      : { id, status: 'already_decided', detail: `It is ${earlier.state}.` }
  }
  if (buyer!.suspended_reason) return { id, status: 'buyer_suspended', detail: buyer!.suspended_reason }
  const outside = await findOutside(tx, buyer_id, column(item.lines, 'sku_id'))
  if (outside.length > 0)
    return { id, status: 'not_in_catalog', detail: `lines: ${outside.join(', ')} is not in your organization’s catalog.` }
  if (total_minor !== item.expected_total_minor)
    return { id, status: 'price_moved', detail: `expected_total_minor: it costs ${total_minor} now.` }
  const purchase: Purchase = {
    ...{ buyer_id, purchase_id: id, requester_id: member.id, requester_name: member.name, state: 'waiting', wish },
    ...{ reason: item.reason ?? null, total_minor, currency: buyer!.currency, order_no: null, asked_at: now },
    ...{ decided_by: null, decided_at: null, decision_reason: null },
  }
  const alone = ordersAlone(person, total_minor)
  if (alone) {
    const placed = await order(tx, now, buyer!, purchase, takeNumbers)
    if (placed.status !== 'placed' && placed.status !== 'already_placed')
      return { id, status: placed.status === 'price_moved' ? 'price_moved' : 'not_ordered', detail: placed.detail ?? placed.status }
    Object.assign(purchase, { state: 'ordered', order_no: placed.order_no, decided_by: member.name, decided_at: now })
  }
  const written = await tx.run(hot`
    insert into buyers.purchases (buyer_id, purchase_id, requester_id, requester_name, state, wish, reason, total_minor, currency, order_no, asked_at,
      decided_by, decided_at)
    select buyer_id, purchase_id, requester_id, requester_name, state, wish, reason, total_minor, currency, order_no, asked_at, decided_by, decided_at
    from jsonb_to_record(${json(purchase)}::jsonb) as p (buyer_id uuid, purchase_id uuid, requester_id uuid, requester_name text, state text, wish jsonb,
      reason text, total_minor bigint, currency text, order_no text, asked_at timestamptz, decided_by text, decided_at timestamptz)
    on conflict do nothing`)
  if (written < 1) throw new GroundMoved('the same purchase was asked for meanwhile')
  if (alone) return { id, status: 'ordered', order_no: purchase.order_no! }
  const approvers = await tx.rows<{ member_id: string }>(hot`
    select member_id from buyers.people where buyer_id = ${buyer_id} and state = 'active' and 'approver' = any(roles) and member_id <> ${member.id}
      and (limit_minor is null or limit_minor >= ${total_minor})`)
  await tell(
    tx,
    now,
    approvers.map(({ member_id }) => ({ member_id, what: 'asked', purchase_id: id, who: member.name })),
  )
  return { id, status: 'waiting' }
}

/** The order of a purchase, on its organization's credit, with the invoice that was registered for it. */
async function order(
  tx: Tx,
  now: string,
  buyer: Buyer,
  { purchase_id, requester_id, wish, total_minor }: Purchase,
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<PlaceOutcome> {
  const { lines, ...rest } = wish
  const wanted: NewOrder = {
    ...{ id: purchase_id, channel_id: 'mall', external_no: null, member_id: requester_id, visitor_id: null, currency: buyer.currency },
    ...{ ...rest, payment_term: 'credit', outlet_id: null, buyer_id: buyer.buyer_id, placed_at: now, for_member: true },
    lines: lines.map((line) => ({ ...line, unit_minor: null, amount_minor: null })),
    ...{ freight_minor: null, expected_total_minor: total_minor },
  }
  const [placed] = await placeOrders(tx, now, [wanted], takeNumbers)
  if (placed!.status === 'placed')
    await wishInvoices(tx, now, [{ id: purchase_id, kind: 'company', title: buyer.name, tax_no: buyer.tax_no, email: buyer.email }])
  return placed!
}

/** Decides a purchase once. What is approved is ordered in the same commit, or not at all: then it goes on waiting and says why. */
export async function decidePurchase(
  tx: Tx,
  now: string,
  member: { id: string; name: string },
  item: PurchaseDecision,
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<Outcome<DecisionStatus> & { total_minor?: number; order_no?: string }> {
  const { id, decision } = item
  const person = await findPerson(tx, member.id)
  const [purchase] = person
    ? await tx.rows<Purchase>(
        hot`select ${purchaseColumns} from buyers.purchases q where q.buyer_id = ${person.buyer_id} and q.purchase_id = ${id} for update`,
      )
    : []
  const [buyer] = person ? await findBuyers(tx, [person.buyer_id]) : []
  const refused = decideDecision(item, purchase, person, buyer)
  if (refused) return { id, ...refused }
  const { buyer_id, requester_id, total_minor } = purchase!
  if (decision === 'approve') {
    if (item.expected_total_minor !== undefined && item.expected_total_minor !== total_minor)
      return { id, status: 'price_moved', total_minor, detail: `expected_total_minor: it costs ${total_minor}.` }
    const placed = await order(tx, now, buyer!, purchase!, takeNumbers)
    if (placed.status === 'price_moved' && placed.total_minor !== undefined) {
      // Whoever looks again decides about what it costs now.
      await tx.run(
        hot`update buyers.purchases set total_minor = ${placed.total_minor} where buyer_id = ${buyer_id} and purchase_id = ${id}`,
      )
      return {
        id,
        status: 'price_moved',
        total_minor: placed.total_minor,
        detail: `It costs ${placed.total_minor} now: look again and decide.`,
      }
    }
    if (placed.status !== 'placed' && placed.status !== 'already_placed')
      return { id, status: 'not_ordered', detail: placed.detail ?? placed.status }
    await settle(tx, now, member, purchase!, 'ordered', null, placed.order_no!)
    await tell(tx, now, [{ member_id: requester_id, what: 'approved', purchase_id: id, who: member.name }])
    return { id, status: 'approved', order_no: placed.order_no! }
  }
  const state = decision === 'refuse' ? ('refused' as const) : ('withdrawn' as const)
  await settle(tx, now, member, purchase!, state, item.reason ?? null, null)
  if (state === 'refused')
    await tell(tx, now, [{ member_id: requester_id, what: 'refused', purchase_id: id, who: member.name, why: item.reason! }])
  return { id, status: state }
}

const settle = (
  tx: Tx,
  now: string,
  member: { name: string },
  { buyer_id, purchase_id }: Purchase,
  state: Purchase['state'],
  reason: string | null,
  order_no: string | null,
) =>
  tx.run(hot`
    update buyers.purchases set state = ${state}, decided_by = ${member.name}, decided_at = ${now}, decision_reason = ${reason}, order_no = ${order_no}
    where buyer_id = ${buyer_id} and purchase_id = ${purchase_id}`)

/** Books what buyers paid on their lines; the key is the payment's id, so it is booked once. */
export async function repayCredit(tx: Tx, by: By, now: string, items: readonly RepaymentItem[]): Promise<Outcome<RepaymentStatus>[]> {
  bounded(items)
  const buyers = await lockBuyers(tx, by, column(items, 'buyer_id'))
  const good = items.filter(({ buyer_id }) => buyers.has(buyer_id))
  const posted = await postTransactions(
    tx,
    now,
    good.map(({ id, buyer_id, amount_minor }) => {
      const { organization_id, currency } = buyers.get(buyer_id)!
      return {
        ...{ key: `buyer_payment:${id}`, kind: 'buyers.repay', ref: `buyers.buyer:${buyer_id}`, happened_at: now },
        postings: [repayPosting(cashAccount(organization_id), buyer_id, amount_minor, currency)],
      }
    }),
  )
  const statuses = { posted: 'repaid', already_posted: 'already_repaid', key_used_for_another: 'id_used_for_another' } as const
  const result = new Map(good.map((item, i) => [item, statuses[posted[i]!.status as keyof typeof statuses]]))
  await recordChanges(
    tx,
    by,
    now,
    good
      .filter((item) => result.get(item) === 'repaid')
      .map(({ id, buyer_id, amount_minor, note }) => ({
        ...{ subject: 'buyers.payment', subject_id: id, action: 'repaid', organization_id: buyers.get(buyer_id)!.organization_id },
        after: { buyer_id, amount_minor, note: note ?? null },
      })),
  )
  return items.map((item): Outcome<RepaymentStatus> => {
    const status = result.get(item)
    return status
      ? { id: item.id, status }
      : { id: item.id, status: 'buyer_not_found', detail: 'buyer_id: there is no such buyer of yours.' }
  })
}

const tell = (
  tx: Tx,
  now: string,
  news: readonly {
    member_id: string
    what: 'invited' | 'asked' | 'approved' | 'refused'
    purchase_id: string
    who?: string
    why?: string
  }[],
) => announce(tx, 'buyers.told', news, now)
