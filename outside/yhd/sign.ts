import { createHash } from 'node:crypto'

/** All parameters in order of names, each with its value, between two secrets; small letters. */
export function signatureOf(parameters: Readonly<Record<string, string>>, secret: string): string {
  const base = Object.keys(parameters)
    .filter((name) => name !== 'sign')
    .sort()
    .map((name) => name + parameters[name])
    .join('')
  return createHash('md5')
    .update(secret + base + secret)
    .digest('hex')
}
