import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { type Page, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Missing, Status, TwoLines } from '../shared/values.tsx'
import type { OrganizationRow, RoleRow, StaffRow } from './model.ts'
import { useNameOf, useText } from './text.ts'

const row_id = (row: StaffRow) => row.id

export const useRoles = () => useApi<{ items: RoleRow[] }>('/api/admin/roles', {}, { staleTime: 60_000 })

/** Staff of my organizations, with their positions and roles. */
export function Component() {
  const t = useText()
  const nameOf = useNameOf()
  const may = useMay()
  const roles = useRoles()
  const organizations = useApi<Page<OrganizationRow>>('/api/admin/organizations', { limit: 5000 }, { staleTime: 60_000, retry: false })
  return (
    <ListPage<StaffRow>
      name="staff"
      title={t('staff_title')}
      path="/api/admin/staff"
      row_id={row_id}
      row_name={(row) => row.name}
      row_height={48}
      columns={useColumns()}
      search={{ key: 'query', placeholder: t('staff_search') }}
      filters={[
        {
          key: 'under',
          title: t('organization'),
          kind: 'choice',
          width: 220,
          options: (organizations.data?.items ?? []).map((one) => ({
            value: one.id,
            label: `${'　'.repeat(Math.max(0, one.depth - 1))}${nameOf(one)}`,
          })),
        },
        {
          key: 'role_id',
          title: t('roles'),
          kind: 'choice',
          width: 180,
          options: (roles.data?.items ?? []).map((one) => ({ value: one.id, label: nameOf(one) })),
        },
        { key: 'left', title: t('left'), kind: 'choice', width: 110, options: [{ value: 'true', label: t('left') }] },
      ]}
      open={row_id}
      actions={
        may('staff.edit') ? (
          <Link to="/staff/new">
            <Button type="primary">{t('staff_new')}</Button>
          </Link>
        ) : undefined
      }
      card={(row) => <Card row={row} />}
      empty={{ title: t('staff_empty'), hint: t('staff_empty_hint') }}
    />
  )
}

function useColumns(): Column<StaffRow>[] {
  const t = useText()
  const nameOf = useNameOf()
  const { data } = useRoles()
  return useMemo(() => {
    const roles = new Map((data?.items ?? []).map((one) => [one.id, nameOf(one)]))
    const organization = (row: StaffRow) => nameOf({ name: row.organization_name, name_en: row.organization_name_en })
    const position = (row: StaffRow) =>
      row.position_name ? nameOf({ name: row.position_name, name_en: row.position_name_en ?? row.position_name }) : ''
    const roleNames = (row: StaffRow) => row.role_ids.map((id) => roles.get(id) ?? id).join('、')
    return [
      {
        key: 'name',
        title: t('staff_name'),
        width: 150,
        render: (row) => (
          <TwoLines first={<span className="strong">{nameOf(row)}</span>} second={<span className="number">{row.staff_no}</span>} />
        ),
        value: (row) => row.name,
      },
      { key: 'organization', title: t('organization'), width: 210, render: organization, value: organization },
      { key: 'position', title: t('position'), width: 180, render: (row) => position(row) || <Missing />, value: position },
      { key: 'roles', title: t('roles'), width: 220, grow: true, render: (row) => roleNames(row) || <Missing />, value: roleNames },
      {
        key: 'phone',
        title: t('phone'),
        width: 130,
        render: (row) => (row.phone ? <span className="number">{row.phone}</span> : <Missing />),
        value: (row) => row.phone,
      },
      {
        key: 'state',
        title: t('state'),
        width: 100,
        render: (row) => <Status tone={row.left_at ? 'quiet' : 'done'}>{row.left_at ? t('left') : t('working')}</Status>,
        value: (row) => (row.left_at ? t('left') : t('working')),
      },
      { key: 'joined_on', title: t('joined_on'), width: 110, render: (row) => row.joined_on, value: (row) => row.joined_on, hidden: true },
    ]
  }, [t, nameOf, data])
}

function Card({ row }: { row: StaffRow }) {
  const nameOf = useNameOf()
  return (
    <>
      <div className="card-row">
        <strong>{nameOf(row)}</strong>
        <span className="number faint">{row.staff_no}</span>
      </div>
      <div className="card-row second">
        <span>{nameOf({ name: row.organization_name, name_en: row.organization_name_en })}</span>
        <span>{row.position_name ? nameOf({ name: row.position_name, name_en: row.position_name_en ?? row.position_name }) : ''}</span>
      </div>
    </>
  )
}
