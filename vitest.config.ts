import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,centers,outside,simulators,server,client,world,checks,bench,mall,console}/**/*.test.{ts,tsx}'],
    globalSetup: ['checks/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A test waits for what must come, never for how fast it comes: speed belongs to the benchmarks.
    expect: { poll: { timeout: 20_000 } },
    // Two files at a time: the machines this runs on have two cores, and each file has a database of its own.
    maxWorkers: 2,
  },
})
