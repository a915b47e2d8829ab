import { createHash } from 'node:crypto'

/** Every system parameter that is sent, in byte order of names (`360buy_param_json` comes first), between two secrets. */
export function signatureOf(parameters: Readonly<Record<string, string>>, secret: string): string {
  const base = Object.keys(parameters)
    .filter((name) => name !== 'sign' && parameters[name] !== '')
    .sort()
    .map((name) => name + parameters[name])
    .join('')
  return createHash('md5')
    .update(secret + base + secret)
    .digest('hex')
    .toUpperCase()
}

/** Business parameters as they are signed and sent: once made, this very text. Keys in alphabetical order, no spaces. */
export const parameterText = (parameters: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))))
