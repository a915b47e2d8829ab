import { createHash } from 'node:crypto'

/**
 * What shows models in 3D brings a style sheet inside itself, named here by its hash; its decoder is WebAssembly, and textures of a model are read
 * from memory. Whoever walks from page to page keeps the policy of the first, so all pages allow it.
 */
const viewerStyle = "'sha256-PXtZZkJMMyc18o/DN1ZEFOJ2qEGq95IQbVaJFMOXOb0='"

const inlineScript = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g

/**
 * The content policy of one page: scripts are our own files or the inline ones this very page was rendered with, each named by its hash.
 * So a page can be kept in memory whole, which one with a nonce could not.
 */
export function policyOf(html: string, forms_may_leave = false, puzzle: readonly string[] = []): string {
  const hashes = new Set<string>()
  for (const [, attributes, text] of html.matchAll(inlineScript)) {
    if (/type="application\/(ld\+)?json"/.test(attributes!)) continue // data, never run
    hashes.add(`'sha256-${createHash('sha256').update(text!).digest('base64')}'`)
  }
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' ${[...hashes, ...puzzle].join(' ')}`.trim(),
    ['style-src', "'self'", viewerStyle, ...puzzle].join(' '),
    // A puzzle for people stands in a frame of its partner's.
    ...(puzzle.length > 0 ? [`frame-src 'self' ${puzzle.join(' ')}`] : []),
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    ['connect-src', "'self'", 'blob:', ...puzzle].join(' '),
    "object-src 'none'",
    "base-uri 'self'",
    ...(forms_may_leave ? [] : ["form-action 'self'"]),
    "frame-ancestors 'self'",
  ].join('; ')
}
