import { openJd } from '#simulators/jd/index.ts'
import { openTaobao } from '#simulators/taobao/index.ts'

/** A simulated marketplace in a process of its own, so that it takes no computing time of the one that is measured: `platform count skus since_ms`. */
const [platform, count, skus, since] = process.argv.slice(2)
const sim =
  platform === 'jd'
    ? await openJd({ app_key: 'bench', app_secret: 'bench', access_token: 'bench' })
    : await openTaobao({ app_key: 'bench', app_secret: 'bench', session: 'bench' })
for (let i = 0; i < Number(count); i++) {
  const n = i % Number(skus)
  sim.market.sell({
    // Spread over twenty minutes: one window of every platform.
    at_ms: Number(since) + Math.floor((i / Number(count)) * 1_200_000),
    lines: [0, 1].slice(0, 1 + (i % 2)).map((k) => {
      const at = (n + k) % Number(skus)
      return {
        product_no: String(100_000 + at),
        sku_no: String(200_000 + at),
        outer_code: `SKU-${at}`,
        title: `商品 ${at}`,
        quantity: 1,
        unit: 10_000,
      }
    }),
  })
}
process.send?.(sim.url)
process.on('disconnect', () => void sim.close().then(() => process.exit(0)))
