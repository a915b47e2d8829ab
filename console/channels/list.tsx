import { Button } from 'antd'
import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import type { AnswerOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Amount, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Channel = AnswerOf<'/api/admin/channels'>['items'][number]
const row_id = (channel: Channel) => channel.id

/** Every door orders come in by. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const organizations = useOrganizations()
  const organizationName = organizations.name
  const edits = useMay()('channels.edit')
  const navigate = useNavigate()
  const columns = useMemo<Column<Channel>[]>(() => {
    const kind = (channel: Channel) => t.maybe(`kind_${channel.kind}`, channel.kind)
    return [
      {
        key: 'name',
        title: t('name'),
        width: 220,
        grow: true,
        render: (channel) => (
          <TwoLines
            first={
              edits ? (
                <Link to={`/channels/${channel.id}`}>{inLanguage(channel.name)}</Link>
              ) : (
                <span className="strong">{inLanguage(channel.name)}</span>
              )
            }
            second={channel.id}
          />
        ),
        value: (channel) => inLanguage(channel.name),
      },
      { key: 'kind', title: t('kind'), width: 140, render: kind, value: kind },
      {
        key: 'organization_id',
        title: t('organization'),
        width: 200,
        render: (channel) => organizationName(channel.organization_id),
        value: (channel) => organizationName(channel.organization_id),
      },
      { key: 'currency', title: t('currency'), width: 80, render: (channel) => channel.currency, value: (channel) => channel.currency },
      {
        key: 'freight_minor',
        title: t('freight'),
        width: 110,
        align: 'right',
        render: (channel) => <Amount minor={channel.freight_minor} currency={channel.currency} />,
        value: (channel) => channel.freight_minor,
      },
      {
        key: 'free_freight_from_minor',
        title: t('free_from'),
        width: 120,
        align: 'right',
        render: (channel) =>
          channel.free_freight_from_minor === 0 ? (
            t('always_free')
          ) : (
            <Amount minor={channel.free_freight_from_minor} currency={channel.currency} />
          ),
        value: (channel) => channel.free_freight_from_minor,
      },
      {
        key: 'status',
        title: t('status'),
        width: 100,
        render: (channel) => <Status tone={channel.closed_at ? 'quiet' : 'done'}>{t(channel.closed_at ? 'closed' : 'open')}</Status>,
      },
      {
        key: 'orders',
        title: '',
        width: 90,
        render: (channel) => <Link to={`/orders?state=*&channel_id=${channel.id}`}>{t('orders')}</Link>,
      },
    ]
  }, [t, inLanguage, organizationName, edits])
  return (
    <ListPage<Channel>
      name="channels"
      title={t('title')}
      hint={t('hint')}
      path="/api/admin/channels"
      whole
      actions={
        edits ? (
          <Button type="primary" onClick={() => void navigate('/channels/new')}>
            {t('new')}
          </Button>
        ) : null
      }
      row_id={row_id}
      columns={columns}
      row_height={48}
      card={(channel) => (
        <>
          <div className="card-row">
            {edits ? (
              <Link to={`/channels/${channel.id}`}>{inLanguage(channel.name)}</Link>
            ) : (
              <span className="strong">{inLanguage(channel.name)}</span>
            )}
            <Status tone={channel.closed_at ? 'quiet' : 'done'}>{t(channel.closed_at ? 'closed' : 'open')}</Status>
          </div>
          <div className="card-row second">
            <span>{t.maybe(`kind_${channel.kind}`, channel.kind)}</span>
            <Link to={`/orders?state=*&channel_id=${channel.id}`}>{t('orders')}</Link>
          </div>
        </>
      )}
    />
  )
}
