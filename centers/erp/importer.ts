import { type By, systemBy } from '#core/audit.ts'
import type { Importer } from '#core/imports/model.ts'
import { saveMaterials } from './write.ts'

const text = (key: string, zh: string, en: string, about: [zh: string, en: string], example: string, max_length: number) => ({
  ...{ key, name: { zh, en }, kind: 'text' as const, required: true, max_length, example },
  description: { zh: about[0], en: about[1] },
})

/** Materials of ERPs from a spreadsheet: one row is one SKU in one system. The same file again changes nothing. */
export const materialImporter: Importer = {
  name: 'erp_materials',
  title: { zh: 'ERP 物料对照', en: 'ERP materials' },
  permission: 'erp.edit',
  columns: [
    text('system_id', '系统', 'System', ['ERP 系统的编码', 'Code of the system'], 'group-k3', 64),
    text('sku_id', 'SKU', 'SKU', ['我们的 SKU；运费是 FREIGHT', 'Ours; FREIGHT is freight'], 'jl-tv-wangjiang-65', 80),
    text('material', '物料号', 'Material', ['ERP 里的物料编码', 'Its number there'], '10.02.0065', 40),
  ],
  async apply(tx, rows, { by, now }) {
    const items = rows.map(({ values }) => ({
      system_id: String(values.system_id),
      sku_id: String(values.sku_id),
      material: String(values.material),
    }))
    const actor: By = { ...systemBy('import'), ...(by as Partial<By>), route: null, request_id: null }
    const outcomes = await saveMaterials(tx, actor, now, items)
    return outcomes.map(({ status, detail }) => ({
      verdict: status === 'saved' || status === 'already_saved' ? ('done' as const) : ('refused' as const),
      status,
      ...(detail ? { detail } : {}),
    }))
  },
}
