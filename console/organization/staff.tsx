import { Button, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { newId, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useMay, useSession } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { dateOf } from '../shared/time.ts'
import { Facts, Section, Status } from '../shared/values.tsx'
import type { AssignmentRow, OrganizationRow, StaffRow } from './model.ts'
import { useSend } from './send.ts'
import { StaffAccount } from './staff-account.tsx'
import { useRoles } from './staff-list.tsx'
import { useNameOf, useText } from './text.ts'

/** One member of staff: where, as what, with which roles; roles are given and taken here. */
export function Component() {
  const { staff_id } = useParams()
  const t = useText()
  const staff = useApi<StaffRow>(`/api/admin/staff/${staff_id}`)
  if (staff.isPending || staff.isError)
    return (
      <DetailDrawer title={t('staff_title')}>
        {staff.isError ? <Failure error={staff.error} retry={() => void staff.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail key={staff.data.id} staff={staff.data} />
}

function Detail({ staff }: { staff: StaffRow }) {
  const t = useText()
  const nameOf = useNameOf()
  const may = useMay()
  const me = useSession().data?.user?.id
  const send = useSend()
  const [adding, setAdding] = useState(false)
  const [giving, setGiving] = useState(false)
  const assignments = useApi<Page<AssignmentRow>>('/api/admin/assignments', { staff_id: staff.id, limit: 200 })
  const edits = may('staff.edit') && staff.id !== me && !staff.left_at
  return (
    <DetailDrawer
      title={nameOf(staff)}
      status={<Status tone={staff.left_at ? 'quiet' : 'done'}>{staff.left_at ? t('left') : t('working')}</Status>}
      actions={
        edits ? (
          <>
            <Popconfirm
              title={t('dismiss_confirm', { name: nameOf(staff) })}
              onConfirm={() => void send('POST', '/api/admin/staff/departures', { departures: [{ id: staff.id }] }, t('dismiss'))}
            >
              <Button danger>{t('dismiss')}</Button>
            </Popconfirm>
            <Button onClick={() => setGiving(true)}>{t('account_give')}</Button>
            <Link to={`/staff/${staff.id}/edit`}>
              <Button>{t('edit')}</Button>
            </Link>
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('add_role')}
            </Button>
          </>
        ) : null
      }
    >
      <Section title={staff.staff_no}>
        <Facts
          items={[
            [t('organization'), nameOf({ name: staff.organization_name, name_en: staff.organization_name_en })],
            [
              t('position'),
              staff.position_name ? nameOf({ name: staff.position_name, name_en: staff.position_name_en ?? staff.position_name }) : null,
            ],
            [t('phone'), staff.phone],
            [t('joined_on'), staff.joined_on],
          ]}
        />
      </Section>
      <Section title={t('assignments')}>
        {assignments.data?.items.length === 0 ? <p className="faint">{t('assignment_none')}</p> : null}
        <ul>
          {(assignments.data?.items ?? []).map((one) => (
            <li key={one.id} className="card-row" style={{ padding: '8px 0', borderBottom: '1px solid var(--line)', alignItems: 'center' }}>
              <span>
                <strong>{nameOf({ name: one.role_name, name_en: one.role_name_en })}</strong>{' '}
                <span className="faint">
                  {nameOf({ name: one.organization_name, name_en: one.organization_name_en })}
                  {one.valid_until ? ` · ${t('until', { at: dateOf(one.valid_until) })}` : ''}
                  {one.delegated_by_name ? ` · ${t('lent_by', { name: one.delegated_by_name })}` : ''}
                </span>
              </span>
              {edits ? (
                <Button
                  size="small"
                  onClick={() => void send('POST', '/api/admin/assignments/endings', { endings: [{ id: one.id }] }, t('take'))}
                >
                  {t('take')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Section>
      {may('audit.read') ? (
        <Section title={t('history')}>
          <Link to={`/audit?subject=organization.staff&subject_id=${staff.id}`}>{t('audit_title')}</Link>
        </Section>
      ) : null}
      {giving ? <StaffAccount staff={staff} done={() => setGiving(false)} /> : null}
      {adding ? <AddRole staff={staff} done={() => setAdding(false)} /> : null}
    </DetailDrawer>
  )
}

function AddRole({ staff, done }: { staff: StaffRow; done(): void }) {
  const t = useText()
  const nameOf = useNameOf()
  const send = useSend()
  const roles = useRoles()
  const organizations = useApi<Page<OrganizationRow>>('/api/admin/organizations', { limit: 5000 }, { staleTime: 60_000, retry: false })
  const [id] = useState(newId)
  const [role_id, setRole] = useState<string | null>(null)
  const [organization_id, setOrganization] = useState(staff.organization_id)
  return (
    <Modal
      open
      title={t('add_role')}
      okText={t('add_role')}
      okButtonProps={{ disabled: !role_id }}
      onCancel={done}
      onOk={() =>
        void send(
          'POST',
          '/api/admin/assignments',
          { assignments: [{ id, staff_id: staff.id, organization_id, role_id }] },
          t('add_role'),
        ).then((went) => went && done())
      }
    >
      <p className="faint">{t('add_role_hint')}</p>
      <div style={{ display: 'grid', gap: 12 }}>
        <div>
          <span>{t('roles')}</span>
          <Select
            aria-label={t('roles')}
            style={{ width: '100%' }}
            showSearch={{ optionFilterProp: 'label' }}
            value={role_id}
            onChange={setRole}
            options={(roles.data?.items ?? []).map((one) => ({
              value: one.id,
              label: `${nameOf(one)}${one.guarded ? ` · ${t('guarded')}` : ''}`,
            }))}
          />
        </div>
        <div>
          <span>{t('organization')}</span>
          <Select
            aria-label={t('organization')}
            style={{ width: '100%' }}
            showSearch={{ optionFilterProp: 'label' }}
            value={organization_id}
            onChange={setOrganization}
            options={(organizations.data?.items ?? []).map((one) => ({ value: one.id, label: nameOf(one) }))}
          />
        </div>
      </div>
    </Modal>
  )
}
