import { parseArgs } from 'node:util'
import { crash } from './crash.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '50' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
})
const report = await crash({ rounds: Number(values.rounds), seed: Number(values.seed) })
console.log(JSON.stringify({ seed: Number(values.seed), ...report }))
process.exitCode = report.lost.length + report.broken.length === 0 ? 0 : 1
