import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Skeleton } from '../shared/states.tsx'
import { Section } from '../shared/values.tsx'
import type { SiteRow } from './model.ts'
import { usePlacesText } from './places-text.ts'

type Zone = RowOf<'/api/admin/warehouse/zones'>
type Draft = Omit<SiteRow, 'name' | 'organization_id'>
const fresh: Draft = {
  ...{ node_id: '', carrier_id: '', service_id: 'standard', phone: '', smallest_bulk: 5, largest_bulk: 300, largest_loose: 30 },
  ...{ weighs: true, tolerance_grams: 100, tolerance_bp: 500, cheapest: false },
}

/** How one warehouse works, and its zones. */
export function Component() {
  const t = usePlacesText()
  const inLanguage = useInLanguage()
  const { node_id = 'new' } = useParams()
  const { data } = useApi<{ items: SiteRow[] }>('/api/admin/warehouse/sites')
  if (!data)
    return (
      <DetailDrawer title={t('sites')}>
        <Skeleton />
      </DetailDrawer>
    )
  const site = data.items.find((one) => one.node_id === node_id)
  const { name: _name, organization_id: _organization, ...draft } = site ?? { ...fresh, name: null, organization_id: '' }
  return (
    <DetailDrawer title={site ? inLanguage(site.name) : t('new_site')}>
      <SiteForm key={node_id} draft={draft} known={site !== undefined} />
      {site ? <Zones node_id={node_id} /> : null}
    </DetailDrawer>
  )
}

function SiteForm({ draft, known }: { draft: Draft; known: boolean }) {
  const t = usePlacesText()
  const may = useMay()
  const tell = useTell()
  const nodes = useNodes()
  const carriers = useCarriers()
  const around = useListAround()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState(draft.node_id)
  const edits = may('warehouse.plan')
  const number = (name: keyof Draft, min: number, max: number, extra?: string) => (
    <Form.Item name={name} label={t(name as 'phone')} rules={[{ required: true }]} extra={extra}>
      <InputNumber min={min} max={max} precision={0} style={{ width: '100%' }} />
    </Form.Item>
  )
  return (
    <ApiForm<Draft>
      name={`warehouse.site.${draft.node_id || 'new'}`}
      initial={draft}
      inside={['sites', 0]}
      send={async (values) => {
        setChosen(values.node_id)
        return (await api.batch('/api/admin/warehouse/sites', { sites: [values] }))[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      done={() => {
        void tell.success(t('saved'))
        void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/sites'] })
        void around?.refresh()
        if (!known && chosen) void navigate(`../${chosen}`)
      }}
    >
      {(form, busy) => (
        <>
          {known ? null : (
            <Form.Item name="node_id" label={t('node')} rules={[{ required: true }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={nodes.options} onChange={setChosen} />
            </Form.Item>
          )}
          <div className="two">
            <Form.Item name="carrier_id" label={t('carrier')} rules={[{ required: true }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={carriers.options} />
            </Form.Item>
            <Form.Item noStyle dependencies={['carrier_id']}>
              {() => {
                const own = carriers.services.filter((one) => one.carrier_id === form.getFieldValue('carrier_id'))
                return (
                  <Form.Item name="service_id" label={t('service')} rules={[{ required: true }]}>
                    {own.length > 0 ? (
                      <Select options={own.map((one) => ({ value: one.service_id, label: one.name }))} />
                    ) : (
                      <Input maxLength={40} />
                    )}
                  </Form.Item>
                )
              }}
            </Form.Item>
            <Form.Item name="phone" label={t('phone')} rules={[{ required: true }]}>
              <Input maxLength={30} inputMode="tel" />
            </Form.Item>
            {number('smallest_bulk', 2, 1000)}
            {number('largest_bulk', 2, 1000)}
            {number('largest_loose', 1, 200)}
            {number('tolerance_grams', 0, 1_000_000, t('tolerance_hint'))}
            {number('tolerance_bp', 0, 10_000, t('tolerance_hint'))}
          </div>
          <Form.Item name="weighs" label={t('weighs')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item name="cheapest" label={t('cheapest')} valuePropName="checked" extra={t('cheapest_hint')}>
            <Switch />
          </Form.Item>
          {edits ? (
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('save')}
            </Button>
          ) : null}
        </>
      )}
    </ApiForm>
  )
}

const purposes = ['storage', 'receiving', 'inspection', 'packing', 'returns', 'missing', 'defective'] as const

function Zones({ node_id }: { node_id: string }) {
  const t = usePlacesText()
  const may = useMay()
  const tell = useTell()
  const inLanguage = useInLanguage()
  const zones = useApi<{ items: Zone[] }>('/api/admin/warehouse/zones', { node_id })
  const [draft, setDraft] = useState({ code: '', zh: '', en: '', purpose: 'storage' as (typeof purposes)[number] })
  const [busy, setBusy] = useState(false)
  const change = (more: Partial<typeof draft>) => setDraft({ ...draft, ...more })
  const add = async () => {
    setBusy(true)
    try {
      const { code, zh, en, purpose } = draft
      const [outcome] = await api.batch('/api/admin/warehouse/zones', {
        zones: [{ node_id, code, name: { zh: zh || code, en: en || zh || code }, purpose }],
      })
      if (outcome?.status === 'saved') {
        void tell.success(t('saved'))
        setDraft({ code: '', zh: '', en: '', purpose: 'storage' })
      } else void tell.error(t.maybe(`outcome_${outcome?.status}`, outcome?.detail), 6)
      await zones.refetch()
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <Section title={t('zones')}>
      <p className="faint">{t('zones_hint')}</p>
      <ul className="rows">
        {(zones.data?.items ?? []).map((zone) => (
          <li key={zone.code}>
            <b className="number">{zone.code}</b>
            <span style={{ flex: 1 }}>{inLanguage(zone.name)}</span>
            <span className="faint">{t(`purpose_${zone.purpose as 'storage'}`)}</span>
            <Link to={`/warehouse-bins?node_id=${node_id}&q=${zone.code}`}>{t('bins_of', { count: zone.bins })}</Link>
          </li>
        ))}
      </ul>
      {may('warehouse.plan') ? (
        <div style={{ display: 'grid', gap: 10, paddingTop: 12 }}>
          <div className="two">
            <Field title={t('zone_code')}>
              {(id) => (
                <Input
                  id={id}
                  maxLength={32}
                  value={draft.code}
                  onChange={(event) => change({ code: event.target.value.trim().toUpperCase() })}
                />
              )}
            </Field>
            <Field title={t('purpose')}>
              {(id) => (
                <Select
                  id={id}
                  style={{ width: '100%' }}
                  value={draft.purpose}
                  onChange={(purpose) => change({ purpose })}
                  options={purposes.map((value) => ({ value, label: t(`purpose_${value}`) }))}
                />
              )}
            </Field>
            <Field title={t('zone_zh')}>
              {(id) => <Input id={id} maxLength={60} value={draft.zh} onChange={(event) => change({ zh: event.target.value })} />}
            </Field>
            <Field title={t('zone_en')}>
              {(id) => <Input id={id} maxLength={60} value={draft.en} onChange={(event) => change({ en: event.target.value })} />}
            </Field>
          </div>
          <div>
            <Button loading={busy} disabled={!draft.code} onClick={() => void add()}>
              {t('add_zone')}
            </Button>
          </div>
        </div>
      ) : null}
    </Section>
  )
}
