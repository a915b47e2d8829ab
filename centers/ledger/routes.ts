import { notFound, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { listAccountClasses } from './accounts.ts'
import { findBalances, findTransactions, findTransactionsByRef, listBalances, listPostings, readTrialBalance } from './read.ts'

const account = T.String({ minLength: 1, maxLength: 300, description: 'An account address, such as `node:cq-rdc:available`' })
const asset = T.String({ minLength: 1, maxLength: 100, description: 'What is counted: `CNY/2`, `sku:<id>`, `points:<brand>`' })

const BalanceView = T.Object({
  account,
  asset,
  balance: T.Integer({ description: 'In the smallest unit of the asset' }),
  floor: T.Union([T.Integer(), T.Null()], { description: 'Where the account stops; null when it never does' }),
})
const PostingView = T.Object({ seq: T.Integer(), source: account, destination: account, asset, amount: T.Integer() })
const TransactionSchema = T.Object({
  key: T.String({ description: 'The identity of the act' }),
  kind: T.String({ description: 'What kind of act, as `center.verb`' }),
  ref: T.String({ description: 'What caused it, as `center.noun:id`' }),
  happened_at: T.String({ description: 'When it became true' }),
  recorded_at: T.String({ description: 'When it was written down' }),
  postings: T.Array(PostingView),
})

/** Reading the books. Everything here needs `ledger.read` over all rows: accounts of one organization touch those of others. */
export const ledgerRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    const access = { permission: 'ledger.read', scope: 'all' } as const

    app.get(
      '/api/admin/ledger/balances',
      {
        config: { access },
        schema: {
          tags: ['ledger'],
          summary: 'Balances by account prefix',
          querystring: T.Object({
            account_prefix: T.String({ maxLength: 300, default: '', description: 'Beginning of the account address' }),
            asset: T.Optional(asset),
            ...PageQuery,
          }),
          response: { 200: pageOf(BalanceView) },
        },
      },
      async ({ query }) =>
        listBalances(db, { prefix: query.account_prefix, asset: query.asset, cursor: query.cursor, limit: query.limit ?? 50 }),
    )

    app.get(
      '/api/admin/ledger/postings',
      {
        config: { access },
        schema: {
          tags: ['ledger'],
          summary: 'Statement of one account and asset, newest first',
          querystring: T.Object({ account, asset, ...PageQuery }),
          response: {
            200: T.Intersect([
              pageOf(
                T.Object({
                  transaction_key: T.String(),
                  seq: T.Integer(),
                  kind: T.String(),
                  ref: T.String(),
                  source: account,
                  destination: account,
                  asset,
                  amount: T.Integer(),
                  change: T.Integer({ description: 'Signed: what it did to the account' }),
                  happened_at: T.String(),
                  recorded_at: T.String(),
                }),
              ),
              T.Object({ balance: BalanceView }),
            ]),
          },
        },
      },
      async ({ query }) => {
        const [page, [balance]] = await Promise.all([
          listPostings(db, { account: query.account, asset: query.asset, cursor: query.cursor, limit: query.limit ?? 50 }),
          findBalances(db, [{ account: query.account, asset: query.asset }]).catch(() => [undefined]),
        ])
        if (!balance) throw notFound('The account')
        return { ...page, balance }
      },
    )

    app.get(
      '/api/admin/ledger/transactions/:key',
      {
        config: { access },
        schema: {
          tags: ['ledger'],
          summary: 'One transaction with its postings',
          params: T.Object({ key: T.String({ maxLength: 200, description: 'The transaction key' }) }),
          response: { 200: TransactionSchema },
        },
      },
      async ({ params }) => {
        const [found] = await findTransactions(db, [params.key])
        if (!found) throw notFound('The transaction')
        return found
      },
    )

    app.get(
      '/api/admin/ledger/transactions',
      {
        config: { access },
        schema: {
          tags: ['ledger'],
          summary: 'Everything booked for one cause, oldest first',
          querystring: T.Object({ ref: T.String({ minLength: 1, maxLength: 200, description: 'The cause, as `center.noun:id`' }) }),
          response: { 200: T.Object({ items: T.Array(TransactionSchema) }) },
        },
      },
      async ({ query }) => ({ items: await findTransactionsByRef(db, query.ref) }),
    )

    app.get(
      '/api/admin/ledger/trial-balance',
      {
        config: { access },
        schema: {
          tags: ['ledger'],
          summary: 'Sums per kind of account; over one asset they are zero',
          querystring: T.Object({
            asset_prefix: T.String({ maxLength: 100, default: '', description: 'Beginning of the asset, such as `CNY`' }),
          }),
          response: {
            200: T.Object({
              lines: T.Array(T.Object({ accounts: T.String(), asset, balance: T.Integer(), count: T.Integer() })),
              classes: T.Array(
                T.Object({
                  pattern: T.String(),
                  floor: T.String(),
                  side: T.String(),
                  center: T.String(),
                  title: T.Object({ zh: T.String(), en: T.String() }),
                }),
              ),
            }),
          },
        },
      },
      async ({ query }) => ({ lines: await readTrialBalance(db, query.asset_prefix), classes: listAccountClasses() }),
    )
  }
