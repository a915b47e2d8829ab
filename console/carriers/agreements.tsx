import { Form, Input, InputNumber, Modal, Select, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { api } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useWords } from '../shared/words.ts'
import type { Account, Carrier, Overview, Service } from './model.ts'
import { usePartnersText } from './partners-text.ts'
import { useRefusals } from './terms-text.ts'

const code = { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/ }
const full = { width: '100%' }

/** One thing agreed with a partner, saved by the API; what it refuses stays on the screen. */
export function SaveModal<Values extends object>({
  title,
  path,
  initial,
  itemOf,
  close,
  children,
}: {
  title: string
  path: string
  initial: Values
  itemOf(values: Values): object
  close(saved: boolean): void
  children: ReactNode
}) {
  const t = usePartnersText()
  const words = useWords()
  const tell = useTell()
  const refusal = useRefusals()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const send = async () => {
    await form.validateFields()
    setBusy(true)
    try {
      const [outcome] = await api.batch(path, { items: [itemOf(form.getFieldsValue(true) as Values)] })
      if (outcome?.detail) void tell.error(refusal(outcome), 6)
      else {
        void tell.success(t('saved'))
        close(true)
      }
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={title}
      okText={t('save')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: busy }}
      onOk={() => void send().catch(() => {})}
      onCancel={() => close(false)}
    >
      <Form form={form} layout="vertical" initialValues={initial}>
        {children}
      </Form>
    </Modal>
  )
}

const Names = () => {
  const t = usePartnersText()
  return (
    <div className="form-pair">
      <Form.Item name={['name', 'zh']} label={t('name_zh')} rules={[{ required: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={['name', 'en']} label={t('name_en')} rules={[{ required: true }]}>
        <Input maxLength={200} />
      </Form.Item>
    </div>
  )
}
const Active = () => {
  const t = usePartnersText()
  return (
    <Form.Item name="active" label={t('active')} valuePropName="checked">
      <Switch />
    </Form.Item>
  )
}

/** A carrier: who it is, how its label looks, who tells where its parcels are. */
export function CarrierForm({ carrier, accounts, close }: { carrier: Carrier | null; accounts: Account[]; close(saved: boolean): void }) {
  const t = usePartnersText()
  const initial = carrier ?? {
    ...{ carrier_id: '', name: { zh: '', en: '' }, codes: {}, track_account_id: null, label_form: '76x130' },
    ...{ masks_recipient: true, stalled_hours: 72, active: true },
  }
  const lines = Object.entries(initial.codes).map(([partner, own]) => `${partner}=${own}`)
  return (
    <SaveModal
      title={t(carrier ? 'edit_carrier' : 'new_carrier')}
      path="/api/admin/carriers"
      initial={{ ...initial, codes: lines.join('\n') }}
      itemOf={(values) => ({
        ...values,
        track_account_id: values.track_account_id || null,
        codes: Object.fromEntries(
          String(values.codes)
            .split('\n')
            .map((line) => line.split('=').map((part) => part.trim()))
            .filter(([partner, own]) => partner && own),
        ),
      })}
      close={close}
    >
      {carrier ? null : (
        <Form.Item name="carrier_id" label={t('code')} rules={[{ required: true }, code]}>
          <Input maxLength={64} />
        </Form.Item>
      )}
      <Names />
      <div className="form-pair">
        <Form.Item name="label_form" label={t('label_form')}>
          <Select options={['76x130', '100x180'].map((value) => ({ value, label: `${value} mm` }))} />
        </Form.Item>
        <Form.Item name="stalled_hours" label={t('stalled_hours')} rules={[{ required: true }]}>
          <InputNumber min={1} max={2000} precision={0} style={full} />
        </Form.Item>
        <Form.Item name="track_account_id" label={t('track_account')}>
          <Select allowClear placeholder={t('none')} options={accounts.map((one) => ({ value: one.account_id, label: one.name }))} />
        </Form.Item>
        <Form.Item name="masks_recipient" label={t('masks')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
      <Form.Item name="codes" label={t('codes')}>
        <Input.TextArea rows={3} placeholder="kuaidi100=shunfeng" />
      </Form.Item>
      <Active />
    </SaveModal>
  )
}

/** What a carrier sells: where its numbers come from and how heavy it goes. */
export function ServiceForm({ service, overview, close }: { service: Service | null; overview: Overview; close(saved: boolean): void }) {
  const t = usePartnersText()
  const inLanguage = useInLanguage()
  const initial = service ?? {
    ...{ carrier_id: overview.carriers[0]?.carrier_id ?? '', service_id: 'standard', name: { zh: '', en: '' } },
    ...{ numbers_from: 'pool' as const, account_id: null, partner_code: null, largest_grams: null, collect_most_minor: null, active: true },
  }
  return (
    <SaveModal
      title={t(service ? 'edit_service' : 'new_service')}
      path="/api/admin/carriers/services"
      initial={{
        ...initial,
        largest_kg: initial.largest_grams ? initial.largest_grams / 1000 : null,
        collect_most: initial.collect_most_minor,
      }}
      itemOf={({ largest_kg, collect_most, ...values }) => ({
        ...values,
        account_id: values.account_id || null,
        partner_code: values.partner_code || null,
        largest_grams: largest_kg ? Math.round(largest_kg * 1000) : null,
        collect_most_minor: collect_most || null,
      })}
      close={close}
    >
      {service ? null : (
        <div className="form-pair">
          <Form.Item name="carrier_id" label={t('carrier')} rules={[{ required: true }]}>
            <Select options={overview.carriers.map((one) => ({ value: one.carrier_id, label: inLanguage(one.name) }))} />
          </Form.Item>
          <Form.Item name="service_id" label={t('code')} rules={[{ required: true }, code]}>
            <Input maxLength={64} />
          </Form.Item>
        </div>
      )}
      <Names />
      <div className="form-pair">
        <Form.Item name="numbers_from" label={t('numbers_from')}>
          <Select options={(['partner', 'pool'] as const).map((value) => ({ value, label: t(`from_${value}`) }))} />
        </Form.Item>
        <Form.Item name="account_id" label={t('account')}>
          <Select
            allowClear
            placeholder={t('none')}
            options={overview.accounts.map((one) => ({ value: one.account_id, label: one.name }))}
          />
        </Form.Item>
        <Form.Item name="partner_code" label={t('partner_code')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="largest_kg" label={t('largest_kg')}>
          <InputNumber min={0.1} max={2_000_000} style={full} />
        </Form.Item>
        <Form.Item name="collect_most" label={t('collect_most')} extra={t('collect_most_hint')}>
          <MoneyInput />
        </Form.Item>
      </div>
      <Active />
    </SaveModal>
  )
}

/** A new contract with a partner; its settings and keys are asked as the partner's adapter names them. */
export function NewAccountForm({ overview, close }: { overview: Overview; close(saved: boolean): void }) {
  const t = usePartnersText()
  const organizations = useOrganizations()
  const [partner, setPartner] = useState(overview.partners[0]?.partner ?? '')
  const fields = overview.partners.find((one) => one.partner === partner) ?? { settings: [], secrets: [] }
  const bare = (name: string) => name.replace(/\?$/, '')
  const filled = (record: Record<string, string> = {}) => Object.fromEntries(Object.entries(record).filter(([, value]) => value))
  interface Values {
    account_id: string
    organization_id: string
    name: string
    endpoint: string
    settings?: Record<string, string>
    secrets?: Record<string, string>
    active: boolean
  }
  return (
    <SaveModal<Values>
      title={t('new_account')}
      path="/api/admin/carriers/accounts"
      initial={{ account_id: '', organization_id: '', name: '', endpoint: '', active: true }}
      itemOf={(values) => ({ ...values, partner, settings: filled(values.settings), secrets: filled(values.secrets) })}
      close={close}
    >
      <div className="form-pair">
        <Form.Item label={t('partner')}>
          <Select
            value={partner}
            onChange={setPartner}
            options={overview.partners.map((one) => ({ value: one.partner, label: one.partner }))}
          />
        </Form.Item>
        <Form.Item name="account_id" label={t('code')} rules={[{ required: true }, code]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="name" label={t('account_name')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="organization_id" label={t('organization')} rules={[{ required: true }]}>
          <Select options={organizations.options} showSearch optionFilterProp="label" />
        </Form.Item>
      </div>
      <Form.Item name="endpoint" label={t('endpoint')} rules={[{ required: true, type: 'url' }]}>
        <Input maxLength={300} />
      </Form.Item>
      {fields.settings.map((name) => (
        <Form.Item key={name} name={['settings', bare(name)]} label={bare(name)} rules={[{ required: !name.endsWith('?') }]}>
          <Input maxLength={500} />
        </Form.Item>
      ))}
      {fields.secrets.map((name) => (
        <Form.Item key={name} name={['secrets', bare(name)]} label={bare(name)} rules={[{ required: !name.endsWith('?') }]}>
          <Input.Password autoComplete="new-password" maxLength={4000} />
        </Form.Item>
      ))}
      <Active />
    </SaveModal>
  )
}
