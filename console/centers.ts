import { orders } from './orders/pages.ts'
import type { CenterPages } from './shared/registry.ts'

/** Every center's pages, in the order its menu place lists them. Adding a center is one import and one line. */
export const centers: readonly CenterPages[] = [orders]
