import { Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useMemo } from 'react'
import { useNavigate, useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { MediaPanel } from './media.tsx'
import { both, bothOrNone, filled, lifecycles, noWords, type ProductDetail, useCatalog } from './model.ts'
import { BothFields, FormFoot, SellingPoints } from './parts.tsx'
import { blankSku, type FormSku, Options, Skus } from './skus.tsx'
import { Specifications } from './specifications.tsx'
import { useText } from './text.ts'

/** The product as one types it: prices in whole units, everything else as it is kept. */
interface Values extends Omit<ProductDetail, 'skus' | 'version' | 'saved_at' | 'created_at' | 'sales_count'> {
  skus: FormSku[]
}

const blank: Values = {
  spu_id: '',
  category_id: '',
  brand_id: null,
  partner_id: null,
  kind: 'goods',
  lifecycle: 'planned',
  title: noWords,
  subtitle: null,
  selling_points: [],
  story: null,
  specifications: {},
  tags: [],
  performed: false,
  available_on: null,
  opens_at: null,
  warranty_months: null,
  shelf_life_days: null,
  tracks_lots: false,
  tracks_expiry: false,
  tracks_serials: false,
  tax_rate_bp: 1300,
  options: [],
  media: [],
  skus: [blankSku],
}

/** Making or changing a product: saved whole, or refused whole with the field at fault. */
export function Component() {
  const { spu_id } = useParams()
  const product = useApi<ProductDetail>(
    spu_id ? `/api/admin/products/${spu_id}` : null,
    {},
    { refetchOnWindowFocus: false, staleTime: Infinity, gcTime: 0 },
  )
  if (!spu_id) return <ProductForm known={null} />
  if (product.isPending) return <Skeleton />
  if (product.isError) return <Failure error={product.error} retry={() => void product.refetch()} />
  return <ProductForm known={product.data} />
}

const typed = ({
  version: _version,
  saved_at: _saved,
  created_at: _created,
  sales_count: _sales,
  skus,
  ...rest
}: ProductDetail): Values => ({
  ...rest,
  opens_at: localOf(rest.opens_at),
  skus: skus.filter(({ withdrawn }) => !withdrawn).map(({ withdrawn: _withdrawn, ...sku }) => sku),
})

/** A moment as the field for it writes it, in the zone of whoever looks. */
const localOf = (at: string | null | undefined): string | null =>
  at ? new Date(Date.parse(at) - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : null

/** What is sent: only what is said, so that a blank field is nothing rather than an empty text. */
function itemOf(values: Values, known: ProductDetail | null) {
  return {
    ...values,
    brand_id: values.brand_id || null,
    available_on: values.available_on || null,
    // The field holds minutes: what nobody changed keeps its seconds.
    opens_at:
      values.opens_at === localOf(known?.opens_at)
        ? (known?.opens_at ?? null)
        : values.opens_at
          ? new Date(values.opens_at).toISOString()
          : null,
    title: both(values.title),
    subtitle: bothOrNone(values.subtitle),
    story: bothOrNone(values.story),
    selling_points: (values.selling_points ?? []).map(bothOrNone).filter((point) => point !== null),
    specifications: Object.fromEntries(Object.entries(values.specifications ?? {}).filter(([, value]) => filled(value))),
    options: (values.options ?? []).map(({ key, name, values: choices }) => ({
      key,
      name: both(name),
      values: choices.map((one) => ({ value: one.value, name: bothOrNone(one.name) ?? { zh: one.value, en: one.value } })),
    })),
    media: (values.media ?? []).map(({ alt, sku_id, channel_id, layout, ...one }) => ({
      ...one,
      alt: bothOrNone(alt),
      ...{ sku_id: sku_id ?? null, channel_id: channel_id ?? null, layout: layout ?? null },
    })),
    skus: values.skus.map((sku) => ({
      ...sku,
      name: bothOrNone(sku.name),
      barcode: sku.barcode || null,
      // An option that was taken away is no longer said.
      options: Object.fromEntries(
        Object.entries(sku.options ?? {}).filter(([key]) => (values.options ?? []).some((one) => one.key === key)),
      ),
      price_minor: sku.price_minor ?? null,
      list_price_minor: sku.list_price_minor ?? null,
    })),
    ...(known ? { if_version: known.version } : {}),
  }
}

function ProductForm({ known }: { known: ProductDetail | null }) {
  const t = useText()
  const tell = useTell()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const initial = useMemo(() => (known ? typed(known) : blank), [known])
  const back = (spu_id?: string) => void navigate(spu_id ? `/products/${spu_id}` : '/products')
  return (
    <div className="page">
      <header className="page-head">
        <h1>{known ? inLanguage(known.title) : t('new')}</h1>
      </header>
      <ApiForm<Values>
        name={`product.${known?.spu_id ?? 'new'}.${known?.version ?? 0}`}
        initial={initial}
        inside={['items', 0]}
        send={async (values) => {
          const whole = { ...initial, ...values }
          const [outcome] = await api.batch('/api/admin/products', { items: [itemOf(whole, known)] })
          if (outcome && ['saved', 'already_saved', 'proposed', 'already_proposed'].includes(outcome.status)) back(whole.spu_id)
          if (outcome?.status.endsWith('proposed')) void tell.info(t('proposed'), 6)
          return outcome
        }}
        succeeded={({ status }) => status === 'saved' || status === 'proposed'}
        done={() => void tell.success(t('saved'))}
      >
        {(_form, busy) => (
          <>
            <Basics known={known} />
            <Options />
            <Skus />
            <MediaPanel />
            <SellingPoints />
            <Specifications />
            <Story />
            <FormFoot back={() => back(known?.spu_id)} busy={busy} />
          </>
        )}
      </ApiForm>
    </div>
  )
}

function Basics({ known }: { known: ProductDetail | null }) {
  const t = useText()
  const catalog = useCatalog()
  return (
    <div className="panel">
      <h2>{t('basics')}</h2>
      <div className="grid-form">
        <Form.Item name="spu_id" label={t('spu_id')} {...(known ? {} : { extra: t('spu_hint') })} rules={[{ required: true }]}>
          <Input disabled={known !== null} />
        </Form.Item>
        <Form.Item name="category_id" label={t('category')} rules={[{ required: true }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={catalog.categoryOptions} popupMatchSelectWidth={false} />
        </Form.Item>
        <Form.Item name="brand_id" label={t('brand')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={catalog.brandOptions} />
        </Form.Item>
        <Form.Item name="lifecycle" label={t('lifecycle')}>
          <Select options={lifecycles.map((value) => ({ value, label: t(`lifecycle_${value}`) }))} />
        </Form.Item>
        <BothFields name="title" labels={[t('title_zh'), t('title_en')]} most={300} required />
        <BothFields name="subtitle" labels={[t('subtitle_zh'), t('subtitle_en')]} most={300} />
        <Form.Item name="kind" label={t('kind')}>
          <Select options={(['goods', 'service'] as const).map((value) => ({ value, label: t(`kind_${value}`) }))} />
        </Form.Item>
        <Form.Item noStyle dependencies={['kind']}>
          {({ getFieldValue }) =>
            getFieldValue('kind') === 'service' ? (
              <Form.Item name="performed" extra={t('performed_hint')} valuePropName="checked">
                <Checkbox>{t('performed')}</Checkbox>
              </Form.Item>
            ) : null
          }
        </Form.Item>
        <Form.Item name="available_on" label={t('available_on')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="opens_at" label={t('opens_at')} extra={t('opens_hint')}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="tax_rate_bp" label={t('tax_rate')} extra={t('tax_rate_hint')}>
          <InputNumber min={0} max={10_000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="tags" label={t('tags')}>
          <Select mode="tags" tokenSeparators={[',', '，', ' ']} open={false} suffixIcon={null} />
        </Form.Item>
        <Form.Item name="warranty_months" label={t('warranty_months')}>
          <InputNumber min={0} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="shelf_life_days" label={t('shelf_life_days')}>
          <InputNumber min={1} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        {(['tracks_lots', 'tracks_expiry', 'tracks_serials'] as const).map((field) => (
          <Form.Item key={field} name={field} valuePropName="checked">
            <Checkbox>{t(field)}</Checkbox>
          </Form.Item>
        ))}
      </div>
    </div>
  )
}

function Story() {
  const t = useText()
  return (
    <div className="panel">
      <h2>{t('story')}</h2>
      <div className="grid-form">
        <Form.Item name={['story', 'zh']} label={t('story_zh')}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 16 }} />
        </Form.Item>
        <Form.Item name={['story', 'en']} label={t('story_en')}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 16 }} />
        </Form.Item>
      </div>
    </div>
  )
}
