import { expect, test } from 'vitest'
import { crash } from './crash.ts'

test('killed three times under load, nothing acknowledged is lost and every promise holds', { timeout: 120_000 }, async () => {
  const report = await crash({ rounds: 3, seed: 20_261_122 })
  expect(report).toMatchObject({ kills: { server: 2, database: 1 }, lost: [], broken: [] })
  expect(report.acknowledged).toBeGreaterThanOrEqual(24)
})
