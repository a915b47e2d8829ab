import type { Input } from '../command.ts'
import { options as startOptions, startShop } from './start.ts'

export const summary = 'Serve the shop from its sources; changes of the fronts show at once'
export const options = startOptions

export async function run({ values }: Input<typeof options>): Promise<number> {
  process.env.NODE_ENV = 'development'
  return startShop(values, 'development', async () => {})
}
