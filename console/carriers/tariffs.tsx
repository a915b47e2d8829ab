import { Button, Input, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { api, useApi } from '../shared/api.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Missing, Status } from '../shared/values.tsx'
import { kilograms, useNamed } from './model.ts'
import { useText } from './text.ts'

interface Tariff {
  tariff_id: string
  carrier_id: string
  service_id: string
  from_regions: string[]
  valid_from: string
  currency: string
  volumetric_divisor: number | null
  fuel_bp: number
  zones: { zone: string; first_grams: number; first_minor: number; step_grams: number; step_minor: number; days?: number | null }[]
}

/** Price tables, and a try of them. */
export function Component() {
  const t = useText()
  const named = useNamed()
  const list = useApi<{ items: Tariff[] }>('/api/admin/carriers/tariffs')
  const [chosen, setChosen] = useState<string | null>(null)
  const carriers = [...new Set(list.data?.items.map(({ carrier_id }) => carrier_id))]
  const shown = chosen ?? carriers[0]
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('tariffs')}</h1>
        <p>{t('tariffs_hint')}</p>
      </header>
      <Quotes />
      {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : list.data ? null : <Skeleton />}
      {carriers.length > 1 ? (
        <Segmented
          value={shown ?? ''}
          onChange={setChosen}
          options={carriers.map((value) => ({ value, label: named.carrier(value) }))}
          style={{ maxWidth: '100%', overflowX: 'auto' }}
        />
      ) : null}
      {list.data?.items
        .filter(({ carrier_id }) => carrier_id === shown)
        .map((tariff) => (
          <div className="panel" key={tariff.tariff_id}>
            <h2>
              {named.carrier(tariff.carrier_id)} · {named.service(tariff.carrier_id, tariff.service_id)}{' '}
              <span className="faint">{tariff.tariff_id}</span>
            </h2>
            <p className="faint">
              {t('valid_from')} {tariff.valid_from} · {t('from')}{' '}
              {tariff.from_regions.map((region) => region || t('everywhere')).join('、')}
              {tariff.volumetric_divisor ? ` · ${t('divisor')} ${tariff.volumetric_divisor}` : ''}
              {tariff.fuel_bp > 0 ? ` · ${t('fuel')} ${tariff.fuel_bp / 100} %` : ''}
            </p>
            <div className="plain-scroll">
              <table className="plain">
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
            </div>
          </div>
        ))}
    </div>
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

function Quotes() {
  const t = useText()
  const named = useNamed()
  const [way, setWay] = useState({ from_region: '500112', to_region: '110105', weight_grams: 1000, volume_cm3: 0 })
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
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        {(['from_region', 'to_region'] as const).map((name) => (
          <label key={name} htmlFor={`quote-${name}`}>
            {t(name)}
            <Input
              id={`quote-${name}`}
              value={way[name]}
              maxLength={9}
              onChange={(event) => setWay({ ...way, [name]: event.target.value })}
            />
          </label>
        ))}
        {(['weight_grams', 'volume_cm3'] as const).map((name) => (
          <label key={name} htmlFor={`quote-${name}`}>
            {t(name)}
            <InputNumber
              id={`quote-${name}`}
              style={{ width: '100%' }}
              min={name === 'weight_grams' ? 1 : 0}
              value={way[name]}
              onChange={(value) => setWay({ ...way, [name]: value ?? 0 })}
            />
          </label>
        ))}
        <div style={{ alignSelf: 'end', marginTop: 12 }}>
          <Button type="primary" htmlType="submit">
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
                  {named.carrier(quote.carrier_id)} {named.service(quote.carrier_id, quote.service_id)}
                </td>
                <td>{quote.zone}</td>
                <td className="right">{kilograms(quote.chargeable_grams)}</td>
                <td className="right">{quote.served ? null : <Status tone="danger">{t('not_served')}</Status>}</td>
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
