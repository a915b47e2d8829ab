import { Select } from 'antd'
import { useState } from 'react'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useNameOf } from './text.ts'

/** A colleague, found by name or number: to whom something is handed. */
export function ColleagueSelect({
  id,
  value,
  change,
  without,
}: {
  id: string
  value: string | null
  change(id: string | null): void
  without?: string
}) {
  const nameOf = useNameOf()
  const [query, setQuery] = useState('')
  const { data } = useApi<AnswerOf<'/api/admin/colleagues'>>('/api/admin/colleagues', { query })
  return (
    <Select
      id={id}
      style={{ width: '100%' }}
      value={value}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQuery }}
      onChange={(chosen) => change(chosen ?? null)}
      options={(data?.items ?? [])
        .filter((one) => one.id !== without)
        .map((one) => ({
          value: one.id,
          label: `${nameOf(one)} · ${nameOf({ name: one.organization_name, name_en: one.organization_name_en })}`,
        }))}
    />
  )
}
