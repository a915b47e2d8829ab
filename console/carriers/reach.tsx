import { Button, Form, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { RegionPicker } from '../shared/region.tsx'
import { useMay } from '../shared/session.ts'
import { Status } from '../shared/values.tsx'
import { SaveModal } from './agreements.tsx'
import type { Carrier } from './model.ts'
import { usePartnersText } from './partners-text.ts'
import { useTermsText } from './terms-text.ts'

/** Who delivers to a region, and the place to say so. */
export function Reach({ carriers }: { carriers: Carrier[] }) {
  const t = usePartnersText()
  const terms = useTermsText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const [region, setRegion] = useState<string | null>(null)
  const [setting, setSetting] = useState(false)
  const whole = region?.length === 6 && !region.endsWith('00') ? region : null
  const found = useApi<{ items: { carrier_id: string; served: boolean; note: string | null }[] }>(
    whole ? '/api/admin/carriers/reach' : null,
    { region: whole },
    { retry: false },
  )
  return (
    <div className="panel">
      <div className="card-row">
        <h2>{t('reach')}</h2>
        {may('carriers.edit') ? (
          <Button size="small" onClick={() => setSetting(true)}>
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
      {setting ? (
        <SetReach
          carriers={carriers}
          region={region}
          close={(saved) => {
            setSetting(false)
            if (saved) void found.refetch()
          }}
        />
      ) : null}
    </div>
  )
}

function SetReach({ carriers, region: chosen, close }: { carriers: Carrier[]; region: string | null; close(saved: boolean): void }) {
  const t = useTermsText()
  const inLanguage = useInLanguage()
  const [region, setRegion] = useState(chosen)
  return (
    <SaveModal
      title={t('set_reach')}
      path="/api/admin/carriers/reach"
      initial={{ carrier_id: carriers[0]?.carrier_id ?? '', served: false, note: '' }}
      itemOf={({ carrier_id, served, note }) => ({
        carrier_id,
        served,
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
      <Form.Item name="note" label={t('reach_note')}>
        <Input maxLength={200} />
      </Form.Item>
    </SaveModal>
  )
}

/** `500000` is all of `50`: a rule holds for whatever begins with its code. */
const shortest = (code: string | null): string => (code ?? '').replace(/(00){1,2}$/, '')
