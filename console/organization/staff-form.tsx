import { useState } from 'react'
import { useParams } from 'react-router'
import { type AnswerOf, call, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useOrganizations } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { dateOf } from '../shared/time.ts'
import type { StaffRow } from './model.ts'
import { useNameOf, useText } from './text.ts'

type Values = Pick<StaffRow, 'id' | 'staff_no' | 'name' | 'name_en' | 'phone' | 'email' | 'organization_id' | 'position_id' | 'joined_on'>

/** Somebody new, or what became different about a colleague. */
export function Component() {
  const { staff_id } = useParams()
  const t = useText()
  const [id] = useState(newId)
  const known = useApi<StaffRow>(`/api/admin/staff/${staff_id}`, {}, { enabled: staff_id !== undefined })
  if (staff_id === undefined)
    return (
      <StaffForm
        staff={{
          ...{ id, staff_no: '', name: '', name_en: '', phone: '', email: '', organization_id: '', position_id: null },
          joined_on: dateOf(new Date().toISOString()),
        }}
        fresh
      />
    )
  if (known.data) return <StaffForm key={staff_id} staff={known.data} fresh={false} />
  return (
    <DetailDrawer title={t('staff_title')}>
      {known.isError ? <Failure error={known.error} retry={() => void known.refetch()} /> : <Skeleton />}
    </DetailDrawer>
  )
}

function StaffForm({ staff, fresh }: { staff: Values; fresh: boolean }) {
  const t = useText()
  const nameOf = useNameOf()
  const organizations = useOrganizations()
  const positions = useApi<AnswerOf<'/api/admin/positions'>>('/api/admin/positions', {}, { staleTime: 60_000, retry: false })
  const { id, staff_no, name, name_en, phone, email, organization_id, position_id, joined_on } = staff
  return (
    <FormDrawer<Values>
      name={fresh ? 'staff.new' : `staff.${id}`}
      title={t(fresh ? 'staff_new' : 'staff_edit')}
      {...(fresh ? { intro: t('staff_new_hint') } : {})}
      inside={['staff', 0]}
      initial={{ id, staff_no, name, name_en, phone: phone ?? '', email: email ?? '', organization_id, position_id, joined_on }}
      fields={[
        { key: 'name', title: t('staff_name'), kind: 'text', required: true, max: 80 },
        { key: 'name_en', title: t('name_en'), kind: 'text', max: 80 },
        { key: 'staff_no', title: t('staff_no'), kind: 'text', required: true, max: 64 },
        { key: 'phone', title: t('phone'), kind: 'text', max: 16 },
        { key: 'email', title: t('email'), kind: 'text', max: 200 },
        { key: 'organization_id', title: t('organization'), kind: 'choice', required: true, options: organizations.options },
        {
          ...{ key: 'position_id', title: t('position'), kind: 'choice' },
          options: (positions.data?.items ?? []).map((one) => ({
            value: one.id,
            label: `${nameOf(one)} · ${organizations.name(one.organization_id)}`,
          })),
        },
        { key: 'joined_on', title: t('joined_on'), kind: 'date', required: true },
      ]}
      button={t('save')}
      send={async ({ name_en: latin, phone: number, email: address, position_id: position, ...rest }) => {
        const draft = {
          ...rest,
          ...(latin ? { name_en: latin } : {}),
          phone: number || null,
          email: address || null,
          position_id: position ?? null,
        }
        const { outcomes } = await call<{ outcomes: Outcome[] }>('PUT', '/api/admin/staff', { body: { staff: [draft] } })
        return outcomes[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back={`/staff/${id}`}
    />
  )
}
