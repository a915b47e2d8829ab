import { Button } from 'antd'
import { Link, useNavigate, useParams } from 'react-router'
import { type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useChannels } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, NotPermitted, Skeleton } from '../shared/states.tsx'
import { Ago, Facts, Section } from '../shared/values.tsx'
import { type System, SystemState } from './systems.tsx'
import { useText } from './text.ts'

type Shop = RowOf<'/api/admin/erp/shops'>

/** One ERP: how it is reached, which channels are booked in it. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const channels = useChannels()
  const { system_id } = useParams()
  const systems = useApi<{ items: System[] }>('/api/admin/erp/systems')
  const shops = useApi<{ items: Shop[] }>('/api/admin/erp/shops')
  const system = systems.data?.items.find((one) => one.system_id === system_id)
  if (systems.data && !system) return <NotPermitted permission="erp.read" />
  if (!system)
    return (
      <DetailDrawer title={t('system')}>
        {systems.isError ? <Failure error={systems.error} retry={() => void systems.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const booked = (shops.data?.items ?? []).filter((one) => one.system_id === system_id)
  return (
    <DetailDrawer
      title={system.name}
      status={<SystemState system={system} />}
      actions={
        may('erp.edit') ? (
          <>
            <Button onClick={() => void navigate('/erp-documents/new-shop')}>{t('new_shop')}</Button>
            <Button type="primary" onClick={() => void navigate(`/erp-systems/${system.system_id}/edit`)}>
              {t('edit')}
            </Button>
          </>
        ) : undefined
      }
    >
      <Facts
        items={[
          [t('code'), system.system_id],
          [t('kind'), t.maybe(`kind_${system.kind}`, system.kind)],
          [t('endpoint'), system.endpoint === 'simulated' ? t('simulated') : system.endpoint || t('by_file')],
          [t('secrets'), t(system.has_secrets ? 'secrets_kept' : 'secrets_none')],
          [
            t('own_materials'),
            <span key="materials">
              {t(system.own_materials ? 'yes' : 'no')}{' '}
              {system.own_materials ? <Link to={`/erp-materials?system_id=${system.system_id}`}>{t('materials')}</Link> : null}
            </span>,
          ],
          [t('last_booked'), <Ago key="last" at={system.last_booked_at} />],
        ]}
      />
      <Section title={t('settings')}>
        <ul className="rows">
          {Object.entries(system.settings).map(([name, value]) => (
            <li key={name}>
              <code className="code" style={{ flex: '1 1 160px' }}>
                {name}
              </code>
              <span>{value}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('shops')} extra={<Link to="/erp-documents">{t('title')}</Link>}>
        {booked.length === 0 ? <p className="faint">{t('no_shops')}</p> : null}
        <ul className="rows">
          {booked.map((one) => (
            <li key={one.channel_id}>
              <span style={{ flex: '1 1 180px' }}>{channels.name(one.channel_id)}</span>
              <span className="faint">
                {t('customer')} {one.customer} · {t('from_on')} {one.from_on}
              </span>
              <span>{t('to_sum_up', { count: one.waiting })}</span>
            </li>
          ))}
        </ul>
      </Section>
    </DetailDrawer>
  )
}
