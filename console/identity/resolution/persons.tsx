import { useMemo } from 'react'
import { addressOf } from '../../shared/api.ts'
import { ListPage } from '../../shared/list-page.tsx'
import { useMay } from '../../shared/session.ts'
import type { Column } from '../../shared/table.tsx'
import { Count, Missing, TwoLines } from '../../shared/values.tsx'
import type { PersonItem } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: PersonItem) => row.person_id
const row_name = (row: PersonItem) => row.name || row.phone || row.email || row.person_id

/** Persons found in the files of old systems, by phone, email or full name however they were written. */
export function Component() {
  const t = useText()
  const may = useMay()
  const columns = useMemo<Column<PersonItem>[]>(
    () => [
      {
        key: 'name',
        title: t('name'),
        width: 160,
        render: (row) => (row.name ? <span className="strong">{row.name}</span> : <Missing />),
        value: (row) => row.name,
      },
      {
        key: 'phone',
        title: t('phone'),
        width: 140,
        render: (row) => (row.phone ? <span className="number">{row.phone}</span> : <Missing />),
        value: (row) => row.phone,
      },
      { key: 'email', title: t('email'), width: 240, grow: true, render: (row) => row.email || <Missing />, value: (row) => row.email },
      { key: 'sources', title: t('sources'), width: 240, render: (row) => row.sources.join(', '), value: (row) => row.sources.join(', ') },
      {
        key: 'row_count',
        title: t('rows'),
        width: 80,
        right: true,
        render: (row) => <Count value={row.row_count} />,
        value: (row) => row.row_count,
      },
    ],
    [t],
  )
  return (
    <ListPage<PersonItem>
      name="persons"
      title={t('persons')}
      path="/api/admin/resolution/persons"
      row_id={row_id}
      row_name={row_name}
      columns={columns}
      filters={[]}
      search={{ key: 'q', placeholder: t('search') }}
      open={row_id}
      export_at={(filter) => (may('members.export') ? addressOf('/member-exports/new', { list: 'persons', ...filter }) : null)}
      card={(row) => (
        <TwoLines first={<b>{row_name(row)}</b>} second={[row.phone, row.email, row.sources.join(', ')].filter(Boolean).join(' · ')} />
      )}
      empty={{ title: t('no_persons'), hint: t('no_persons_hint') }}
    />
  )
}
