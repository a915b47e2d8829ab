import { defineConfig } from 'vitest/config'

const tests = '{core,centers,outside,simulators,server,client,world,checks,bench,mall,console}/**/*.test.{ts,tsx}'
const browserTests = '{console,mall}/**/journey*.test.ts'

export default defineConfig({
  test: {
    globalSetup: ['checks/support/global-setup.ts'],
    // Two files at a time: the machines this runs on have two cores, and each file has a database of its own.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'stories',
          include: [tests],
          exclude: [browserTests],
          // Files share a process, so that the program is loaded twice and not a hundred times. What a file changes of its process it puts back.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'journeys', include: [browserTests] } },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A test waits for what must come, never for how fast it comes: speed belongs to the benchmarks.
    expect: { poll: { timeout: 20_000 } },
  },
})
