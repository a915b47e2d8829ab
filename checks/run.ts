import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `npm test`: types, style and every test. The last line is plain and says how many passed, failed and were skipped.
const report = join(tmpdir(), `tongshang-tests-${process.pid}.json`)
const began = performance.now()

const types = await run('tsc', ['--noEmit'])
const style = await run('biome', ['check', '--error-on-warnings', '.'])
const tests = await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)])

const counts = { passed: 0, failed: 0, skipped: 0 }
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<
    string,
    number
  >
  counts.passed = numPassedTests ?? 0
  counts.failed = numFailedTests ?? 0
  counts.skipped = (numPendingTests ?? 0) + (numTodoTests ?? 0)
} catch {
  counts.failed++
}
rmSync(report, { force: true })
for (const code of [types, style]) {
  if (code === 0) counts.passed++
  else counts.failed++
}
// A file that could not even be loaded has no test that failed, and is a failure all the same.
if (tests !== 0 && counts.failed === 0) counts.failed++

console.log(
  `types ${types === 0 ? 'hold' : 'FAIL'}, style ${style === 0 ? 'holds' : 'FAILS'}, ${Math.round((performance.now() - began) / 1000)} s`,
)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1

function run(command: string, words: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: 'inherit', env: process.env })
    child.once('error', (error) => {
      console.error(`${command} did not start: ${error.message}`)
      resolve(1)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
