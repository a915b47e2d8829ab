import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { useRegionNames } from '../inventory/regions.ts'
import { Field } from '../organization/field.tsx'
import { api, useApi } from '../shared/api.ts'
import { useCarriers } from '../shared/names.ts'
import { RegionPicker } from '../shared/region.tsx'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Missing, Status } from '../shared/values.tsx'
import { SaveModal } from './agreements.tsx'
import { kilograms } from './model.ts'
import { type Tariff, TariffForm } from './tariff-form.tsx'
import { useTermsText } from './terms-text.ts'
import { useText } from './text.ts'

/** Price tables, and a try of them. */
export function Component() {
  const t = useText()
  const terms = useTermsText()
  const edits = useMay()('carriers.edit')
  const named = useCarriers()
  const list = useApi<{ items: Tariff[] }>('/api/admin/carriers/tariffs')
  const [making, setMaking] = useState<Tariff | 'new' | null>(null)
  const [withdrawing, setWithdrawing] = useState<Tariff | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const regionName = useRegionNames(list.data?.items.flatMap(({ from_regions }) => from_regions.filter((code) => code.length > 2)) ?? [])
  const carriers = [...new Set(list.data?.items.map(({ carrier_id }) => carrier_id))]
  const shown = chosen ?? carriers[0]
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('tariffs')}</h1>
        <p>{t('tariffs_hint')}</p>
        {edits ? (
          <div className="page-actions">
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking('new')}>
              {terms('new_tariff')}
            </Button>
          </div>
        ) : null}
      </header>
      <Quotes />
      {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : list.data ? null : <Skeleton />}
      {carriers.length > 1 ? (
        <Segmented
          value={shown ?? ''}
          onChange={setChosen}
          options={carriers.map((value) => ({ value, label: named.name(value) }))}
          style={{ maxWidth: '100%', overflowX: 'auto' }}
        />
      ) : null}
      {list.data?.items
        .filter(({ carrier_id }) => carrier_id === shown)
        .map((tariff) => (
          <div className="panel" key={tariff.tariff_id}>
            <div className="card-row">
              <h2>
                {named.name(tariff.carrier_id)} · {named.serviceName(tariff.carrier_id, tariff.service_id)}{' '}
                <span className="faint">{tariff.tariff_id}</span>
              </h2>
              {edits ? (
                <div className="page-actions">
                  {tariff.withdrawn_from === null ? (
                    <Button size="small" danger onClick={() => setWithdrawing(tariff)}>
                      {terms('withdraw_tariff')}
                    </Button>
                  ) : null}
                  <Button size="small" onClick={() => setMaking(tariff)}>
                    {terms('copy_tariff')}
                  </Button>
                </div>
              ) : null}
            </div>
            <p className="faint">
              {t('valid_from')} {tariff.valid_from} · {t('from')} {tariff.from_regions.map(regionName).join('、')}
              {tariff.volumetric_divisor ? ` · ${t('divisor')} ${tariff.volumetric_divisor}` : ''}
              {tariff.withdrawn_from ? ` · ${terms('withdrawn_from')} ${tariff.withdrawn_from}` : ''}
              {tariff.fuel_bp > 0 ? ` · ${t('fuel')} ${tariff.fuel_bp / 100} %` : ''}
            </p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, which the keyboard must reach */}
            <section className="plain-scroll" tabIndex={0} aria-label={`${t('zone')} ${tariff.tariff_id}`}>
              <table className="plain tight">
                <thead>
                  <tr>
                    <th>{t('zone')}</th>
                    <th className="right">{t('first_price')}</th>
                    <th className="right">{t('step_price')}</th>
                    <th className="right">{t('days')}</th>
                  </tr>
                </thead>
                <tbody>
                  {tariff.zones.map((zone) => (
                    <tr key={zone.zone}>
                      <td>{zone.zone}</td>
                      <td className="right">
                        <Amount minor={zone.first_minor} currency={tariff.currency} /> / {kilograms(zone.first_grams)}
                      </td>
                      <td className="right">
                        <Amount minor={zone.step_minor} currency={tariff.currency} /> / {kilograms(zone.step_grams)}
                      </td>
                      <td className="right">{zone.days ?? <Missing />}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </div>
        ))}
      {withdrawing ? (
        <WithdrawTariff
          tariff={withdrawing}
          close={(saved) => {
            setWithdrawing(null)
            if (saved) void list.refetch()
          }}
        />
      ) : null}
      {making ? (
        <TariffForm
          from={making === 'new' ? null : making}
          close={(saved) => {
            setMaking(null)
            if (saved) void list.refetch()
          }}
        />
      ) : null}
    </div>
  )
}

function WithdrawTariff({ tariff, close }: { tariff: Tariff; close(saved: boolean): void }) {
  const t = useTermsText()
  return (
    <SaveModal
      title={`${t('withdraw_tariff')} ${tariff.tariff_id}`}
      path="/api/admin/carriers/tariffs/withdrawals"
      initial={{ withdrawn_from: new Date().toLocaleDateString('sv') }}
      itemOf={({ withdrawn_from }) => ({ tariff_id: tariff.tariff_id, withdrawn_from })}
      close={close}
    >
      <Form.Item name="withdrawn_from" label={t('withdrawn_from')} extra={t('withdraw_hint')} rules={[{ required: true }]}>
        <Input type="date" />
      </Form.Item>
    </SaveModal>
  )
}

interface Quote {
  carrier_id: string
  service_id: string
  zone: string
  amount_minor: number
  currency: string
  chargeable_grams: number
  days: number | null
  served: boolean
}

interface Way {
  from_region: string | null
  to_region: string | null
  weight_grams: number
  volume_cm3: number
}

function Quotes() {
  const t = useText()
  const named = useCarriers()
  const terms = useTermsText()
  const [way, setWay] = useState<Way>({ from_region: '500112', to_region: '110105', weight_grams: 1000, volume_cm3: 0 })
  const [quotes, setQuotes] = useState<Quote[] | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const ask = async () => {
    setProblem(null)
    try {
      const { items } = await api.post<{ items: { quotes: Quote[] }[] }>('/api/admin/carriers/quotes', { items: [{ id: 'way', ...way }] })
      setQuotes(items[0]?.quotes ?? [])
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <div className="panel">
      <h2>{t('quote')}</h2>
      <form
        className="grid-form"
        style={{ rowGap: 10 }}
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <Field title={terms('from')}>
          {(field) => <RegionPicker id={field} value={way.from_region} change={(from_region) => setWay({ ...way, from_region })} />}
        </Field>
        <Field title={terms('to')}>
          {(field) => <RegionPicker id={field} value={way.to_region} change={(to_region) => setWay({ ...way, to_region })} />}
        </Field>
        <Field title={terms('weight_kg')}>
          {(field) => (
            <InputNumber
              id={field}
              style={{ width: '100%' }}
              min={0.001}
              max={10_000}
              value={way.weight_grams / 1000}
              onChange={(kilograms) => setWay({ ...way, weight_grams: Math.max(1, Math.round((kilograms ?? 0) * 1000)) })}
            />
          )}
        </Field>
        <Field title={terms('volume')}>
          {(field) => (
            <InputNumber
              id={field}
              style={{ width: '100%' }}
              min={0}
              precision={0}
              value={way.volume_cm3}
              onChange={(value) => setWay({ ...way, volume_cm3: value ?? 0 })}
            />
          )}
        </Field>
        <div style={{ alignSelf: 'end', marginTop: 12 }}>
          <Button type="primary" htmlType="submit" disabled={!way.from_region || !way.to_region}>
            {t('calculate')}
          </Button>
        </div>
      </form>
      {problem ? <Failure error={problem} /> : null}
      {quotes?.length === 0 ? <p className="faint">{t('no_quotes')}</p> : null}
      {quotes && quotes.length > 0 ? (
        <table className="plain" style={{ marginTop: 12 }}>
          <tbody>
            {quotes.map((quote) => (
              <tr key={`${quote.carrier_id}/${quote.service_id}`}>
                <td className="strong">
                  {named.name(quote.carrier_id)} {named.serviceName(quote.carrier_id, quote.service_id)}
                </td>
                <td>
                  {quote.zone} {quote.served ? null : <Status tone="danger">{t('not_served')}</Status>}
                </td>
                <td className="right" style={{ whiteSpace: 'nowrap' }}>
                  {kilograms(quote.chargeable_grams)}
                </td>
                <td className="right">
                  <Amount minor={quote.amount_minor} currency={quote.currency} strong />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  )
}
