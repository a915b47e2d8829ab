import { useState } from 'react'
import { api, newId } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useNodes } from '../shared/names.ts'
import { useText } from './text.ts'

interface Values {
  kind: Kind
  node_id: string | null
  sku_id: string
  quantity: number
  lot_no: string
  serials: string
  reason: string
}
/** What a person may do to goods at a node: from one state to another, or out of the house. */
const ways = {
  damage: ['available', 'defective'],
  quality: ['available', 'inspection'],
  repair: ['defective', 'available'],
  sample: ['available', 'sample'],
  gift: ['available', 'gift'],
  scrap: ['defective', null],
  found: [null, 'available'],
  lost: ['available', null],
} as const
type Kind = keyof typeof ways
const kinds = Object.keys(ways) as Kind[]

/** Goods that change their state, turn up or go: one move with its reason. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const [id] = useState(newId)
  return (
    <FormDrawer<Values>
      name="stock-move"
      title={t('new_move')}
      intro={t('moves_hint')}
      fields={[
        {
          key: 'kind',
          title: t('move_kind'),
          kind: 'choice',
          required: true,
          options: kinds.map((value) => ({ value, label: t(`move_${value}`) })),
        },
        { key: 'node_id', title: t('node'), kind: 'choice', required: true, options: nodes.options },
        { key: 'sku_id', title: t('sku'), kind: 'text', required: true, max: 64 },
        { key: 'quantity', title: t('quantity'), kind: 'number', required: true, min: 1, max: 1_000_000 },
        { key: 'lot_no', title: t('lot'), kind: 'text', max: 40, hint: t('lot_when_kept') },
        { key: 'serials', title: t('serials'), kind: 'long', hint: t('serials_when_kept') },
        { key: 'reason', title: t('reason'), kind: 'text', required: true },
      ]}
      initial={{ kind: 'damage', node_id: null, sku_id: '', quantity: 1, lot_no: '', serials: '', reason: '' }}
      inside={['moves', 0]}
      button={t('book_move')}
      send={async ({ kind, node_id, sku_id, quantity, lot_no, serials, reason }) => {
        const [from, to] = ways[kind]
        const end = (condition: string | null) => (condition === null ? null : { node_id, condition })
        const move = {
          id,
          kind,
          sku_id: sku_id.trim(),
          quantity,
          lot_no: lot_no?.trim() || null,
          from: end(from),
          to: end(to),
          reason: reason.trim(),
        }
        const numbers = (serials ?? '').split(/[\s,，;；]+/).filter(Boolean)
        return (await api.batch('/api/admin/stock/moves', { moves: [numbers.length > 0 ? { ...move, serials: numbers } : move] }))[0]
      }}
      succeeded={({ status }) => status === 'moved'}
      reason={({ status, detail }) => t.maybe(`fault_${status}`, detail ?? status)}
      back="/stock-moves"
    />
  )
}
