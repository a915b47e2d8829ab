import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Count, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { type Notice, noticesPath, noticeTone, useDifferences } from './notices.tsx'
import { usePartnersText } from './partners-text.ts'

/** One notice: what was announced beside what came, line by line, and every receipt the warehouse told of. */
export function Component() {
  const { notice_id } = useParams()
  const t = usePartnersText()
  const nodes = useNodes()
  const differences = useDifferences()
  const found = useApi<{ items: Notice[] }>(noticesPath)
  const notice = found.data?.items.find((one) => one.notice_id === notice_id)
  if (!notice)
    return (
      <DetailDrawer title={t('notices')}>
        {found.isError || found.data ? (
          <Failure error={found.error ?? new Error(t('answer_notice_not_found'))} retry={() => void found.refetch()} />
        ) : (
          <Skeleton />
        )}
      </DetailDrawer>
    )
  const came = (line: Notice['lines'][number], condition: string) =>
    notice.receipts
      .flatMap(({ lines }) => lines)
      .filter((one) => one.condition === condition && (one.line_no === null ? one.sku_id === line.sku_id : one.line_no === line.line_no))
      .reduce((sum, { quantity }) => sum + quantity, 0)
  const code = /^([a-z_]+): /.exec(notice.reason ?? '')?.[1]
  const different = differences(notice)
  return (
    <DetailDrawer
      title={notice.notice_no}
      status={<Status tone={noticeTone(notice)}>{t.maybe(`notice_${notice.state}`, notice.state)}</Status>}
      actions={<Actions notice={notice} again={() => void found.refetch()} />}
    >
      <Facts
        items={[
          [t('custody'), nodes.name(notice.node_id)],
          [
            t('notice_source'),
            notice.source === 'purchase' ? (
              <Link key="source" to={`/purchases/${notice.source_id}`}>
                {t('source_purchase')} {notice.notice_no}
              </Link>
            ) : (
              <Link key="source" to={`/transfers/${notice.source_id}`}>
                {t('source_transfer')} {notice.notice_no}
              </Link>
            ),
          ],
          [t('expected_on'), notice.expected_on],
          [t('told_at'), <Exact key="at" at={notice.changed_at} />],
          different.length > 0 && [t('differences'), different.join('；')],
        ]}
      />
      {notice.reason ? (
        <div className="problem" role="alert">
          {t.maybe(`why_${code}`, notice.reason)}
        </div>
      ) : null}
      {notice.differences.some(({ kind }) => kind === 'short') ? <p className="hint">{t('short_next')}</p> : null}
      <Section title={t('goods')}>
        <table className="plain">
          <thead>
            <tr>
              <th>{t('sku')}</th>
              <th className="right">{t('announced')}</th>
              <th className="right">{t('good')}</th>
              <th className="right">{t('broken')}</th>
            </tr>
          </thead>
          <tbody>
            {notice.lines.map((line) => (
              <tr key={line.line_no}>
                <td>
                  {line.name} <span className="faint">{line.sku_id}</span>
                </td>
                <td className="right">
                  <Count value={line.quantity} />
                </td>
                <td className="right">
                  <Count value={came(line, 'available')} />
                </td>
                <td className="right">
                  <Count value={came(line, 'defective')} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <Section title={t('receipts')}>
        {notice.receipts.length === 0 ? <p className="faint">{t('no_receipts')}</p> : null}
        <ul className="plain" style={{ display: 'grid', gap: 8 }}>
          {notice.receipts.map((receipt) => (
            <li key={receipt.receipt_no} className="tile" style={{ display: 'block' }}>
              <div className="card-row">
                <span className="strong number">{receipt.receipt_no}</span>
                <Status tone={receipt.state === 'booked' ? 'done' : 'danger'}>{t(`receipt_${receipt.state}`)}</Status>
              </div>
              <div className="card-row second">
                <span>{t(receipt.final ? 'receipt_final' : 'receipt_partly')}</span>
                <Ago at={receipt.told_at} />
              </div>
            </li>
          ))}
        </ul>
      </Section>
    </DetailDrawer>
  )
}

function Actions({ notice, again }: { notice: Notice; again(): void }) {
  const t = usePartnersText()
  const tell = useTell()
  const around = useListAround()
  const [busy, setBusy] = useState(false)
  const run = async (path: string) => {
    setBusy(true)
    try {
      const [outcome] = await api.batch(path, { notice_ids: [notice.notice_id] })
      if (outcome?.status !== 'canceled' && outcome?.status !== 'booked')
        void tell.error(t.maybe(`answer_${outcome?.status}`, outcome?.detail ?? ''), 6)
      void around?.refresh()
      again()
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  if (notice.receipts.some(({ state }) => state === 'waiting'))
    return (
      <Button type="primary" loading={busy} onClick={() => void run('/api/admin/custody/receipts/bookings')}>
        {t('book_again')}
      </Button>
    )
  return notice.state === 'asked' || notice.state === 'accepted' ? (
    <Button danger loading={busy} onClick={() => void run(`${noticesPath}/withdrawals`)}>
      {t('withdraw')}
    </Button>
  ) : null
}
