import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber } from 'antd'
import { useMemo } from 'react'
import { useNavigate, useParams } from 'react-router'
import { type AnswerOf, api, newId, type Outcome, useApi } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { useTell } from '../shared/list-page.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useWords } from '../shared/words.ts'
import type { ProductDetail, Words } from './model.ts'
import { ProductPicker } from './picker.tsx'
import { useText } from './text.ts'

type Assortment = AnswerOf<'/api/admin/products/{spu_id}/assortment'>
const linkKinds = ['part', 'service', 'accessory', 'similar'] as const

interface Values {
  links: Record<(typeof linkKinds)[number], string[]>
  shops: { name: Words; url: string }[]
  bundles: { bundle_id: string; name: Words; price_minor: number | null; components: { sku_id: string; quantity: number }[] }[]
}
const kept = { refetchOnWindowFocus: false, staleTime: Infinity, gcTime: 0 }

/** What stands on a product's page beside it: parts, services, accessories, the like; bundles; other shops that sell it. */
export function Component() {
  const { spu_id } = useParams()
  const product = useApi<ProductDetail>(`/api/admin/products/${spu_id}`, {}, kept)
  const assortment = useApi<Assortment>(`/api/admin/products/${spu_id}/assortment`, {}, kept)
  const failed = product.error ?? assortment.error
  // A look that fails later takes nothing from whoever is typing.
  if (!product.data || !assortment.data)
    return failed ? <Failure error={failed} retry={() => void Promise.all([product.refetch(), assortment.refetch()])} /> : <Skeleton />
  return <AssortmentForm product={product.data} known={assortment.data} />
}

const both = (words: Words): Words => ({ zh: words.zh || words.en, en: words.en || words.zh })

function AssortmentForm({ product, known }: { product: ProductDetail; known: Assortment }) {
  const t = useText()
  const words = useWords()
  const tell = useTell()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const { spu_id } = product
  const back = () => void navigate(`/products/${spu_id}`)
  const initial = useMemo<Values>(
    () => ({
      links: Object.fromEntries(
        linkKinds.map((kind) => [kind, known.links.find((one) => one.kind === kind)?.targets ?? []]),
      ) as Values['links'],
      shops: known.elsewhere,
      bundles: known.bundles.map(({ bundle_id, name, price_minor, components }) => ({
        ...{ bundle_id, name, price_minor, components },
      })),
    }),
    [known],
  )
  /** Three lists of three kinds: sent one after the other, the first refusal is shown. Sending again is harmless. */
  const send = async ({ links, shops, bundles }: Values): Promise<Outcome | undefined> => {
    const outcomes: Outcome[] = []
    outcomes.push(
      ...(await api.batch('/api/admin/products/links', {
        items: linkKinds.map((kind) => ({ spu_id, kind, targets: links?.[kind] ?? [] })),
      })),
    )
    outcomes.push(
      ...(await api.batch('/api/admin/products/elsewhere', {
        items: [{ spu_id, shops: (shops ?? []).map(({ name, url }) => ({ name: both(name), url })) }],
      })),
    )
    const items = (bundles ?? []).map(({ bundle_id, name, price_minor, components }, position) => ({
      ...{ bundle_id, spu_id, name: both(name), price_minor: price_minor ?? null, components, position },
    }))
    if (items.length > 0) outcomes.push(...(await api.batch('/api/admin/products/bundles', { items })))
    const gone = known.bundles.filter(({ bundle_id }) => !items.some((one) => one.bundle_id === bundle_id))
    if (gone.length > 0)
      outcomes.push(...(await api.batch('/api/admin/products/bundles/removal', { items: gone.map(({ bundle_id }) => ({ bundle_id })) })))
    return outcomes.find(({ status }) => !passed(status)) ?? outcomes[0]
  }
  return (
    <div className="page">
      <header className="page-head">
        <h1>
          {t('assortment')} · {inLanguage(product.title)}
        </h1>
      </header>
      <ApiForm<Values>
        name={`assortment.${spu_id}`}
        initial={initial}
        send={send}
        succeeded={({ status }) => passed(status)}
        done={() => {
          void tell.success(t('saved'))
          back()
        }}
      >
        {(_form, busy) => (
          <>
            <div className="panel">
              <h2>{t('links')}</h2>
              <p className="faint">{t('links_hint')}</p>
              <div className="grid-form">
                {linkKinds.map((kind) => (
                  <Form.Item key={kind} name={['links', kind]} label={t(`link_${kind}`)}>
                    <ProductPicker />
                  </Form.Item>
                ))}
              </div>
            </div>
            <Shops />
            <Bundles />
            <div className="form-foot">
              <Button onClick={back}>{words('cancel')}</Button>
              <Button type="primary" htmlType="submit" loading={busy}>
                {words('save')}
              </Button>
            </div>
          </>
        )}
      </ApiForm>
    </div>
  )
}

const passed = (status: string): boolean => status === 'saved' || status === 'removed' || status.startsWith('already_')

function Shops() {
  const t = useText()
  return (
    <div className="panel">
      <h2>{t('elsewhere')}</h2>
      <p className="faint">{t('elsewhere_hint')}</p>
      <Form.List name="shops">
        {(fields, { add, remove, move }) => (
          <>
            {fields.map(({ key, name }) => (
              <div className="edit-row" key={key}>
                <Form.Item name={[name, 'name', 'zh']} label={t('shop_zh')} rules={[{ required: true }]}>
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item name={[name, 'name', 'en']} label={t('shop_en')}>
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item
                  name={[name, 'url']}
                  label={t('shop_url')}
                  rules={[{ required: true, pattern: /^https:\/\/\S+$/, message: t('shop_url_wrong') }]}
                >
                  <Input maxLength={500} placeholder="https://" />
                </Form.Item>
                <Button
                  type="text"
                  icon={<ArrowUpOutlined />}
                  aria-label={t('move_up')}
                  title={t('move_up')}
                  disabled={name === 0}
                  onClick={() => move(name, name - 1)}
                />
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} title={t('remove')} onClick={() => remove(name)} />
              </div>
            ))}
            {fields.length < 20 ? (
              <Button icon={<PlusOutlined />} onClick={() => add({ name: { zh: '', en: '' }, url: '' })}>
                {t('add_shop')}
              </Button>
            ) : null}
          </>
        )}
      </Form.List>
    </div>
  )
}

function Bundles() {
  const t = useText()
  return (
    <div className="panel">
      <h2>{t('bundles')}</h2>
      <p className="faint">{t('bundles_hint')}</p>
      <Form.List name="bundles">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="edit-part">
                <div className="edit-row">
                  <Form.Item name={[name, 'name', 'zh']} label={t('bundle_zh')} rules={[{ required: true }]}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name={[name, 'name', 'en']} label={t('bundle_en')}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name={[name, 'price_minor']} label={t('bundle_price')}>
                    <MoneyInput />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('remove_bundle')}
                    title={t('remove_bundle')}
                    onClick={() => remove(name)}
                  />
                </div>
                <Components bundle={name} />
              </fieldset>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() =>
                add({
                  // Made when the row is, so that sending twice saves one.
                  bundle_id: `b-${newId().slice(-12)}`,
                  name: { zh: '', en: '' },
                  price_minor: null,
                  components: [
                    { sku_id: '', quantity: 1 },
                    { sku_id: '', quantity: 1 },
                  ],
                })
              }
            >
              {t('add_bundle')}
            </Button>
          </>
        )}
      </Form.List>
    </div>
  )
}

function Components({ bundle }: { bundle: number }) {
  const t = useText()
  return (
    <Form.List name={[bundle, 'components']}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div className="edit-row" key={key}>
              <Form.Item name={[name, 'sku_id']} label={t('sku_id')} rules={[{ required: true }]}>
                <Input maxLength={64} />
              </Form.Item>
              <Form.Item name={[name, 'quantity']} label={t('quantity')} rules={[{ required: true }]}>
                <InputNumber min={1} max={99} precision={0} style={{ width: '100%' }} />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('remove')}
                title={t('remove')}
                disabled={fields.length <= 2}
                onClick={() => remove(name)}
              />
            </div>
          ))}
          <Button size="small" icon={<PlusOutlined />} disabled={fields.length >= 20} onClick={() => add({ sku_id: '', quantity: 1 })}>
            {t('add_component')}
          </Button>
        </>
      )}
    </Form.List>
  )
}
