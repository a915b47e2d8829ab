import { createHash } from 'node:crypto'

export interface Signed {
  method: string
  /** `yyyy-MM-dd HH:mm:ss` in China. */
  request_time: string
  app_key: string
  version: string
  /** The body as it travels. */
  body: string
}

/** Secret, method, time, key, version and the body in Base64, in this order, through MD5. */
export const signatureOf = ({ method, request_time, app_key, version, body }: Signed, secret: string): string =>
  createHash('md5')
    .update(secret + method + request_time + app_key + version + Buffer.from(body).toString('base64'))
    .digest('hex')
