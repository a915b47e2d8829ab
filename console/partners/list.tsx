import { PlusOutlined, ReadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Status, TwoLines } from '../shared/values.tsx'
import type { Partner } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: Partner) => row.partner_id

/** Firms whose programs speak with ours. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const organizations = useOrganizations()
  const columns = useMemo<Column<Partner>[]>(
    () => [
      {
        key: 'partner_id',
        title: t('partner'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.name)}</span>} second={row.partner_id} />,
        value: (row) => row.partner_id,
      },
      {
        key: 'state',
        title: t('state'),
        width: 170,
        render: (row) => <PartnerState partner={row} />,
        value: (row) => row.closed_at ?? '',
      },
      {
        key: 'organization_id',
        title: t('organization'),
        width: 180,
        render: (row) => organizations.name(row.organization_id),
        value: (row) => row.organization_id,
      },
      { key: 'keys', title: t('keys'), width: 90, align: 'right', render: (row) => <Count value={row.keys} />, value: (row) => row.keys },
      {
        key: 'endpoints',
        title: t('endpoints'),
        width: 110,
        align: 'right',
        render: (row) => <Count value={row.endpoints} />,
        value: (row) => row.endpoints,
      },
      {
        key: 'calls_today',
        title: t('calls_today'),
        width: 110,
        align: 'right',
        render: (row) => <Count value={row.calls_today} />,
        value: (row) => row.calls_today,
      },
      {
        key: 'contact_email',
        title: t('contact_email'),
        width: 220,
        render: (row) => row.contact_email,
        value: (row) => row.contact_email ?? '',
      },
    ],
    [t, inLanguage, organizations],
  )
  return (
    <ListPage<Partner>
      name="partners"
      title={t('title')}
      hint={t('hint')}
      path="/api/admin/partners"
      row_id={row_id}
      row_name={(row) => inLanguage(row.name)}
      row_height={52}
      columns={columns}
      open={row_id}
      search={{ key: 'q', placeholder: t('search') }}
      actions={
        <>
          <Button icon={<ReadOutlined />} href="/developers" target="_blank">
            {t('guide')}
          </Button>
          {may('partners.edit') ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/partners/new')}>
              {t('new_partner')}
            </Button>
          ) : null}
        </>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            <PartnerState partner={row} />
          </div>
          <div className="card-row second">
            <span>
              {t('keys')} {row.keys} · {t('endpoints')} {row.endpoints}
            </span>
            <span>
              {t('calls_today')} <Count value={row.calls_today} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={30_000}
    />
  )
}

function PartnerState({ partner }: { partner: Partner }) {
  const t = useText()
  if (partner.closed_at) return <Status tone="quiet">{t('closed')}</Status>
  if (partner.disabled > 0) return <Status tone="danger">{t('disabled_many', { count: partner.disabled })}</Status>
  return <Status tone={partner.keys > 0 ? 'done' : 'quiet'}>{t('open')}</Status>
}
