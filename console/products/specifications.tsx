import { Form, Input, InputNumber, Select } from 'antd'
import { useInLanguage } from '../shared/names.ts'
import { KeptFile } from './media.tsx'
import { useCatalog } from './model.ts'
import { useText } from './text.ts'

/** One field for each attribute of the chosen category. Of products of others not everything is known: then all are optional. */
export function Specifications({ optional = false }: { optional?: boolean }) {
  const t = useText()
  const catalog = useCatalog()
  const inLanguage = useInLanguage()
  const attributes = catalog.attributesOf(Form.useWatch<string>('category_id') as string | undefined)
  return (
    <div className="panel">
      <h2>{t('specifications')}</h2>
      {attributes.length === 0 ? <p className="faint">{t('specifications_none')}</p> : null}
      <div className="grid-form">
        {attributes.flatMap((attribute) => {
          const label = `${inLanguage(attribute.name)}${attribute.unit ? `（${attribute.unit}）` : ''}`
          const rules = attribute.required && !optional ? [{ required: true }] : []
          if (attribute.type === 'number')
            return (
              <Form.Item key={attribute.key} name={['specifications', attribute.key]} label={label} rules={rules}>
                <InputNumber style={{ width: '100%' }} />
              </Form.Item>
            )
          if (attribute.choices?.length)
            return (
              <Form.Item key={attribute.key} name={['specifications', attribute.key]} label={label} rules={rules}>
                <Select allowClear options={attribute.choices.map((one) => ({ value: one.value, label: inLanguage(one.name) }))} />
              </Form.Item>
            )
          if (attribute.type === 'file')
            return (
              <Form.Item key={attribute.key} name={['specifications', attribute.key]} label={label} rules={rules}>
                <KeptFile />
              </Form.Item>
            )
          if (attribute.type === 'date')
            return (
              <Form.Item key={attribute.key} name={['specifications', attribute.key]} label={label} rules={rules}>
                <Input type="date" />
              </Form.Item>
            )
          if (attribute.type === 'text')
            return (['zh', 'en'] as const).map((language) => (
              <Form.Item
                key={`${attribute.key} ${language}`}
                name={['specifications', attribute.key, language]}
                label={`${label} ${language === 'zh' ? '中文' : 'English'}`}
                rules={rules}
              >
                <Input maxLength={500} />
              </Form.Item>
            ))
          return (
            <Form.Item key={attribute.key} name={['specifications', attribute.key]} label={label} rules={rules}>
              <Input maxLength={500} />
            </Form.Item>
          )
        })}
      </div>
    </div>
  )
}
