import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What the gateway computes over the headers and the bytes it received. */
export function expectedSign(headers: IncomingHttpHeaders, body: string, secret: string): string {
  const parts = [secret, headers.appmethod, headers.apprequesttime, headers.appkey, headers.versionno]
  return createHash('md5')
    .update(`${parts.join('')}${Buffer.from(body, 'utf8').toString('base64')}`)
    .digest('hex')
}
