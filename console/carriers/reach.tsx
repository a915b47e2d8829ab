import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Pagination, Popconfirm, Select, Switch } from 'antd'
import { useState } from 'react'
import { useRegionNames } from '../inventory/regions.ts'
import { api, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { RegionPicker } from '../shared/region.tsx'
import { useMay } from '../shared/session.ts'
import { Status } from '../shared/values.tsx'
import { SaveModal } from './agreements.tsx'
import type { Carrier } from './model.ts'
import { usePartnersText } from './partners-text.ts'
import { useRefusals, useTermsText } from './terms-text.ts'

interface Rule {
  carrier_id: string
  region: string
  served: boolean
  collects?: boolean
  note: string | null
}
const reachPath = '/api/admin/carriers/reach'

/** Who delivers to a region, the rules that say so, and the place to make them. */
export function Reach({ carriers }: { carriers: Carrier[] }) {
  const t = usePartnersText()
  const terms = useTermsText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const queries = useQueryClient()
  const [region, setRegion] = useState<string | null>(null)
  const [setting, setSetting] = useState<Partial<Rule> | null>(null)
  const whole = region?.length === 6 && !region.endsWith('00') ? region : null
  const found = useApi<{ items: Rule[] }>(whole ? reachPath : null, { region: whole }, { retry: false })
  return (
    <div className="panel">
      <div className="card-row">
        <h2>{t('reach')}</h2>
        {may('carriers.edit') ? (
          <Button size="small" onClick={() => setSetting({ region: region ?? '' })}>
            {terms('set_reach')}
          </Button>
        ) : null}
      </div>
      <p className="faint">{t('reach_hint')}</p>
      <div style={{ maxWidth: 520 }}>
        <RegionPicker value={region} change={setRegion} />
      </div>
      <ul className="rows">
        {found.data?.items.map(({ carrier_id, served, note }) => (
          <li key={carrier_id}>
            <span className="strong">{inLanguage(carriers.find((one) => one.carrier_id === carrier_id)?.name) || carrier_id}</span>
            <Status tone={served ? 'done' : 'danger'}>{t(served ? 'served' : 'not_served')}</Status>
            <span className="faint">{note}</span>
          </li>
        ))}
      </ul>
      <Rules carriers={carriers} change={setSetting} />
      {setting ? (
        <SetReach
          carriers={carriers}
          rule={setting}
          close={(saved) => {
            setSetting(null)
            if (saved) void queries.invalidateQueries({ queryKey: [reachPath] })
          }}
        />
      ) : null}
    </div>
  )
}

const pageSize = 20

/** What one carrier's rules say, region by region; a rule can be changed, or taken back so that the wider one counts again. */
function Rules({ carriers, change }: { carriers: Carrier[]; change(rule: Rule): void }) {
  const t = usePartnersText()
  const terms = useTermsText()
  const tell = useTell()
  const refusal = useRefusals()
  const queries = useQueryClient()
  const inLanguage = useInLanguage()
  const edits = useMay()('carriers.edit')
  const [carrier_id, setCarrier] = useState<string | null>(null)
  const [page, setPage] = useState(1)
  const list = useApi<{ items: Rule[] }>(carrier_id ? reachPath : null, { carrier_id })
  const rules = list.data?.items ?? []
  const shown = rules.slice((page - 1) * pageSize, page * pageSize)
  const regionName = useRegionNames(shown.map((rule) => rule.region))
  const drop = async ({ carrier_id: of, region }: Rule) => {
    try {
      const [outcome] = await api.batch(`${reachPath}/withdrawals`, { items: [{ carrier_id: of, region }] })
      if (outcome?.detail) void tell.error(refusal(outcome), 6)
      else void tell.success(terms('reach_dropped'))
      void queries.invalidateQueries({ queryKey: [reachPath] })
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
  }
  return (
    <>
      <Select
        aria-label={terms('reach_rules_of')}
        placeholder={terms('reach_rules_of')}
        value={carrier_id}
        onChange={(value: string | null) => {
          setCarrier(value ?? null)
          setPage(1)
        }}
        allowClear
        options={carriers.map((one) => ({ value: one.carrier_id, label: inLanguage(one.name) }))}
        style={{ width: '100%', maxWidth: 320, marginTop: 12 }}
      />
      {list.data && rules.length === 0 ? <p className="faint">{terms('reach_no_rules')}</p> : null}
      <ul className="rows">
        {shown.map((rule) => (
          <li key={rule.region}>
            <span className="strong">{regionName(rule.region)}</span>
            <Status tone={rule.served ? 'done' : 'danger'}>{t(rule.served ? 'served' : 'not_served')}</Status>
            <span className="faint" style={{ flex: 1 }}>
              {rule.note}
            </span>
            {edits ? (
              <>
                <Button size="small" type="link" onClick={() => change(rule)}>
                  {terms('reach_change')}
                </Button>
                <Popconfirm title={terms('reach_drop_hint')} okText={terms('reach_drop')} onConfirm={() => void drop(rule)}>
                  <Button size="small" type="link" danger>
                    {terms('reach_drop')}
                  </Button>
                </Popconfirm>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {rules.length > pageSize ? (
        <Pagination size="small" current={page} pageSize={pageSize} total={rules.length} onChange={setPage} showSizeChanger={false} />
      ) : null}
    </>
  )
}

function SetReach({ carriers, rule, close }: { carriers: Carrier[]; rule: Partial<Rule>; close(saved: boolean): void }) {
  const t = useTermsText()
  const inLanguage = useInLanguage()
  const [region, setRegion] = useState<string | null>(rule.region ? rule.region.padEnd(6, '0') : null)
  return (
    <SaveModal
      title={t('set_reach')}
      path={reachPath}
      initial={{
        carrier_id: rule.carrier_id ?? carriers[0]?.carrier_id ?? '',
        served: rule.served ?? false,
        collects: rule.collects ?? true,
        note: rule.note ?? '',
      }}
      itemOf={({ carrier_id, served, collects, note }) => ({
        carrier_id,
        served,
        collects,
        region: shortest(region),
        ...(note.trim() ? { note: note.trim() } : {}),
      })}
      close={close}
    >
      <Form.Item name="carrier_id" label={t('reach_carrier')} rules={[{ required: true }]}>
        <Select options={carriers.map((one) => ({ value: one.carrier_id, label: inLanguage(one.name) }))} />
      </Form.Item>
      <Form.Item label={t('reach_where')} extra={t('reach_where_hint')}>
        <RegionPicker value={region} change={setRegion} />
      </Form.Item>
      <Form.Item name="served" label={t('reach_served')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="collects" label={t('reach_collects')} extra={t('reach_collects_hint')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="note" label={t('reach_note')}>
        <Input maxLength={200} />
      </Form.Item>
    </SaveModal>
  )
}

/** `500000` is all of `50`: a rule holds for whatever begins with its code. */
const shortest = (code: string | null): string => (code ?? '').replace(/(00){1,2}$/, '')
