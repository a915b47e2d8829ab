import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import { Choice, closed, documentHeaders, Id, notFound, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Tx } from '#core/sql.ts'
import { largestBatch } from './render.ts'
import { listPrints, printFormats, printLabels, printStates, tellPrint } from './write.ts'

/** Labels drawn, and what became of print jobs. */
export const labelRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const labels = { config: { access: { permission: 'labels.print', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.post(
      '/api/admin/labels',
      {
        ...labels,
        schema: {
          tags: ['carriers'],
          summary: 'Draw labels and record the print',
          description: 'Answers the PDF or the page to print, one label per sheet in the order given, which is the order of the pick.',
          body: closed({
            print_id: Id('Yours; the same again draws the same batch without counting it twice'),
            parcel_ids: T.Array(Id('A parcel'), { minItems: 1, maxItems: largestBatch, description: 'Parcels in the order of the pick' }),
            format: Choice(printFormats, 'A PDF for printers, or a page the browser prints'),
            again: T.Optional(T.Boolean({ description: 'Print those too that were printed before' })),
          }),
          produces: ['application/pdf', 'text/html'],
        },
      },
      async (request, reply) => {
        const bytes = await printLabels(db, byOf(request), clock.now(), request.body)
        const { format, print_id } = request.body
        reply.headers(documentHeaders).header('content-disposition', `inline; filename="labels-${print_id}.${format}"`)
        return reply.type(format === 'pdf' ? 'application/pdf' : 'text/html; charset=utf-8').send(bytes)
      },
    )
    app.get(
      '/api/admin/labels/prints',
      {
        ...labels,
        schema: {
          tags: ['carriers'],
          summary: 'Prints, newest first',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  print_id: T.String(),
                  format: T.String(),
                  label_count: T.Integer(),
                  again_count: T.Integer({ description: 'Labels that were printed before' }),
                  printed_by: T.String(),
                  asked_at: T.String(),
                  state: Choice(printStates, 'What the printer said'),
                  state_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listPrints(db, caller, 100) }),
    )
    app.post(
      '/api/admin/labels/prints/:print_id/state',
      {
        ...labels,
        schema: {
          tags: ['carriers'],
          summary: 'Tell what the printer said',
          params: closed({ print_id: Id('The print') }),
          body: closed({ state: Choice(printStates, 'As the print agent reports it') }),
          response: { 200: T.Object({ state: T.String() }) },
        },
      },
      async ({ caller, params, body }) => {
        if (!(await verb((tx) => tellPrint(tx, caller, clock.now(), params.print_id, body.state)))) throw notFound('The print')
        return { state: body.state }
      },
    )
  }
