import { useParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useCarriers } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Amount, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { type Call, callKey, kilograms, type Waybill, waybillTone } from './model.ts'
import { useReason } from './reason.ts'
import { useText } from './text.ts'

/** One waybill with every try that was made for it. */
export function Component() {
  const { parcel_id } = useParams()
  const t = useText()
  const why = useReason()
  const named = useCarriers()
  const found = useApi<{ waybill: Waybill; calls: Call[] }>(`/api/admin/waybills/${parcel_id}`)
  if (!found.data)
    return (
      <DetailDrawer title={t('waybills')}>
        {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const { waybill, calls } = found.data
  const { recipient } = waybill
  return (
    <DetailDrawer
      title={waybill.waybill_no ?? waybill.order_no}
      status={<Status tone={waybillTone(waybill.state)}>{t.maybe(`waybill_${waybill.state}`, waybill.state)}</Status>}
    >
      <Facts
        items={[
          [t('order_no'), waybill.order_no],
          [t('carrier'), `${named.name(waybill.carrier_id)} ${named.serviceName(waybill.carrier_id, waybill.service_id)}`],
          [t('route_code'), waybill.route_code],
          [t('recipient'), `${recipient.name} ${recipient.phone}`],
          ['', `${recipient.province} ${recipient.city} ${recipient.district} ${recipient.detail}`],
          [t('goods'), waybill.items.map(({ name, quantity }) => `${name} ×${quantity}`).join('；')],
          [t('weight'), kilograms(waybill.weight_grams)],
          [
            t('quoted'),
            waybill.quoted_minor === null ? null : <Amount key="quoted" minor={waybill.quoted_minor} currency={waybill.currency} />,
          ],
          [t('printed'), waybill.printed_count > 0 ? t('printed_times', { count: waybill.printed_count }) : t('not_printed')],
          waybill.reason !== null && [
            t('reason'),
            <span className="refused" key="reason">
              {why(waybill.reason)}
            </span>,
          ],
        ]}
      />
      {waybill.state === 'asked' || waybill.state === 'refused' ? (
        <p className="hint">{t(waybill.state === 'refused' ? 'refused_next' : 'asked_next')}</p>
      ) : null}
      <Section title={t('tries')}>
        {calls.length === 0 ? <p className="faint">{t('no_tries')}</p> : null}
        {calls.map((call) => (
          <div key={call.call_id}>
            <p>
              <strong>{t.maybe(callKey(call.kind), call.kind)}</strong> <span className="faint">{call.account_id}</span>
              {call.state === 'waiting' ? (
                <span className="faint">
                  {' '}
                  · {t('next_try')} <Ago at={call.due_at} />
                </span>
              ) : null}
            </p>
            <table className="plain">
              <tbody>
                {call.tries.map((one) => (
                  <tr key={one.attempt}>
                    <td>{one.attempt}</td>
                    <td>
                      <Exact at={one.tried_at} />
                    </td>
                    <td>
                      <Status tone={one.outcome === 'answered' ? 'done' : one.outcome === 'later' ? 'waiting' : 'danger'}>
                        {one.code === 'ok' ? t('answered_ok') : one.code}
                      </Status>
                    </td>
                    <td className="faint">{one.detail === null ? null : why(`${one.code}: ${one.detail}`, one.detail)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ))}
      </Section>
    </DetailDrawer>
  )
}
