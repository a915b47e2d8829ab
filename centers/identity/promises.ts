import type { CenterPromise } from '#core/promises.ts'
import { resolutionPromises } from './resolution/promises.ts'

export const promises: CenterPromise[] = [...resolutionPromises]
