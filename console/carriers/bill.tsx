import { Button, Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Facts, Section, Status, type Tone } from '../shared/values.tsx'
import type { BillRow } from './bills.tsx'
import { kilograms } from './model.ts'
import { usePartnersText } from './partners-text.ts'
import { useRefusals } from './terms-text.ts'

type Line = RowOf<'/api/admin/freight-bills/{bill_id}/lines'>
const types = [
  'weight_differs',
  'amount_above',
  'amount_below',
  'billed_twice',
  'canceled_waybill',
  'waybill_not_ours',
  'not_quoted',
  'refund',
  'matched',
] as const
const toneOf = (type: string): Tone => (type === 'matched' ? 'done' : type === 'refund' || type === 'amount_below' ? 'quiet' : 'danger')

/** One bill line by line: how each differs, and whether we pay it. */
export function Component() {
  const { bill_id } = useParams()
  const t = usePartnersText()
  const carriers = useCarriers()
  const bills = useApi<{ items: BillRow[] }>('/api/admin/freight-bills')
  const bill = bills.data?.items.find((one) => one.bill_id === bill_id)
  if (!bill) return <DetailDrawer title={t('bills')}>{bills.isError ? <Failure error={bills.error} /> : <Skeleton />}</DetailDrawer>
  const money = (minor: number) => <Amount minor={minor} currency={bill.currency} />
  return (
    <DetailDrawer wide title={bill.name} status={<span className="faint">{carriers.name(bill.carrier_id)}</span>}>
      <Section title={t('difference')}>
        <Facts
          items={[
            [t('period'), `${bill.period_from} – ${bill.period_to}`],
            [t('lines'), bill.line_count],
            [t('billed'), money(bill.amount_minor)],
            [t('reckoned'), money(bill.quoted_minor)],
            [t('difference'), money(bill.difference_minor)],
            [t('open'), bill.open_count],
          ]}
        />
      </Section>
      <Lines bill={bill} refresh={() => void bills.refetch()} />
    </DetailDrawer>
  )
}

function Lines({ bill, refresh }: { bill: BillRow; refresh(): void }) {
  const t = usePartnersText()
  const may = useMay()
  const tell = useTell()
  const refusal = useRefusals()
  const around = useListAround()
  const [type, setType] = useState('')
  const [limit, setLimit] = useState(100)
  const path = `/api/admin/freight-bills/${bill.bill_id}`
  const lines = useApi<{ items: Line[]; more: boolean }>(`${path}/lines`, { type, limit })
  const rows = lines.data?.items ?? []
  const open = rows.filter(({ resolution, type }) => resolution === null && type !== 'matched')
  const resolve = async (some: Line[], resolution: 'accepted' | 'disputed') => {
    try {
      const outcomes = await api.batch(`${path}/resolutions`, { items: some.map(({ line_no }) => ({ line_no, resolution })) })
      const refused = outcomes.find(({ status }) => !/resolved$/.test(status))
      if (refused) void tell.error(refusal(refused), 6)
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
    void lines.refetch()
    refresh()
    void around?.refresh()
  }
  return (
    <Section
      title={t('lines')}
      extra={
        <span style={{ display: 'flex', gap: 8 }}>
          {may('freight.reconcile') && open.length > 0 ? (
            <Button size="small" onClick={() => void resolve(open, 'accepted')}>
              {t('resolve_all')}
            </Button>
          ) : null}
          <Select
            size="small"
            aria-label={t('type')}
            value={type}
            onChange={setType}
            style={{ minWidth: 130 }}
            options={[{ value: '', label: t('all') }, ...types.map((value) => ({ value, label: t(`type_${value}`) }))]}
          />
        </span>
      }
    >
      {lines.isPending ? <Skeleton rows={4} /> : null}
      {lines.data && rows.length === 0 ? <p className="faint">{t('no_lines')}</p> : null}
      <div className="plain-scroll">
        <table className="plain">
          <thead>
            <tr>
              <th>{t('waybill_no')}</th>
              <th>{t('type')}</th>
              <th className="right">{t('weight')}</th>
              <th className="right">{t('billed')}</th>
              <th className="right">{t('reckoned')}</th>
              <th className="right">{t('difference')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((line) => (
              <tr key={line.line_no}>
                <td className="number">{line.waybill_no}</td>
                <td>
                  <Status tone={toneOf(line.type)}>{t(`type_${line.type}`)}</Status>
                </td>
                <td className="right number">
                  {line.weight_grams === null ? '—' : kilograms(line.weight_grams)}
                  {line.quoted_grams === null ? null : <div className="faint">{kilograms(line.quoted_grams)}</div>}
                </td>
                <td className="right">
                  <Amount minor={line.amount_minor} currency={bill.currency} />
                </td>
                <td className="right">
                  <Amount minor={line.quoted_minor} currency={bill.currency} />
                </td>
                <td className="right">
                  <Amount minor={line.difference_minor} currency={bill.currency} strong />
                </td>
                <td className="right">
                  {line.resolution ? (
                    <span className="faint" title={line.resolved_by ?? ''}>
                      {t(line.resolution === 'accepted' ? 'accepted' : 'disputed')}
                    </span>
                  ) : line.type !== 'matched' && may('freight.reconcile') ? (
                    <>
                      <Button size="small" onClick={() => void resolve([line], 'accepted')}>
                        {t('accept')}
                      </Button>{' '}
                      <Button size="small" danger onClick={() => void resolve([line], 'disputed')}>
                        {t('dispute')}
                      </Button>
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lines.data?.more && limit < 500 ? (
        <Button size="small" onClick={() => setLimit(500)}>
          {t('more')}
        </Button>
      ) : null}
    </Section>
  )
}
