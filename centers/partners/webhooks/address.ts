import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that are not the public internet: a partner must not make us knock on doors inside. */
const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  if (family === 4) return !inside.check(address, 'ipv4')
  // An IPv4 address in the dress of an IPv6 one is judged as what it is.
  const mapped = /^::ffff:(.+)$/i.exec(new URL(`http://[${address}]`).hostname.slice(1, -1))?.[1]
  if (mapped) {
    const [high = 0, low = 0] = mapped.split(':').map((part) => Number.parseInt(part, 16))
    return isPublic(mapped.includes('.') ? mapped : [high >> 8, high & 255, low >> 8, low & 255].join('.'))
  }
  return !inside.check(address, 'ipv6')
}

/** The operator's word that partners may stand inside his own network; then plain http is good too. */
export const mayBeInside = (): boolean => process.env.TONGSHANG_WEBHOOK_PRIVATE === '1'

/** Why nothing may be sent to this address; null when it may. Names are judged again when they are looked up. */
export function refuseAddress(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url) return 'url: this is no address of a web page.'
  if (url.username || url.password) return 'url: leave name and password out; the signature says who sends.'
  if (url.hash) return 'url: leave out what stands after #.'
  if (mayBeInside()) return url.protocol === 'https:' || url.protocol === 'http:' ? null : 'url: begin with https:// or http://.'
  if (url.protocol !== 'https:') return 'url: begin with https://.'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) ? !isPublic(host) : /(^|\.)(localhost|local|internal|lan|home\.arpa)$|^[^.]+$/i.test(host))
    return 'url: this address lies inside a network; give one of the public internet, or let the operator allow it (TONGSHANG_WEBHOOK_PRIVATE=1).'
  return null
}

/** Looks a name up and lets only public addresses through: the connection goes to the very address that was judged, so a name cannot change its mind in between. */
export const guardedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0)
    const allowed = mayBeInside() ? found : found.filter(({ address }) => isPublic(address))
    if (allowed.length === 0) return done(Object.assign(new Error(`${host} lies inside a network`), { code: 'address_forbidden' }), '', 0)
    if (options.all) return done(null, allowed)
    return done(null, allowed[0]!.address, allowed[0]!.family)
  })
}
