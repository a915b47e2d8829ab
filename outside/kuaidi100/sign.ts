import { createHash } from 'node:crypto'

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex').toUpperCase()

/** Queries: over the exact param text, the key and the customer. */
export const querySign = (param: string, key: string, customer: string): string => md5(param + key + customer)
/** Pushes: over the exact param text and the salt we gave with the subscription. */
export const pushSign = (param: string, salt: string): string => md5(param + salt)
/** Labels and pick-ups. */
export const labelSign = (param: string, t: string, key: string, secret: string): string => md5(param + t + key + secret)
