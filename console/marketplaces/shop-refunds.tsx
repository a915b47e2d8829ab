import { Link } from 'react-router'
import { type Page, useApi } from '../shared/api.ts'
import { Failure } from '../shared/states.tsx'
import { Ago, Amount, PlainRows, Section } from '../shared/values.tsx'
import type { Refund } from './model.ts'
import { useRefundText } from './refund-text.ts'
import { effectOf, RefundState } from './refunds.tsx'
import { useText } from './text.ts'

/** The newest refunds of one shop. */
export function ShopRefunds({ connection_id }: { connection_id: string }) {
  const t = useRefundText()
  const s = useText()
  const read = useApi<Page<Refund>>('/api/admin/marketplaces/refunds', { connection_id, limit: 10 }, { refetchInterval: 10_000 })
  const items = read.data?.items ?? []
  return (
    <Section title={s('refunds')} extra={<Link to={`/marketplace-refunds?connection_id=${connection_id}`}>{t('see_all')}</Link>}>
      {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : null}
      {read.data && items.length === 0 ? <p className="faint">{t('refunds_none')}</p> : null}
      <PlainRows>
        {items.map((row) => (
          <tr key={row.refund_no}>
            <td className="number">{row.external_no}</td>
            <td>
              <RefundState row={row} />
            </td>
            <td className="right">
              <Amount minor={row.amount_minor} />
            </td>
            <td>{row.reason}</td>
            <td className="faint">{effectOf(t, row.effect)}</td>
            <td>
              <Ago at={row.modified_at} />
            </td>
          </tr>
        ))}
      </PlainRows>
    </Section>
  )
}
