import type { Outside } from '#centers/carriers/jobs.ts'
import { cainiao } from '#outside/cainiao/index.ts'
import { kuaidi100 } from '#outside/kuaidi100/index.ts'
import { qimen } from '#outside/qimen/index.ts'
import { sf } from '#outside/sf/index.ts'

/** The adapters of carriers and third-party warehouses, by partner. */
export const carrierOutside: Outside = {
  ports: { sf, kuaidi100, cainiao, qimen },
  push_base: () => process.env.TONGSHANG_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
}
