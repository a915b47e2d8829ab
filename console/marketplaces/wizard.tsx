import { Alert, Button, DatePicker, Form, Input, Radio, Select, Steps } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { usePhone } from '../shared/media.ts'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Fault } from './fault.tsx'
import { KeyFields } from './keys.tsx'
import type { Platform } from './model.ts'
import { useText } from './text.ts'

interface Values {
  connection_id: string
  channel_id: string
  name: string
  endpoint: string
  settings: Record<string, string>
  secrets: Record<string, string>
  writes_back: boolean
  pushes_stock: boolean
  pushes_prices: boolean
}
const filled = (record: Record<string, string> = {}) => Object.fromEntries(Object.entries(record).filter(([, value]) => value))

const steps = ['step_platform', 'step_keys', 'step_test', 'step_map', 'step_go'] as const

/** Choose the platform, enter the keys, test, know how goods are mapped, go. What was entered is kept between the steps. */
export function Component() {
  const t = useText()
  const tell = useTell()
  const phone = usePhone()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const platforms = useApi<{ items: Platform[] }>('/api/admin/marketplaces/platforms')
  const channels = useApi<{ items: { id: string; kind: string; name: { zh: string; en: string }; closed_at: string | null }[] }>(
    '/api/admin/channels',
  )
  const [form] = Form.useForm<Values>()
  const [step, setStep] = useState(0)
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [test, setTest] = useState<{ status: string; detail: string | null; took_ms: number } | null>(null)
  const [since, setSince] = useState<Dayjs>(dayjs().subtract(1, 'hour'))
  const platform = platforms.data?.items.find((one) => one.platform === chosen)
  if (platforms.isError) return <Failure error={platforms.error} retry={() => void platforms.refetch()} />
  if (platforms.isPending) return <Skeleton />

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      // A field that is not filled in stands marked beside its name already.
      if (error instanceof Error) void tell.error(error.message)
    }
    setBusy(false)
  }
  const one = async (path: string, body: unknown, good: RegExp) => {
    const [outcome] = await api.batch(path, body)
    if (outcome && !good.test(outcome.status)) throw new Error(outcome.detail ?? outcome.status)
  }
  const save = () =>
    attempt(async () => {
      const values = await form.validateFields()
      const item = { ...values, platform: chosen, settings: filled(values.settings), secrets: filled(values.secrets) }
      await one('/api/admin/marketplaces', { items: [item] }, /saved$/)
      setTest(null)
      setStep(2)
    })
  const tryIt = () =>
    attempt(async () => setTest(await api.post(`/api/admin/marketplaces/${form.getFieldValue('connection_id')}/tests`, {})))
  const go = () =>
    attempt(async () => {
      const connection_id = form.getFieldValue('connection_id') as string
      await one('/api/admin/marketplaces/states', { items: [{ connection_id, state: 'live', since: since.toISOString() }] }, /live$/)
      void navigate(`/marketplaces/${connection_id}`)
    })
  const back = step > 0 ? <Button onClick={() => setStep(step - 1)}>{t('back')}</Button> : null
  const actions = [
    <Button key="next" type="primary" disabled={!platform} onClick={() => setStep(1)}>
      {t('next')}
    </Button>,
    <Button key="save" type="primary" loading={busy} onClick={() => void save()}>
      {t('next')}
    </Button>,
    <>
      <Button key="test" loading={busy} onClick={() => void tryIt()}>
        {t('test')}
      </Button>
      <Button key="next" type="primary" disabled={test?.status !== 'well'} onClick={() => setStep(3)}>
        {t('next')}
      </Button>
    </>,
    <Button key="next" type="primary" onClick={() => setStep(4)}>
      {t('next')}
    </Button>,
    <Button key="go" type="primary" loading={busy} onClick={() => void go()}>
      {t('go_live')}
    </Button>,
  ]
  return (
    <DetailDrawer
      title={t('wizard')}
      wide
      actions={
        <>
          {back}
          {actions[step]}
        </>
      }
    >
      {phone ? (
        // Five steps under each other would fill half the screen before anything can be chosen.
        <p className="faint" style={{ margin: '16px 0' }}>
          {step + 1} / {steps.length} · <strong>{t(steps[step]!)}</strong>
        </p>
      ) : (
        <Steps style={{ margin: '20px 0' }} size="small" current={step} items={steps.map((key) => ({ title: t(key) }))} />
      )}
      <div hidden={step !== 0}>
        <Radio.Group
          value={chosen}
          className="platforms"
          onChange={(event) => {
            const next = platforms.data.items.find((one) => one.platform === event.target.value)!
            setChosen(next.platform)
            form.setFieldsValue({ endpoint: next.simulated ? 'simulated' : next.endpoint, settings: {}, secrets: {} })
          }}
        >
          {platforms.data.items.map((one) => (
            <Radio key={one.platform} value={one.platform}>
              <span className="strong">{inLanguage(one.name)}</span>
              <div className="faint">
                {t('operations_note', { list: one.operations.map((key) => t.maybe(`op_${key}`, key)).join('、') })}
              </div>
            </Radio>
          ))}
        </Radio.Group>
      </div>
      <div hidden={step !== 1}>
        <Form
          form={form}
          layout="vertical"
          initialValues={{ writes_back: true, pushes_stock: true, pushes_prices: false, settings: {}, secrets: {} }}
        >
          <div className="form-pair">
            <Form.Item name="name" label={t('name')} rules={[{ required: true }]}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item
              name="connection_id"
              label={t('code')}
              extra={t('code_hint')}
              rules={[{ required: true, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/ }]}
            >
              <Input maxLength={64} />
            </Form.Item>
          </div>
          <Form.Item
            name="channel_id"
            label={t('channel')}
            extra={
              <>
                {t('channel_hint')} {may('channels.edit') ? <Link to="/channels/new">{t('new_channel')}</Link> : null}
              </>
            }
            rules={[{ required: true }]}
          >
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={(channels.data?.items ?? [])
                .filter(({ kind, closed_at }) => kind === 'marketplace' && !closed_at)
                .map(({ id, name }) => ({ value: id, label: inLanguage(name) }))}
            />
          </Form.Item>
          {platform ? <KeyFields platform={platform} /> : null}
        </Form>
      </div>
      {step === 2 ? (
        test ? (
          <Alert
            showIcon
            type={test.status === 'well' ? 'success' : 'error'}
            title={test.status === 'well' ? t('test_well', { ms: test.took_ms }) : t('test_not')}
            description={test.detail === null ? undefined : <Fault of={test.detail} />}
          />
        ) : (
          <p className="faint">{t('never_tested')}</p>
        )
      ) : null}
      {step === 3 ? <p>{t('map_hint')}</p> : null}
      {step === 4 ? (
        <div className="field">
          <span>{t('since')}</span>
          <DatePicker showTime allowClear={false} value={since} onChange={(value) => value && setSince(value)} aria-label={t('since')} />
          <span className="faint">{t('go_hint')}</span>
        </div>
      ) : null}
    </DetailDrawer>
  )
}
