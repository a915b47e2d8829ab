import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { FileRefused, type Files, filePattern } from './files.ts'
import { Choice, closed, notFound, Problem, type Routes, T } from './http.ts'
import type { Needs } from './needs.ts'
import { type PictureFormat, pictureFormats, pictureWidths } from './pictures.ts'

export const uploadLimitBytes = 64 * 1024 * 1024
const forever = 'public, max-age=31536000, immutable'
/** A drawing keeps its name when it is drawn better. */
const today = 'public, max-age=86400'

/** The store, or a refusal where the process was started without one. */
export function filesOf({ files }: Needs): Files {
  if (!files) throw new Problem(503, 'files_not_configured', 'This process was started without a folder for files.')
  return files
}

/** The part a player asks for when it jumps within a film; several at once, or no such header, are answered with the whole. */
function partOf(range: string | undefined, size_bytes: number): { start: number; end: number } | 'none' | null {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '')
  if (!asked || (!asked[1] && !asked[2])) return null
  const start = asked[1] ? Number(asked[1]) : Math.max(0, size_bytes - Number(asked[2]))
  const end = asked[1] && asked[2] ? Math.min(Number(asked[2]), size_bytes - 1) : size_bytes - 1
  return start > end ? 'none' : { start, end }
}

/** Files that a browser may show by itself; everything else is handed over as a download. */
const shown = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'application/pdf',
  'model/gltf-binary',
])

/** Pictures in every size, kept files as they are, and the way in for new ones. */
export const fileRoutes: Routes<Needs> = (needs) => async (app) => {
  app.get(
    '/media/:reference/:width.:format',
    {
      schema: {
        hide: true,
        params: T.Object({
          reference: T.String({ pattern: '^([0-9a-f]{64}|[a-z]+(:[A-Za-z0-9_-]+)+)$', maxLength: 120 }),
          width: T.Integer(),
          format: Choice(pictureFormats, 'Format'),
        }),
      },
    },
    async ({ params: { reference, width, format } }, reply) => {
      if (!(pictureWidths as readonly number[]).includes(width))
        throw new Problem(404, 'not_found', `Pictures are ${pictureWidths.join(', ')} wide.`)
      const path = await filesOf(needs)
        .pictures.render(reference, width, format as PictureFormat)
        .catch(refuseFile)
      if (path === null) throw notFound(`The picture ${reference}`)
      reply.header('cache-control', reference.includes(':') ? today : forever).header('content-security-policy', "default-src 'none'")
      return reply.type(format === 'jpg' ? 'image/jpeg' : `image/${format}`).send(createReadStream(path))
    },
  )

  app.get(
    '/media/:file',
    { schema: { hide: true, params: T.Object({ file: T.String({ pattern: filePattern }) }) } },
    async ({ params, headers }, reply) => {
      const found = await filesOf(needs).find(params.file)
      if (!found) throw notFound('The file')
      const part = partOf(headers.range, found.size_bytes)
      if (part === 'none')
        return reply.code(416).header('content-range', `bytes */${found.size_bytes}`).type('text/plain').send('The file ends before that.')
      // An SVG may hold script: it is only ever shown as a picture made of it.
      reply
        .header('cache-control', forever)
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('accept-ranges', 'bytes')
        .header('content-length', part ? part.end - part.start + 1 : found.size_bytes)
      if (part) reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${found.size_bytes}`)
      if (!shown.has(found.type)) reply.header('content-disposition', 'attachment')
      return reply
        .type(shown.has(found.type) ? found.type : 'application/octet-stream')
        .send(filesOf(needs).read(found.file, part ?? undefined))
    },
  )

  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', { bodyLimit: uploadLimitBytes }, (_request, payload, done) => done(null, payload))
    uploads.post(
      '/api/admin/files',
      {
        bodyLimit: uploadLimitBytes,
        config: { access: { permission: 'staff', scope: 'none' } },
        schema: {
          description: `Keeps a file of at most ${uploadLimitBytes / 1048576} MB, sent as the plain body of the request, and answers its name. The same content again gets the same name.`,
          response: {
            200: closed({
              file: T.String({
                description: 'Name of the file: the SHA-256 of its content; pictures are at `/media/<file>/<width>.<format>`',
              }),
              size_bytes: T.Integer(),
              type: T.String({ description: 'What the content is, by its first bytes' }),
            }),
          },
        },
      },
      async (request) =>
        filesOf(needs)
          .put(request.body as Readable, { limit_bytes: uploadLimitBytes })
          .catch(refuseFile),
    )
  })
}

/** A refused file as the API says it. */
export function refuseFile(error: unknown): never {
  if (error instanceof FileRefused) throw new Problem(error.status === 'file_too_large' ? 413 : 422, error.status, error.message)
  throw error
}
