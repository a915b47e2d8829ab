import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import { answerOutcomes, BusinessDate, closed, Nullable, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import type { Outside } from '../jobs.ts'
import { AccountItem, CarrierItem, FreightAsk, ReachItem, ReachKey, Region, ServiceItem, TariffItem, TariffWithdrawal } from '../model.ts'
import { quoteFreight, reachOf } from '../rules.ts'
import { answers, carrierFilter, items, mine, NullableText, NullableWhole, requireAll } from '../schemas.ts'
import { listAccounts, listCarriers, listReach, listServices, listTariffs, pushUrls } from './read.ts'
import { dropReach, saveAccounts, saveCarriers, saveReach, saveServices, saveTariffs, withdrawTariffs } from './write.ts'

const AccountRow = T.Object({
  account_id: T.String(),
  organization_id: T.String(),
  partner: T.String(),
  name: T.String(),
  endpoint: T.String(),
  settings: T.Record(T.String(), T.String()),
  secret_names: T.Array(T.String(), { description: 'Which secrets are kept; what they are is never shown' }),
  push_urls: Nullable(T.Record(T.String(), T.String(), { description: 'Addresses to give the partner for its pushes' })),
  active: T.Boolean(),
})
const Name = T.Object({ zh: T.String(), en: T.String() })
const Overview = T.Object({
  carriers: T.Array(CarrierItem),
  services: T.Array(ServiceItem),
  accounts: T.Array(AccountRow),
  partners: T.Array(
    T.Object({
      partner: T.String(),
      settings: T.Array(T.String()),
      secrets: T.Array(T.String({ description: 'A name ending in ? may be left out' })),
    }),
  ),
})

const TariffRow = T.Object({
  ...TariffItem.properties,
  withdrawn_from: Nullable(T.String({ description: 'First day it no longer counts' })),
})

/** Whom parcels may leave with, at which prices and where to. */
export const agreementRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'carriers.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'carriers.edit', scope: 'organization' } as const } }
    const shared = { config: { access: { permission: 'carriers.edit', scope: 'all' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.get(
      '/api/admin/carriers',
      { ...read, schema: { tags: ['carriers'], summary: 'Carriers, services and accounts', response: { 200: Overview } } },
      async ({ caller }) => {
        const [carriers, services, accounts] = await Promise.all([
          listCarriers(db),
          listServices(db),
          listAccounts(db, mine(caller, sql`organization_id`)),
        ])
        const base = outside.push_base()
        const partners = Object.values(outside.ports).map(({ partner, settings, secrets }) => ({
          partner,
          settings: [...settings],
          secrets: [...secrets],
        }))
        const withUrls = accounts.map((account) => ({ ...account, push_urls: base === null ? null : pushUrls(base, account) }))
        return { carriers, services, accounts: withUrls, partners }
      },
    )
    app.get(
      '/api/admin/carriers/names',
      {
        config: { access: { permission: 'staff', scope: 'none' } },
        schema: {
          tags: ['carriers'],
          summary: 'Carriers and their services by name, for whoever ships or reads a waybill number',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  carrier_id: T.String(),
                  name: Name,
                  label_form: T.String({ description: 'Size of its label' }),
                  active: T.Boolean(),
                }),
              ),
              services: T.Array(T.Object({ carrier_id: T.String(), service_id: T.String(), name: Name, active: T.Boolean() })),
            }),
          },
        },
      },
      async () => {
        const [carriers, services] = await Promise.all([listCarriers(db), listServices(db)])
        return {
          items: carriers.map(({ carrier_id, name, label_form, active }) => ({ carrier_id, name, label_form, active })),
          services: services.map(({ carrier_id, service_id, name, active }) => ({ carrier_id, service_id, name, active })),
        }
      },
    )
    app.post(
      '/api/admin/carriers',
      { ...shared, schema: { tags: ['carriers'], summary: 'Save carriers', body: items(CarrierItem, 'Carriers', 200), response: answers } },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveCarriers(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
    app.post(
      '/api/admin/carriers/accounts',
      {
        ...edit,
        schema: { tags: ['carriers'], summary: 'Save accounts at carriers', body: items(AccountItem, 'Accounts', 200), response: answers },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => saveAccounts(tx, byOf(request), clock.now(), outside.ports, request.body.items)),
          (status) => status === 'saved',
        ),
    )
    app.post(
      '/api/admin/carriers/services',
      {
        ...shared,
        schema: { tags: ['carriers'], summary: 'Save services of carriers', body: items(ServiceItem, 'Services', 500), response: answers },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveServices(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
    app.get(
      '/api/admin/carriers/tariffs',
      {
        ...read,
        schema: { tags: ['carriers'], summary: 'Freight price tables', response: { 200: T.Object({ items: T.Array(TariffRow) }) } },
      },
      async () => ({ items: await listTariffs(db) }),
    )
    app.post(
      '/api/admin/carriers/tariffs',
      {
        ...shared,
        schema: {
          tags: ['carriers'],
          summary: 'Add freight price tables',
          body: items(TariffItem, 'Price tables', 100),
          response: answers,
        },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveTariffs(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
    app.post(
      '/api/admin/carriers/tariffs/withdrawals',
      {
        ...shared,
        schema: {
          tags: ['carriers'],
          summary: 'Withdraw freight price tables from a day on',
          body: items(TariffWithdrawal, 'Price tables', 100),
          response: answers,
        },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => withdrawTariffs(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
    app.post(
      '/api/admin/carriers/quotes',
      {
        ...read,
        schema: {
          tags: ['carriers'],
          summary: 'What each service would charge',
          description: 'Cheapest first; a service without a price for the way is left out.',
          body: closed({
            on: T.Optional(BusinessDate('The day that counts; today when left out')),
            items: T.Array(FreightAsk, { minItems: 1, maxItems: 500, description: 'Parcels to be priced' }),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  id: T.String(),
                  quotes: T.Array(
                    T.Object({
                      carrier_id: T.String(),
                      service_id: T.String(),
                      tariff_id: T.String(),
                      zone: T.String(),
                      amount_minor: T.Integer(),
                      currency: T.String(),
                      chargeable_grams: T.Integer(),
                      days: NullableWhole,
                      served: T.Boolean({ description: 'Whether the carrier delivers there' }),
                    }),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async ({ body }) => {
        const [tariffs, reach] = await Promise.all([listTariffs(db), listReach(db, null)])
        const on = body.on ?? businessDate(clock.now())
        return {
          items: body.items.map((one) => ({
            id: one.id,
            quotes: quoteFreight(tariffs, on, one).map((quote) => ({
              ...quote,
              served: reachOf(reach, quote.carrier_id, one.to_region).served,
            })),
          })),
        }
      },
    )
    app.get(
      '/api/admin/carriers/reach',
      {
        ...read,
        schema: {
          tags: ['carriers'],
          summary: 'Where carriers go',
          querystring: closed({ region: T.Optional(Region('Judge this address: one answer per carrier')), carrier_id: carrierFilter }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  carrier_id: T.String(),
                  region: T.String(),
                  served: T.Boolean(),
                  collects: T.Boolean({ description: 'Whether it collects money there, if its service does' }),
                  note: NullableText,
                }),
              ),
            }),
          },
        },
      },
      async ({ query: { region, carrier_id } }) => {
        const rows = await listReach(db, carrier_id === undefined ? null : [carrier_id])
        if (region === undefined) return { items: rows.map((row) => ({ ...row, collects: row.collects ?? true, note: row.note ?? null })) }
        const carriers = (await listCarriers(db)).filter((one) => carrier_id === undefined || one.carrier_id === carrier_id)
        return { items: carriers.map((one) => ({ carrier_id: one.carrier_id, region, ...reachOf(rows, one.carrier_id, region) })) }
      },
    )
    app.post(
      '/api/admin/carriers/reach/withdrawals',
      {
        ...shared,
        schema: {
          tags: ['carriers'],
          summary: 'Take rules of where carriers go back',
          body: items(ReachKey, 'Rules', 5000),
          response: answers,
        },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => dropReach(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
    app.post(
      '/api/admin/carriers/reach',
      {
        ...shared,
        schema: { tags: ['carriers'], summary: 'Say where carriers go', body: items(ReachItem, 'Regions', 5000), response: answers },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveReach(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
  }
