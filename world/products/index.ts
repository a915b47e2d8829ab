import type { Product } from '../types.ts'
import { jilang } from './jilang.ts'
import { xuneng } from './xuneng.ts'
import { yilin } from './yilin.ts'
import { zhimu } from './zhimu.ts'

export { categories } from './categories.ts'

/** All products of the sample enterprise, brand by brand. */
export const products: Product[] = [...jilang, ...zhimu, ...yilin, ...xuneng]
