import { createHash } from 'node:crypto'

/** Qimen signs the URL parameters sorted by name and the raw body behind them, between two secrets. */
export function qimenSign(params: Readonly<Record<string, string>>, body: string, secret: string): string {
  const base = Object.keys(params)
    .filter((name) => name !== 'sign' && params[name] !== '')
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => name + params[name])
    .join('')
  return createHash('md5').update(`${secret}${base}${body}${secret}`, 'utf8').digest('hex').toUpperCase()
}
