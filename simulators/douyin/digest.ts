import { createHash, createHmac } from 'node:crypto'

/** What the gateway computes over the query and the very body it received. */
export function expectedSign(query: URLSearchParams, body: string, secret: string): string {
  const parts = ['app_key', 'method', 'param_json', 'timestamp', 'v'].map(
    (name) => name + (name === 'param_json' ? body : (query.get(name) ?? '')),
  )
  const pattern = [secret, ...parts, secret].join('')
  return query.get('sign_method') === 'md5'
    ? createHash('md5').update(pattern).digest('hex')
    : createHmac('sha256', secret).update(pattern).digest('hex')
}

/** What it writes into `event-sign` for a body it sends: key, body and secret in one row. */
export const eventSign = (app_key: string, body: string, secret: string): string =>
  createHash('md5')
    .update(Buffer.from([app_key, body, secret].join(''), 'utf8'))
    .digest('hex')
