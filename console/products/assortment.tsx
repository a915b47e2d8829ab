import { ArrowUpOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { type AnswerOf, api, newId, type Outcome } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { useTell } from '../shared/list-page.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage } from '../shared/names.ts'
import { both, noWords, type ProductDetail, type Words } from './model.ts'
import { BothFields, FormFoot, RemoveButton, WithProduct } from './parts.tsx'
import { ProductPicker } from './picker.tsx'
import { useText } from './text.ts'

type Assortment = AnswerOf<'/api/admin/products/{spu_id}/assortment'>
const linkKinds = ['part', 'service', 'accessory', 'similar'] as const

interface Values {
  links: Record<(typeof linkKinds)[number], string[]>
  shops: { name: Words; url: string }[]
  bundles: { bundle_id: string; name: Words; price_minor: number | null; components: { sku_id: string; quantity: number }[] }[]
}
/** What stands on a product's page beside it: parts, services, accessories, the like; bundles; other shops that sell it. */
export function Component() {
  return <WithProduct<Assortment> beside="assortment" draw={(product, known) => <AssortmentForm product={product} known={known} />} />
}

function AssortmentForm({ product, known }: { product: ProductDetail; known: Assortment }) {
  const t = useText()
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
            <FormFoot back={back} busy={busy} />
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
                <BothFields name={[name, 'name']} labels={[t('shop_zh'), t('shop_en')]} most={60} required />
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
                <RemoveButton remove={() => remove(name)} />
              </div>
            ))}
            {fields.length < 20 ? (
              <Button icon={<PlusOutlined />} onClick={() => add({ name: noWords, url: '' })}>
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
                  <BothFields name={[name, 'name']} labels={[t('bundle_zh'), t('bundle_en')]} most={100} required />
                  <Form.Item name={[name, 'price_minor']} label={t('bundle_price')}>
                    <MoneyInput />
                  </Form.Item>
                  <RemoveButton title={t('remove_bundle')} remove={() => remove(name)} />
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
                  name: noWords,
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
              <RemoveButton disabled={fields.length <= 2} remove={() => remove(name)} />
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
