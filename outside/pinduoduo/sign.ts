import { createHash } from 'node:crypto'

/** All parameters in byte order of names, each with its value, between two secrets. Lists and objects are signed as the text they travel as. */
export function signatureOf(parameters: Readonly<Record<string, string>>, secret: string): string {
  const base = Object.keys(parameters)
    .filter((name) => name !== 'sign')
    .sort()
    .map((name) => name + parameters[name])
    .join('')
  return createHash('md5')
    .update(secret + base + secret)
    .digest('hex')
    .toUpperCase()
}
