import { useQueries } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { api, type Page, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import type { ProductDetail, ProductRow } from './model.ts'
import { useText } from './text.ts'

/** Products by name, pinyin or code, in the order chosen. Made to stand in a form's item. */
export function ProductPicker({ id, value, onChange }: { id?: string; value?: string[]; onChange?(spu_ids: string[]): void }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const [q, setQ] = useState('')
  const found = useApi<Page<ProductRow>>('/api/admin/products', { q: q.slice(0, 60), limit: 20 }, { staleTime: 30_000 })
  const chosen = value ?? []
  // Names of what was chosen before, whatever is searched for now.
  const known = useQueries({
    queries: chosen.slice(0, 50).map((spu_id) => ({
      queryKey: [`/api/admin/products/${spu_id}`],
      queryFn: () => api.get<ProductDetail>(`/api/admin/products/${spu_id}`),
      staleTime: 300_000,
      retry: false,
    })),
  })
  const names = new Map(
    [...known.flatMap(({ data }) => data ?? []), ...(found.data?.items ?? [])].map(({ spu_id, title }) => [spu_id, inLanguage(title)]),
  )
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      value={chosen}
      onChange={(next: string[]) => onChange?.(next)}
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('choose_products')}
      style={{ width: '100%' }}
      popupMatchSelectWidth={false}
      options={[...new Set([...chosen, ...(found.data?.items ?? []).map(({ spu_id }) => spu_id)])].map((spu_id) => ({
        value: spu_id,
        label: names.get(spu_id) ?? spu_id,
      }))}
    />
  )
}
