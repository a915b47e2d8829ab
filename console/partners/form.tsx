import { useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useOrganizations } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import type { PartnerDetail } from './model.ts'
import { useText } from './text.ts'

interface Values {
  partner_id: string
  name_zh: string
  name_en: string
  organization_id: string
  contact_name?: string
  contact_email?: string
  closed: boolean
}

/** A partner made, or changed. */
export function Component() {
  const t = useText()
  const { partner_id } = useParams()
  const known = useApi<PartnerDetail>(partner_id ? `/api/admin/partners/${partner_id}` : null)
  if (partner_id && !known.data)
    return (
      <DetailDrawer title={t('edit')}>
        {known.isError ? <Failure error={known.error} retry={() => void known.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <PartnerForm partner={known.data?.partner} />
}

function PartnerForm({ partner }: { partner: PartnerDetail['partner'] | undefined }) {
  const t = useText()
  const organizations = useOrganizations()
  return (
    <FormDrawer<Values>
      name={`partners.${partner?.partner_id ?? 'new'}`}
      title={partner ? t('edit') : t('new_partner')}
      initial={{
        partner_id: partner?.partner_id ?? '',
        name_zh: partner?.name.zh ?? '',
        name_en: partner?.name.en ?? '',
        organization_id: partner?.organization_id ?? '',
        contact_name: partner?.contact_name ?? '',
        contact_email: partner?.contact_email ?? '',
        closed: Boolean(partner?.closed_at),
      }}
      fields={[
        { key: 'partner_id', title: t('code'), kind: 'text', required: true, fixed: Boolean(partner), hint: t('code_hint'), max: 64 },
        { key: 'name_zh', title: t('name_zh'), kind: 'text', required: true, max: 80 },
        { key: 'name_en', title: t('name_en'), kind: 'text', required: true, max: 80 },
        {
          key: 'organization_id',
          title: t('organization'),
          kind: 'choice',
          required: true,
          options: organizations.options,
          hint: t('organization_hint'),
        },
        { key: 'contact_name', title: t('contact'), kind: 'text', max: 60 },
        { key: 'contact_email', title: t('contact_email'), kind: 'text', max: 120, hint: t('contact_email_hint') },
        { key: 'closed', title: t('closed'), kind: 'yes', hint: t('closed_hint'), shown: () => Boolean(partner) },
      ]}
      inside={['items', 0]}
      button={t('save')}
      send={async ({ name_zh, name_en, contact_name, contact_email, ...rest }) => {
        const item = {
          ...rest,
          name: { zh: name_zh, en: name_en },
          contact_name: contact_name || null,
          contact_email: contact_email || null,
        }
        const [outcome] = await api.batch('/api/admin/partners', { items: [item] })
        return outcome
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
      back={partner ? `/partners/${partner.partner_id}` : '/partners'}
    />
  )
}
