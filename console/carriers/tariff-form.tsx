import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useApi } from '../shared/api.ts'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage } from '../shared/names.ts'
import { SaveModal } from './agreements.tsx'
import type { Overview } from './model.ts'
import { useTermsText } from './terms-text.ts'

export interface Tariff {
  tariff_id: string
  carrier_id: string
  service_id: string
  from_regions: string[]
  valid_from: string
  currency: string
  volumetric_divisor: number | null
  fuel_bp: number
  zones: Zone[]
  withdrawn_from: string | null
}
interface Zone {
  zone: string
  regions: string[]
  first_grams: number
  first_minor: number
  step_grams: number
  step_minor: number
  largest_grams?: number | null
  days?: number | null
}
interface Draft {
  tariff_id: string
  service: string
  from_regions: string[]
  valid_from: string
  volumetric_divisor: number | null
  fuel: number
  zones: (Omit<Zone, 'first_grams' | 'step_grams' | 'largest_grams'> & { first_kg: number; step_kg: number; largest_kg: number | null })[]
}

const full = { width: '100%' }
const needed = [{ required: true }]
const elsewhere = ['']
/** Regions are typed as the beginning of their codes. */
const codes = (values: readonly string[] | undefined): string[] => (values?.length ? values.map((one) => one.trim()) : elsewhere)
const wellFormed = {
  validator: (_rule: unknown, values: string[] | undefined) =>
    (values ?? []).every((one) => /^(\d{2}|\d{4}|\d{6}|\d{9})$/.test(one.trim()))
      ? Promise.resolve()
      : Promise.reject(new Error('50 / 5001 / 500103')),
}
const grams = (kg: number) => Math.round(kg * 1000)

const draftOf = (from: Tariff | null, today: string): Draft => ({
  tariff_id: '',
  service: from ? `${from.carrier_id}/${from.service_id}` : '',
  from_regions: from?.from_regions.filter(Boolean) ?? [],
  valid_from: today,
  volumetric_divisor: from ? from.volumetric_divisor : 8000,
  fuel: (from?.fuel_bp ?? 0) / 100,
  zones: (
    from?.zones ?? [{ zone: '', regions: elsewhere, first_grams: 1000, first_minor: 1000, step_grams: 1000, step_minor: 500, days: null }]
  ).map(({ first_grams, step_grams, largest_grams, ...zone }) => ({
    ...zone,
    ...{ regions: zone.regions.filter(Boolean), days: zone.days ?? null },
    ...{ first_kg: first_grams / 1000, step_kg: step_grams / 1000, largest_kg: largest_grams ? largest_grams / 1000 : null },
  })),
})

/** A price table, new or with the prices of another to begin with. */
export function TariffForm({ from, close }: { from: Tariff | null; close(saved: boolean): void }) {
  const t = useTermsText()
  const inLanguage = useInLanguage()
  const { data } = useApi<Overview>('/api/admin/carriers', {}, { staleTime: 60_000 })
  const provinces =
    useApi<{ items: { code: string; name: string }[] }>('/api/mall/regions', {}, { staleTime: 60 * 60_000 }).data?.items ?? []
  const regions = provinces.map(({ code, name }) => ({ value: code.slice(0, 2), label: name }))
  const names = new Map((data?.carriers ?? []).map((one) => [one.carrier_id, inLanguage(one.name)]))
  const services = (data?.services ?? []).map((one) => ({
    value: `${one.carrier_id}/${one.service_id}`,
    label: `${names.get(one.carrier_id) ?? one.carrier_id} ${inLanguage(one.name)}`,
  }))
  const today = new Date().toLocaleDateString('sv')
  const places = (
    <Select
      mode="tags"
      options={regions}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('elsewhere')}
      tokenSeparators={[',', ' ', '，']}
    />
  )
  return (
    <SaveModal<Draft>
      title={t(from ? 'copy_tariff' : 'new_tariff')}
      path="/api/admin/carriers/tariffs"
      initial={draftOf(from, today)}
      itemOf={({ service, fuel, zones, from_regions, ...rest }) => ({
        ...rest,
        ...{ carrier_id: service.split('/')[0], service_id: service.split('/')[1], currency: from?.currency ?? 'CNY' },
        ...{ tariff_id: rest.tariff_id.trim(), from_regions: codes(from_regions), fuel_bp: Math.round((fuel ?? 0) * 100) },
        zones: zones.map(({ first_kg, step_kg, largest_kg, regions: own, ...zone }) => ({
          ...zone,
          ...{
            regions: codes(own),
            first_grams: grams(first_kg),
            step_grams: grams(step_kg),
            largest_grams: largest_kg ? grams(largest_kg) : null,
          },
        })),
      })}
      close={close}
    >
      <div className="form-pair">
        <Form.Item
          name="tariff_id"
          label={t('tariff_code')}
          extra={t('tariff_code_hint')}
          rules={[{ required: true }, { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/ }]}
        >
          <Input maxLength={64} placeholder={from?.tariff_id ?? 'sf-2027-50'} />
        </Form.Item>
        <Form.Item name="service" label={t('tariff_of')} rules={needed}>
          <Select options={services} disabled={from !== null} />
        </Form.Item>
        <Form.Item name="valid_from" label={t('valid_from')} rules={needed}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="from_regions" label={t('leaves')} extra={t('leaves_hint')} rules={[wellFormed]}>
          {places}
        </Form.Item>
        <Form.Item name="volumetric_divisor" label={t('divisor')} extra={t('divisor_hint')}>
          <InputNumber min={1} max={1_000_000} precision={0} style={full} />
        </Form.Item>
        <Form.Item name="fuel" label={t('fuel')}>
          <InputNumber min={0} max={100} precision={2} style={full} />
        </Form.Item>
      </div>
      <Form.List name="zones">
        {(fields, { add, remove }) => (
          <fieldset style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
            <legend className="strong" style={{ padding: '0 0 8px' }}>
              {t('zones')}
            </legend>
            {fields.map(({ key, name }) => (
              <div key={key} style={{ borderTop: '1px solid var(--line)', paddingTop: 12 }}>
                <div className="form-pair">
                  <Form.Item name={[name, 'zone']} label={`${t('zone')} ${name + 1}`} rules={needed}>
                    <Input maxLength={40} />
                  </Form.Item>
                  <Form.Item name={[name, 'regions']} label={t('zone_regions')} extra={t('zone_regions_hint')} rules={[wellFormed]}>
                    {places}
                  </Form.Item>
                  <Form.Item name={[name, 'first_kg']} label={t('first_kg')} rules={needed}>
                    <InputNumber min={0.001} max={10_000} style={full} />
                  </Form.Item>
                  <Form.Item name={[name, 'first_minor']} label={t('first_price')} rules={needed}>
                    <MoneyInput min_minor={0} currency={from?.currency ?? 'CNY'} />
                  </Form.Item>
                  <Form.Item name={[name, 'step_kg']} label={t('step_kg')} rules={needed}>
                    <InputNumber min={0.001} max={10_000} style={full} />
                  </Form.Item>
                  <Form.Item name={[name, 'step_minor']} label={t('step_price')} rules={needed}>
                    <MoneyInput min_minor={0} currency={from?.currency ?? 'CNY'} />
                  </Form.Item>
                  <Form.Item name={[name, 'days']} label={t('days')}>
                    <InputNumber min={0} max={365} precision={0} style={full} />
                  </Form.Item>
                  <Form.Item name={[name, 'largest_kg']} label={t('largest_kg')}>
                    <InputNumber min={0.001} max={2_000_000} style={full} />
                  </Form.Item>
                </div>
                {fields.length > 1 ? (
                  <Button size="small" type="text" icon={<DeleteOutlined />} onClick={() => remove(name)} style={{ marginBottom: 12 }}>
                    {t('remove_zone', { no: name + 1 })}
                  </Button>
                ) : null}
              </div>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() =>
                add({ zone: '', regions: [], first_kg: 1, first_minor: 1000, step_kg: 1, step_minor: 500, days: null, largest_kg: null })
              }
            >
              {t('add_zone')}
            </Button>
          </fieldset>
        )}
      </Form.List>
    </SaveModal>
  )
}
