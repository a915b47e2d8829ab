import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** One measurement. `value` is per second unless the unit says otherwise. */
export interface Figure {
  name: string
  value: number
  unit: string
  limit_name?: string
  limit?: number
  ratio?: number
  p50_ms?: number
  p95_ms?: number
  p99_ms?: number
  rss_mb?: number
  [more: string]: unknown
}

export interface BenchOptions {
  seconds: number
  /** 1 for the full size, 0.05 with --quick. */
  scale: number
  log(sentence: string): void
}

interface Bench {
  name: string
  run(options: BenchOptions): Promise<Figure | Figure[] | object>
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(`npm run bench -- [name …] [--seconds N] [--quick] [--json]

Measures and prints one JSON object a line. Each figure stands beside a limit taken in the same run with the same load generator:
compare ratios, not times. --quick runs everything at a twentieth of the size. Fixtures are kept in .bench between runs.`)
} else {
  process.exitCode = await main()
}

async function main(): Promise<number> {
  const benches = await loadBenches()
  const wanted = positionals.length > 0 ? positionals : [...benches.keys()]
  const unknown = wanted.filter((name) => !benches.has(name))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${[...benches.keys()].join(', ')}.`)
    return 1
  }
  const seconds = values.quick ? Math.min(2, Number(values.seconds)) : Number(values.seconds)
  const log = (sentence: string) => {
    if (!values.json) process.stderr.write(`  ${sentence}\n`)
  }
  let failed = 0
  for (const name of wanted) {
    log(`${name} …`)
    try {
      const figures = await benches.get(name)!.run({ seconds, scale: values.quick ? 0.05 : 1, log })
      for (const figure of [figures].flat()) console.log(JSON.stringify(figure))
    } catch (error) {
      failed++
      console.error(`${name} failed: ${(error as Error).stack}`)
    }
  }
  return failed === 0 ? 0 : 1
}

async function loadBenches(): Promise<Map<string, Bench>> {
  const found = new Map<string, Bench>()
  for (const file of readdirSync(import.meta.dirname).sort()) {
    if (!file.endsWith('.ts') || file === 'run.ts' || file.endsWith('.test.ts')) continue
    const bench = (await import(join(import.meta.dirname, file))) as Partial<Bench>
    if (bench.name && bench.run) found.set(bench.name, bench as Bench)
  }
  return found
}
