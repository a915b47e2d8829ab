import { createHash } from 'node:crypto'

/** As Java encodes forms: space becomes `+`; only letters, digits and `* - . _` stay. JavaScript keeps `! ' ( ) ~` as well. */
export const formEncode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

/** `msgDigest`: Base64 of the raw MD5 over the form-encoded text. */
export const digestOf = (msgData: string, timestamp: string, checkword: string): string =>
  createHash('md5')
    .update(formEncode(msgData + timestamp + checkword))
    .digest('base64')
