import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useWords } from '../shared/words.ts'
import { KeptFile } from './media.tsx'
import { type Attribute, both, type Category, noWords, useCatalog } from './model.ts'
import { BothFields, KeyField, RemoveButton, ValueRows } from './parts.tsx'
import { useText } from './text.ts'

type Values = Omit<Category, 'path'>
const types = ['text', 'number', 'choice', 'color', 'date', 'file'] as const
const flags = ['required', 'comparable', 'filterable', 'variant_making'] as const
const blank: Values = { category_id: '', parent_id: null, name: noWords, picture: null, position: 0, attributes: [] }
/** A category, where it stands and what its products are described with. */
export function Component() {
  const t = useText()
  const { category_id } = useParams()
  const inLanguage = useInLanguage()
  const catalog = useApi<AnswerOf<'/api/admin/categories'>>('/api/admin/categories', {}, { refetchOnWindowFocus: false })
  const found = catalog.data?.categories.find((one) => one.category_id === category_id)
  return (
    <DetailDrawer wide title={found ? inLanguage(found.name) : t('new_category')}>
      {catalog.isError ? <Failure error={catalog.error} retry={() => void catalog.refetch()} /> : null}
      {catalog.isPending ? <Skeleton /> : null}
      {category_id && catalog.data && !found ? <p role="alert">{t('no_category')}</p> : null}
      {catalog.data && (!category_id || found) ? <CategoryForm key={category_id ?? ''} known={found ?? null} /> : null}
    </DetailDrawer>
  )
}

function CategoryForm({ known }: { known: Category | null }) {
  const t = useText()
  const words = useWords()
  const may = useMay()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const catalog = useCatalog()
  const send = async ({ category_id, parent_id, name, picture, position, attributes }: Values) => {
    const item = {
      ...{ category_id, parent_id: parent_id ?? null, name: both(name), picture: picture || null, position: position ?? 0 },
      attributes: (attributes ?? []).map(({ unit, choices, ...one }) => ({
        ...one,
        name: both(one.name),
        unit: unit || null,
        ...(one.type === 'choice' || one.type === 'color'
          ? {
              choices: (choices ?? []).map((choice) => ({
                value: choice.value,
                name: both(choice.name.zh || choice.name.en ? choice.name : { zh: choice.value, en: choice.value }),
              })),
            }
          : {}),
      })),
    }
    return (await api.batch('/api/admin/categories', { items: [item] }))[0]
  }
  const { path: _path, ...start } = known ?? { ...blank, path: [] }
  return (
    <ApiForm<Values>
      name={`category.${known?.category_id ?? 'new'}`}
      initial={start}
      inside={['items', 0]}
      send={send}
      succeeded={({ status }) => status === 'saved'}
      done={() => {
        void queries.invalidateQueries({ queryKey: ['/api/admin/categories'] })
        void navigate('/categories')
      }}
    >
      {(_form, busy) => (
        <>
          <div className="grid-form" style={{ marginTop: 20 }}>
            <Form.Item name="category_id" label={t('category_id')} rules={[{ required: true }]}>
              <Input maxLength={64} disabled={known !== null} />
            </Form.Item>
            <Form.Item name="parent_id" label={t('parent')}>
              <Select
                allowClear
                placeholder={t('top_level')}
                showSearch={{ optionFilterProp: 'label' }}
                options={catalog.categoryOptions}
                popupMatchSelectWidth={false}
              />
            </Form.Item>
            <BothFields name="name" labels={[t('name_zh'), t('name_en')]} required />
            <Form.Item name="position" label={t('position')}>
              <InputNumber min={0} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="picture" label={t('picture')}>
              <KeptFile accept="image/*" />
            </Form.Item>
          </div>
          <Template />
          {may('products.edit') ? (
            <Button type="primary" htmlType="submit" loading={busy} block>
              {words('save')}
            </Button>
          ) : null}
        </>
      )}
    </ApiForm>
  )
}

function Template() {
  const t = useText()
  const inLanguage = useInLanguage()
  const catalog = useCatalog()
  const above = catalog.attributesOf((Form.useWatch('parent_id') as string | null) ?? undefined)
  return (
    <div className="panel">
      <h2>{t('template')}</h2>
      <p className="faint">{t('template_hint')}</p>
      {above.length > 0 ? <p className="faint">{t('inherited', { names: above.map(({ name }) => inLanguage(name)).join('、') })}</p> : null}
      <Form.List name="attributes">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <OneAttribute key={key} at={name} remove={() => remove(name)} />
            ))}
            <Button
              icon={<PlusOutlined />}
              disabled={fields.length >= 100}
              onClick={() => add({ key: '', name: noWords, type: 'text' } satisfies Attribute)}
            >
              {t('add_attribute')}
            </Button>
          </>
        )}
      </Form.List>
    </div>
  )
}

function OneAttribute({ at, remove }: { at: number; remove(): void }) {
  const t = useText()
  const type = Form.useWatch(['attributes', at, 'type']) as Attribute['type'] | undefined
  return (
    <fieldset className="edit-part">
      <legend className="visually-hidden">{`${t('template')} ${at + 1}`}</legend>
      <div className="edit-row">
        <KeyField name={[at, 'key']} label={t('attribute_key')} />
        <Form.Item name={[at, 'type']} label={t('attribute_type')}>
          <Select options={types.map((value) => ({ value, label: t(`type_${value}`) }))} />
        </Form.Item>
        {type === 'number' ? (
          <Form.Item name={[at, 'unit']} label={t('unit')}>
            <Input maxLength={20} />
          </Form.Item>
        ) : null}
        <RemoveButton title={t('remove_attribute')} remove={remove} />
      </div>
      <div className="edit-row">
        <BothFields name={[at, 'name']} labels={[t('name_zh'), t('name_en')]} required />
      </div>
      <div className="edit-row">
        {flags.map((flag) => (
          <Form.Item key={flag} name={[at, flag]} valuePropName="checked">
            <Checkbox>{t(`flag_${flag}`)}</Checkbox>
          </Form.Item>
        ))}
      </div>
      {type === 'choice' || type === 'color' ? <ValueRows name={[at, 'choices']} /> : null}
    </fieldset>
  )
}
