import { build } from './build.ts'
import { additions } from './yilin/additions.ts'
import { local } from './yilin/local.ts'
import { postOffice } from './yilin/post-office.ts'

/** Yilin: what the counties grow and make, and what a post office can do for a street. */
export const yilin = build([...local, ...postOffice, ...additions], 3001)
