import { Select } from 'antd'
import { useState } from 'react'
import { useApi } from '../shared/api.ts'

/** Staff who may decide, found by name or number. */
export function ApproverSelect({
  value,
  change,
  placeholder,
  many,
}: {
  value: string[]
  change(ids: string[]): void
  placeholder: string
  many?: boolean
}) {
  const [query, setQuery] = useState('')
  const { data } = useApi<{ items: { id: string; name: string; organization_name: string }[] }>('/api/admin/approvals/approvers', { query })
  return (
    <Select
      aria-label={placeholder}
      style={{ width: '100%' }}
      {...(many ? { mode: 'multiple' as const, value } : { value: value[0] ?? null })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQuery }}
      placeholder={placeholder}
      onChange={(chosen: string | string[] | null | undefined) => change(chosen ? [chosen].flat() : [])}
      options={(data?.items ?? []).map(({ id, name, organization_name }) => ({ value: id, label: `${name} · ${organization_name}` }))}
    />
  )
}
