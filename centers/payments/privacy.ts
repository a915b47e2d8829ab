import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { listPostings } from '#centers/ledger/read.ts'
import { assetOf, formatMoney } from '#core/money.ts'
import { walletAccount } from './accounts.ts'
import { findWallet } from './read.ts'

const currency = 'CNY'

registerKeeper({
  center: 'payments',
  export: async (on, user_id) => ({
    wallet: {
      currency,
      balance_minor: await findWallet(on, user_id, currency),
      entries: (await listPostings(on, { account: walletAccount(user_id), asset: assetOf(currency), limit: 1_000 })).items.map(
        ({ kind, happened_at, change }) => ({ kind, happened_at, change_minor: change }),
      ),
    },
  }),
  refuseErasing: async (on, user_id) => {
    const held_minor = await findWallet(on, user_id, currency)
    return held_minor === 0
      ? null
      : `The wallet holds ${formatMoney(held_minor, currency)}: spend it or have it paid out first, or it would be nobody's.`
  },
  erase: async () => 'Bookings of the empty wallet and payments of orders, by number, as bookkeeping law asks.',
})
