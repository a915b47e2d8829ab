import { byOf } from '#core/audit.ts'
import { answerOutcomes, Code, closed, notFound, OutcomeSchema, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { findProducts } from '../read.ts'
import { ownerOf } from '../rules.ts'
import { ConfigurationItem, ConfiguratorItem } from './model.ts'
import { findConfigurators } from './read.ts'
import { closedValues, decideChoices, weigh } from './rules.ts'
import { makeConfigurations, saveConfigurators } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const Groups = T.Array(
  T.Object({
    key: T.String(),
    name: Words,
    required: T.Optional(T.Boolean()),
    values: T.Array(T.Object({ value: T.String(), name: Words, extra_minor: T.Optional(T.Integer()), lead_days: T.Optional(T.Integer()) })),
  }),
)

/** What shoppers may choose on a product, and the choices they made. */
export const mallRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const access = { permission: 'public', scope: 'none' } as const

    app.get(
      '/api/mall/products/:spu_id/configurator',
      {
        config: { access },
        schema: {
          description:
            'What can be chosen on a product; with choices, whether they fit, what they add, and what can no longer be chosen beside them.',
          params: closed({ spu_id: Code('The product') }),
          querystring: closed({
            choice: T.Optional(
              T.Array(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}:[A-Za-z0-9][A-Za-z0-9._-]{0,39}$' }), {
                maxItems: 20,
                description: '`group:value` for each group chosen in',
              }),
            ),
          }),
          response: {
            200: T.Object({
              groups: Groups,
              closed: T.Array(T.Object({ group: T.String(), value: T.String() }), {
                description: 'Values that do not go with the choices',
              }),
              fits: T.Boolean(),
              fault: T.Union([T.String(), T.Null()], { description: 'Why the choices do not fit' }),
              status: T.String(),
              extra_minor: T.Integer(),
              lead_days: T.Integer(),
            }),
          },
        },
      },
      async ({ params, query }) => {
        const [configurator] = await findConfigurators(db, [params.spu_id])
        if (!configurator) throw notFound(`A configurator of ${params.spu_id}`)
        const chosen = Object.fromEntries((query.choice ?? []).map((one) => one.split(':') as [string, string]))
        const { status, detail = null } = decideChoices(configurator, chosen)
        const { extra_minor, lead_days } = weigh(configurator, chosen)
        return {
          ...{ groups: configurator.groups, closed: closedValues(configurator, chosen), fits: status === 'made', fault: detail, status },
          ...{ extra_minor, lead_days },
        }
      },
    )

    app.post(
      '/api/mall/configurations',
      {
        config: { access },
        schema: {
          description:
            'Keeps choices, to be put into the cart with their SKU. A combination that does not exist is refused with the reason.',
          body: closed({ items: T.Array(ConfigurationItem, { minItems: 1, maxItems: 20, description: 'Configurations' }) }),
          response: Object.fromEntries(
            [200, 409].map((code) => [
              code,
              T.Object({
                outcomes: T.Array(
                  T.Object({ ...OutcomeSchema.properties, extra_minor: T.Optional(T.Integer()), lead_days: T.Optional(T.Integer()) }),
                ),
              }),
            ]),
          ),
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => makeConfigurations(tx, clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'made')
      },
    )
  }

export const staffRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/products/:spu_id/configurator',
      {
        config: { access: { permission: 'products.read', scope: 'brand' } },
        schema: {
          description: 'What can be chosen on a product, with its rules.',
          params: closed({ spu_id: Code('The product') }),
          response: {
            200: T.Object({
              groups: Groups,
              rules: T.Array(
                T.Object({
                  group: T.String(),
                  value: T.String(),
                  effect: T.String(),
                  other_group: T.String(),
                  other_values: T.Array(T.String()),
                }),
              ),
              lead_days: T.Integer(),
            }),
          },
        },
      },
      async ({ params, caller }) => {
        const [product] = await findProducts(db, [params.spu_id])
        if (!product || !mayTouch(caller, ownerOf(product))) throw notFound(`Product ${params.spu_id}`)
        const [found] = await findConfigurators(db, [params.spu_id])
        return found ?? { groups: [], rules: [], lead_days: 0 }
      },
    )
    app.post(
      '/api/admin/products/configurators',
      {
        config: { access: { permission: 'products.edit', scope: 'brand' } },
        schema: {
          description: 'Saves what can be chosen on products, with rules, prices and lead times.',
          body: closed({ items: T.Array(ConfiguratorItem, { minItems: 1, maxItems: 200, description: 'Configurators' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveConfigurators(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
  }
