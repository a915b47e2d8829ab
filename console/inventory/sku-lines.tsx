import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber } from 'antd'
import { useText } from './text.ts'

export interface SkuLine {
  sku_id: string
  quantity: number | null
}

/** SKUs with a quantity each, for orders, transfers and holds. */
export function SkuLines(props: { lines: readonly SkuLine[]; change(lines: SkuLine[]): void; most?: number }) {
  const { lines, change, most = 1_000_000 } = props
  const t = useText()
  const set = (at: number, more: Partial<SkuLine>) => change(lines.map((line, i) => (i === at ? { ...line, ...more } : line)))
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      {lines.map((line, i) => (
        <div key={i} style={{ display: 'flex', gap: 8 }}>
          <Input
            aria-label={t('sku_of_line', { line: i + 1 })}
            placeholder={t('sku')}
            value={line.sku_id}
            onChange={(event) => set(i, { sku_id: event.target.value.trim() })}
          />
          <InputNumber
            aria-label={t('quantity_of_line', { line: i + 1 })}
            min={1}
            max={most}
            precision={0}
            value={line.quantity}
            onChange={(quantity) => set(i, { quantity })}
            style={{ width: 120 }}
          />
          <Button icon={<DeleteOutlined />} aria-label={t('remove_line')} onClick={() => change(lines.filter((_, at) => at !== i))} />
        </div>
      ))}
      <Button icon={<PlusOutlined />} onClick={() => change([...lines, { sku_id: '', quantity: 1 }])}>
        {t('add_line')}
      </Button>
    </div>
  )
}

export const filled = (lines: readonly SkuLine[]): { sku_id: string; quantity: number }[] =>
  lines.flatMap(({ sku_id, quantity }) => (sku_id && quantity ? [{ sku_id, quantity }] : []))
