import { createHmac } from 'node:crypto'

/** RFC 3986: `encodeURIComponent` leaves five signs alone that must be written as bytes. */
export const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** OAuth 1.0a with one leg (RFC 5849 section 3.4): method, address without query, and all parameters sorted, each part written as bytes once more. */
export function signatureOf(
  method: string,
  address: string,
  parameters: Readonly<Record<string, string>>,
  consumer_secret: string,
): string {
  const pairs = Object.entries(parameters)
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .sort()
    .join('&')
  return createHmac('sha256', `${percent(consumer_secret)}&`)
    .update(`${method}&${percent(address)}&${percent(pairs)}`)
    .digest('base64')
}
