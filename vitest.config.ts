import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const tests = '{core,centers,outside,simulators,server,client,world,checks,bench,mall,console}/**/*.test.{ts,tsx}'
const browserTests = '{console,mall}/**/journey*.test.ts'

/** What takes longest. It begins first, so that in the end no process stands idle beside one long file. */
const long = [
  ...[
    'mall/journeys',
    'console/journeys',
    'marketplaces/mischief',
    'checks/crash/',
    'members/members',
    'checks/oversell/',
    'checks/simulate',
  ],
  ...[
    'database/embedded',
    'marketplaces/marketplaces',
    'server/cli',
    'orders/imports/',
    'repository/scope',
    'database/backup',
    'waiting/waiting',
  ],
]
const rank = ({ moduleId }: TestSpecification): number => {
  const at = long.findIndex((part) => moduleId.includes(part))
  return at < 0 ? long.length : at
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    // Those with a process of their own stay before the others.
    return sorted.sort((a, b) => Number(b.project.config.isolate) - Number(a.project.config.isolate) || rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    globalSetup: ['checks/support/global-setup.ts'],
    // Two files at a time: the machines this runs on have two cores, and each file has a database of its own.
    maxWorkers: 2,
    ...(process.argv.some((word) => word.startsWith('--sequence.')) ? {} : { sequence: { sequencer: LongestFirst } }),
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
