import type { Outside } from '#centers/carriers/jobs.ts'
import type { Outside as Erps } from '#centers/erp/port.ts'
import type { Outside as Marketplaces } from '#centers/marketplaces/port.ts'
import { amazon } from '#outside/amazon/index.ts'
import { cainiao } from '#outside/cainiao/index.ts'
import { dangdang } from '#outside/dangdang/index.ts'
import { douyin } from '#outside/douyin/index.ts'
import { kingdee } from '#outside/erp-kingdee/index.ts'
import { sap } from '#outside/erp-sap/index.ts'
import { yonyou } from '#outside/erp-yonyou/index.ts'
import { fenxiao } from '#outside/fenxiao/index.ts'
import { jd } from '#outside/jd/index.ts'
import { kuaidi100 } from '#outside/kuaidi100/index.ts'
import { pinduoduo } from '#outside/pinduoduo/index.ts'
import { qimen } from '#outside/qimen/index.ts'
import { sf } from '#outside/sf/index.ts'
import { shopify } from '#outside/shopify/index.ts'
import { suning } from '#outside/suning/index.ts'
import { taobao } from '#outside/taobao/index.ts'
import { woocommerce } from '#outside/woocommerce/index.ts'
import { yhd } from '#outside/yhd/index.ts'

const publicBase = (): string | null => process.env.TONGSHANG_PUBLIC_URL?.replace(/\/+$/, '') ?? null

/** The adapters of carriers and third-party warehouses, by partner. */
export const carrierOutside: Outside = {
  ports: { sf, kuaidi100, cainiao, qimen },
  push_base: publicBase,
}

const simulators = new Map<string, string>()

/** The adapters of marketplaces, by platform, and where their simulators are when the sample enterprise runs some. */
export const marketplaceOutside: Marketplaces = {
  ports: { taobao, fenxiao, jd, pinduoduo, douyin, suning, dangdang, yhd, shopify, woocommerce, amazon },
  simulated: (platform) => simulators.get(platform) ?? null,
  public_base: publicBase,
}
export const setSimulated = (platform: string, url: string | null): void => {
  if (url === null) simulators.delete(platform)
  else simulators.set(platform, url)
}

const erpSimulators = new Map<string, string>()

/** The ERPs that are spoken with, by kind. */
export const erpOutside: Erps = { ports: { sap, kingdee, yonyou }, simulated: (kind) => erpSimulators.get(kind) ?? null }
export const setSimulatedErp = (kind: string, url: string | null): void => {
  if (url === null) erpSimulators.delete(kind)
  else erpSimulators.set(kind, url)
}
