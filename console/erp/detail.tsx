import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link, useParams } from 'react-router'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Count, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { reasonOf, tones } from './list.tsx'
import { useText } from './text.ts'

type View = AnswerOf<'/api/admin/erp/documents/{document_no}'>

/** One document: its lines, what the ERP has, where they differ. */
export function Component() {
  const t = useText()
  const { document_no = '' } = useParams()
  const channels = useChannels()
  const nodes = useNodes()
  const path = `/api/admin/erp/documents/${encodeURIComponent(document_no)}`
  const read = useApi<View>(path)
  const one = read.data
  if (!one)
    return (
      <DetailDrawer title={t('document')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return (
    <DetailDrawer wide title={one.document_no} status={<Status tone={tones[one.state] ?? 'quiet'}>{t.maybe(`state_${one.state}`)}</Status>}>
      <Facts
        items={[
          [t('channel'), channels.name(one.channel_id)],
          [t('direction'), t.maybe(`direction_${one.direction}`)],
          [t('day'), one.business_on],
          [t('node'), nodes.name(one.node_id)],
          [
            t('system'),
            <Link key="system" to={`/erp-systems/${one.system_id}`}>
              {one.system_id}
            </Link>,
          ],
          [t('customer'), one.customer],
          [t('total'), <Amount key="total" minor={one.total_minor} currency={one.currency} strong />],
          [t('orders'), <Count key="orders" value={one.orders} />],
          [t('erp_no'), one.erp_no],
          [t('made_at'), <Exact key="made" at={one.made_at} />],
          [t('ended_at'), <Exact key="ended" at={one.ended_at} />],
        ]}
      />
      {one.reason ? (
        <p className="problem">
          {reasonOf(t, one.reason)}{' '}
          {one.reason.startsWith('setting_missing') ? (
            <Link to={`/erp-systems/${one.system_id}/edit`}>{t('to_system')}</Link>
          ) : one.state === 'unmapped' ? (
            <Link to={`/erp-materials?system_id=${one.system_id}&missing=true`}>{t('materials')}</Link>
          ) : (
            <Link to={`/interface-letters?subject=${encodeURIComponent(one.document_no)}`}>{t('dead')}</Link>
          )}
        </p>
      ) : null}
      {one.differences.length > 0 ? (
        <Section title={t('differences')}>
          <ul className="rows">
            {one.differences.map((each) => {
              const show = (value: number | null) =>
                each.what === 'quantity' ? <Count value={value} /> : <Amount minor={value} currency={one.currency} />
              return (
                <li key={`${each.sku_id} ${each.what}`}>
                  <span style={{ flex: '1 1 160px' }}>{each.sku_id}</span>
                  <span className="refused">{t.maybe(`what_${each.what}`)}</span>
                  <span>
                    {t('ours')} {show(each.ours)}
                  </span>
                  <span>
                    {t('theirs')} {show(each.theirs)}
                  </span>
                </li>
              )
            })}
          </ul>
        </Section>
      ) : null}
      <Section title={t('lines')}>
        <ul className="rows">
          {one.lines.map((line) => (
            <li key={line.line_no}>
              <span style={{ flex: '1 1 200px' }}>
                {line.title}
                <span className="faint" style={{ display: 'block' }}>
                  {line.sku_id}
                  {line.material !== line.sku_id ? ` → ${line.material ?? t('material_missing')}` : ''} · {t('tax')}{' '}
                  {line.tax_rate_bp / 100}%
                </span>
              </span>
              <span>
                × <Count value={line.quantity} />
              </span>
              <Amount minor={line.amount_minor} currency={one.currency} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('files')}>
        {(['json', 'csv', 'idoc'] as const).map((format) => (
          <Button key={format} type="link" icon={<DownloadOutlined />} href={`${path}/file?format=${format}`}>
            {format.toUpperCase()}
          </Button>
        ))}
      </Section>
    </DetailDrawer>
  )
}
