import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage } from '../shared/names.ts'
import { noWords, type ProductDetail, type Sku, useCatalog, type Words } from './model.ts'
import { BothFields, KeyField, RemoveButton, ValueRows } from './parts.tsx'
import { useText } from './text.ts'

export type FormSku = Omit<Sku, 'withdrawn'>
export type Option = ProductDetail['options'][number]

export const blankSku: FormSku = {
  ...{ sku_id: '', name: null, options: {}, price_minor: null, list_price_minor: null, currency: 'CNY', barcode: null },
  ...{ weight_grams: null, length_mm: null, width_mm: null, height_mm: null },
}
/** So many a product may have. */
const most = 200

/**
 * The SKUs that the options make together and that are not there yet. What there is stays as it is; a price all have in common goes along.
 * Null when it would be more than a product may have.
 */
export function combine(spu_id: string, options: readonly Option[], skus: readonly FormSku[]): FormSku[] | null {
  const usable = options.filter(({ key, values }) => key && values.some(({ value }) => value))
  if (usable.reduce((count, { values }) => count * values.length, 1) > most) return null
  const all = usable.reduce<{ value: string; name: Words }[][]>(
    (made, { values }) => made.flatMap((one) => values.filter(({ value }) => value).map((value) => [...one, value])),
    [[]],
  )
  const same = (a: Record<string, string>, b: Record<string, string>) => usable.every(({ key }) => a[key] === b[key])
  const prices = new Set(skus.map(({ price_minor }) => price_minor))
  const price_minor = prices.size === 1 ? [...prices][0]! : null
  const taken = new Set(skus.map(({ sku_id }) => sku_id))
  const missing = all.flatMap((values): FormSku[] => {
    const chosen = Object.fromEntries(usable.map(({ key }, i) => [key, values[i]!.value]))
    if (usable.length === 0 || skus.some((sku) => same(sku.options, chosen))) return []
    let n = 1
    while (taken.has(`${spu_id}-${n}`)) n++
    taken.add(`${spu_id}-${n}`)
    const name = { zh: values.map((one) => one.name.zh).join(' '), en: values.map((one) => one.name.en || one.name.zh).join(' ') }
    return [{ ...blankSku, sku_id: `${spu_id}-${n}`, options: chosen, name, price_minor }]
  })
  // The one blank row of a new product was only waiting for these.
  const kept = skus.filter((sku) => sku.sku_id || Object.keys(sku.options).length > 0)
  return kept.length + missing.length > most ? null : [...kept, ...missing]
}

/** What shoppers choose between: by the category's attributes that tell SKUs apart, or by words of the product's own. */
export function Options() {
  const t = useText()
  const inLanguage = useInLanguage()
  const catalog = useCatalog()
  const form = Form.useFormInstance()
  const attributes = catalog.attributesOf(Form.useWatch('category_id') as string | undefined).filter((one) => one.variant_making)
  const options = (Form.useWatch('options') ?? []) as Option[]
  return (
    <div className="panel">
      <h2>{t('options')}</h2>
      <p className="faint">{t('options_hint')}</p>
      <Form.List name="options">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset className="edit-part" key={key}>
                <legend className="visually-hidden">{`${t('options')} ${name + 1}`}</legend>
                <div className="edit-row">
                  <KeyField name={[name, 'key']} label={t('option_key')} />
                  <BothFields name={[name, 'name']} labels={[t('option_zh'), t('option_en')]} required />
                  <RemoveButton title={t('remove_option')} remove={() => remove(name)} />
                </div>
                <ValueRows name={[name, 'values']} least={1} named />
              </fieldset>
            ))}
            <div className="edit-row">
              {attributes
                .filter(({ key }) => !options.some((one) => one?.key === key))
                .map((attribute) => (
                  <Button
                    key={attribute.key}
                    icon={<PlusOutlined />}
                    disabled={fields.length >= 5}
                    onClick={() => add({ key: attribute.key, name: attribute.name, values: attribute.choices ?? [blankValue] })}
                  >
                    {inLanguage(attribute.name)}
                  </Button>
                ))}
              <Button
                icon={<PlusOutlined />}
                disabled={fields.length >= 5}
                onClick={() => add({ key: '', name: noWords, values: [blankValue] })}
              >
                {t('add_option')}
              </Button>
              {fields.length > 0 ? (
                <Button
                  onClick={() => {
                    const { spu_id, skus } = form.getFieldsValue(true) as { spu_id: string; skus: FormSku[] }
                    const made = combine(spu_id, options, skus)
                    if (made) form.setFieldValue('skus', made)
                    else form.setFields([{ name: ['options', 0, 'key'], errors: [t('too_many_skus')] }])
                  }}
                >
                  {t('make_skus')}
                </Button>
              ) : null}
            </div>
          </>
        )}
      </Form.List>
    </div>
  )
}

const blankValue = { value: '', name: noWords }

/** What is stocked, priced and packed. */
export function Skus() {
  const t = useText()
  const inLanguage = useInLanguage()
  const options = ((Form.useWatch('options') ?? []) as Option[]).filter((one) => one?.key)
  return (
    <div className="panel">
      <h2>{t('skus')}</h2>
      <Form.List name="skus">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset className="edit-part" key={key}>
                <legend className="visually-hidden">{`${t('skus')} ${name + 1}`}</legend>
                <div className="edit-row">
                  <Form.Item name={[name, 'sku_id']} label={t('sku_id')} rules={[{ required: true }]}>
                    <Input />
                  </Form.Item>
                  {options.map((option) => (
                    <Form.Item
                      key={option.key}
                      name={[name, 'options', option.key]}
                      label={inLanguage(option.name) || option.key}
                      rules={[{ required: true }]}
                    >
                      <Select
                        options={(option.values ?? [])
                          .filter((one) => one?.value)
                          .map((one) => ({ value: one.value, label: inLanguage(one.name) || one.value }))}
                      />
                    </Form.Item>
                  ))}
                  <BothFields name={[name, 'name']} labels={[t('sku_name'), t('sku_name_en')]} />
                  <Form.Item name={[name, 'price_minor']} label={t('price')}>
                    <MoneyInput />
                  </Form.Item>
                  <Form.Item name={[name, 'list_price_minor']} label={t('list_price')}>
                    <MoneyInput />
                  </Form.Item>
                  <Form.Item name={[name, 'barcode']} label={t('barcode')}>
                    <Input />
                  </Form.Item>
                  {(['weight_grams', 'length_mm', 'width_mm', 'height_mm'] as const).map((field) => (
                    <Form.Item key={field} name={[name, field]} label={t(field)}>
                      <InputNumber min={0} precision={0} style={{ width: '100%' }} />
                    </Form.Item>
                  ))}
                  <RemoveButton disabled={fields.length === 1} remove={() => remove(name)} />
                </div>
              </fieldset>
            ))}
            <Button icon={<PlusOutlined />} disabled={fields.length >= most} onClick={() => add(blankSku)}>
              {t('add')}
            </Button>
          </>
        )}
      </Form.List>
    </div>
  )
}
