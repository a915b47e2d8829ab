import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { textColumn as column } from '#core/imports/columns.ts'
import type { Importer } from '#core/imports/model.ts'
import { bindCodes } from '../write.ts'

/** What a packing line scanned: one row is one item in its carton. The same file twice changes nothing. */
export const scanImporter: Importer = {
  name: 'code_scans',
  title: { zh: '产线扫码记录', en: 'Scans of a packing line' },
  permission: 'codes.scan',
  columns: [
    column(
      'code',
      '一物一码',
      'Code',
      ['二维码内容，或 GTIN 与序列号（空格分开）', 'What the QR code says, or GTIN and serial with a blank between'],
      'https://t.example.com/01/02000000000015/21/0000000000000000000A',
      { required: true, max_length: 300 },
    ),
    column('carton_id', '箱号', 'Carton', ['外箱编号或 SSCC', 'Number or SSCC of the carton'], 'C-20260301-0001', {
      required: true,
      max_length: 40,
    }),
    column('pallet_id', '托盘号', 'Pallet', ['不入托盘可不填', 'Left empty without a pallet'], 'P-20260301-01', { max_length: 40 }),
    column(
      'happened_at',
      '扫码时间',
      'Scanned at',
      ['不填则为导入时间', 'The time of the import when left empty'],
      '2026-03-01T08:30:00+08:00',
      {
        kind: 'moment',
      },
    ),
  ],
  async apply(tx, rows, { by, now, run_id }) {
    const outcomes = await bindCodes(
      tx,
      { ...systemBy('line import'), ...by, route: null, request_id: null },
      now,
      rows.map(({ row_no, values: { code, carton_id, pallet_id, happened_at } }) => ({
        id: steadyId(run_id, String(row_no)),
        code: String(code),
        carton_id: String(carton_id),
        pallet_id: pallet_id === null ? null : String(pallet_id),
        ...(happened_at ? { happened_at: String(happened_at) } : {}),
      })),
    )
    return outcomes.map(({ status, detail }) => ({
      verdict: status === 'bound' || status === 'already_bound' ? 'done' : 'refused',
      status,
      ...(detail ? { detail } : {}),
    }))
  },
}
