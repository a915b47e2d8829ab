import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useCatalog } from '../products/model.ts'
import { api, newId, type Outcome } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useChannels, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { keyPermissions } from './model.ts'
import { Secret } from './secret.tsx'
import { useText } from './text.ts'

interface Values {
  name: string
  sandbox: boolean
  algorithm: 'hmac-sha256' | 'ed25519'
  public_key?: string
  permissions: string[]
  organization_id?: string
  channels?: string[]
  brands?: string[]
  per_minute: number
  per_day: number
  expires_at?: string
}
type Made = Outcome & { secret?: string }

const listOrNull = (list: string[] | undefined) => (list && list.length > 0 ? list : null)

/** A new key; its secret is shown once, in this drawer. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const around = useListAround()
  const { partner_id = '' } = useParams()
  const organizations = useOrganizations()
  const channels = useChannels()
  const { brandOptions } = useCatalog()
  // Made once: sending twice makes one key.
  const [key_id] = useState(newId)
  const [made, setMade] = useState<Made | null>(null)
  const back = () => {
    void around?.refresh()
    void navigate(`/partners/${partner_id}`)
  }
  if (made)
    return (
      <DetailDrawer
        title={t('secret_title')}
        actions={
          <Button type="primary" onClick={back}>
            {t('kept')}
          </Button>
        }
      >
        {made.status === 'made' ? <Secret key_id={key_id} secret={made.secret} /> : <p className="problem">{t('already_made')}</p>}
      </DetailDrawer>
    )
  const send = async ({ public_key, organization_id, channels: some, brands: few, expires_at, ...values }: Values) => {
    const item = {
      ...{ key_id, partner_id, ...values, partners: null },
      public_key: values.algorithm === 'ed25519' ? (public_key ?? null) : null,
      organization_id: values.sandbox ? 'sandbox' : organization_id,
      ...{ channels: values.sandbox ? null : listOrNull(some), brands: listOrNull(few) },
      expires_at: expires_at ? new Date(expires_at).toISOString() : null,
    }
    const [outcome] = (await api.batch('/api/admin/partner-keys', { items: [item] })) as Made[]
    if (outcome && (outcome.status === 'made' || outcome.status === 'already_made')) setMade(outcome)
    return outcome
  }
  return (
    <DetailDrawer title={t('new_key')}>
      <ApiForm<Values>
        name={`partners.key.${partner_id}`}
        initial={{ name: '', sandbox: true, algorithm: 'hmac-sha256', permissions: [], per_minute: 60, per_day: 10_000 }}
        inside={['items', 0]}
        send={send}
        succeeded={({ status }) => status === 'made'}
        reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
        done={() => {}}
      >
        {(_form, busy) => (
          <>
            <Form.Item name="name" label={t('key_name')} extra={t('key_name_hint')} rules={[{ required: true }]} style={{ marginTop: 20 }}>
              <Input maxLength={80} autoFocus />
            </Form.Item>
            <Form.Item name="sandbox" label={`${t('sandbox')} / ${t('production')}`} extra={t('sandbox_hint')}>
              <Radio.Group
                options={[
                  { value: true, label: t('sandbox') },
                  { value: false, label: t('production') },
                ]}
              />
            </Form.Item>
            <Form.Item name="permissions" label={t('permissions')} extra={t('permissions_hint')} rules={[{ required: true }]}>
              <Select
                mode="multiple"
                options={keyPermissions.map((value) => ({ value, label: t.maybe(`permission_${value}`), disabled: !may(value) }))}
              />
            </Form.Item>
            <Form.Item noStyle shouldUpdate>
              {({ getFieldValue }) => (
                <>
                  {getFieldValue('sandbox') ? null : (
                    <>
                      <Form.Item
                        name="organization_id"
                        label={t('scope_organization')}
                        extra={t('scope_organization_hint')}
                        rules={[{ required: true }]}
                      >
                        <Select showSearch={{ optionFilterProp: 'label' }} options={organizations.options} />
                      </Form.Item>
                      <Form.Item name="channels" label={t('channels')} extra={t('channels_hint')}>
                        <Select mode="multiple" optionFilterProp="label" options={channels.options} />
                      </Form.Item>
                      <Form.Item name="brands" label={t('brands')} extra={t('brands_hint')}>
                        <Select mode="tags" options={brandOptions} />
                      </Form.Item>
                    </>
                  )}
                  <Form.Item name="algorithm" label={t('algorithm')}>
                    <Select
                      options={[
                        { value: 'hmac-sha256', label: t('algorithm_hmac') },
                        { value: 'ed25519', label: t('algorithm_ed25519') },
                      ]}
                    />
                  </Form.Item>
                  {getFieldValue('algorithm') === 'ed25519' ? (
                    <Form.Item
                      name="public_key"
                      label={t('public_key')}
                      extra={t('public_key_hint')}
                      rules={[{ required: true, pattern: /^[A-Za-z0-9+/]{43}=$/ }]}
                    >
                      <Input maxLength={44} />
                    </Form.Item>
                  ) : null}
                </>
              )}
            </Form.Item>
            <Form.Item name="per_minute" label={t('per_minute')} rules={[{ required: true }]}>
              <InputNumber min={1} max={100_000} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="per_day" label={t('per_day')} rules={[{ required: true }]}>
              <InputNumber min={1} max={100_000_000} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="expires_at" label={t('expires_at')} extra={t('expires_hint')}>
              <Input type="datetime-local" />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy} block>
              {t('make_key')}
            </Button>
          </>
        )}
      </ApiForm>
    </DetailDrawer>
  )
}
