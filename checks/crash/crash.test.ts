import { expect, test } from 'vitest'
import { crash } from './crash.ts'

test('killed five times under load, nothing acknowledged is lost and every promise holds', { timeout: 180_000 }, async () => {
  const report = await crash({ rounds: 5, seed: 20_261_122 })
  expect(report).toMatchObject({ kills: { server: 3, database: 2 }, lost: [], broken: [] })
  expect(report.acknowledged).toBeGreaterThanOrEqual(40)
})
