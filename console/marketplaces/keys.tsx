import { Form, Input, Switch } from 'antd'
import { bare, type Platform } from './model.ts'
import { useText } from './text.ts'

/** The settings and secrets a platform needs, as fields of the form around it. */
export function KeyFields({
  platform,
  kept = [],
  base = [],
}: {
  platform: Platform
  kept?: readonly string[]
  base?: (string | number)[]
}) {
  const t = useText()
  const label = (name: string) => (name.endsWith('?') ? `${bare(name)}（${t('optional')}）` : bare(name))
  return (
    <>
      <Form.Item name={[...base, 'endpoint']} label={t('endpoint')} rules={[{ required: true }]}>
        <Input maxLength={300} />
      </Form.Item>
      <div className="form-pair">
        {platform.settings.map((name) => (
          <Form.Item key={name} name={[...base, 'settings', bare(name)]} label={label(name)} rules={[{ required: !name.endsWith('?') }]}>
            <Input maxLength={500} />
          </Form.Item>
        ))}
        {platform.secrets.map((name) => (
          <Form.Item
            key={name}
            name={[...base, 'secrets', bare(name)]}
            label={label(name)}
            rules={[{ required: !name.endsWith('?') && !kept.includes(bare(name)) }]}
          >
            <Input.Password autoComplete="new-password" placeholder={kept.includes(bare(name)) ? t('secret_kept') : ''} maxLength={2000} />
          </Form.Item>
        ))}
      </div>
      <div className="form-pair">
        {(['writes_back', 'pushes_stock', 'pushes_prices'] as const).map((name) => (
          <Form.Item key={name} name={[...base, name]} label={t(name)} valuePropName="checked">
            <Switch />
          </Form.Item>
        ))}
      </div>
    </>
  )
}
