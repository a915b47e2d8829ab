import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useWords } from '../shared/words.ts'
import { noWords, type ProductDetail } from './model.ts'
import { useText } from './text.ts'

type Name = string | number

/** A text in Chinese and in English; one alone serves for both. */
export function BothFields({
  name,
  labels,
  most = 200,
  required = false,
}: {
  name: Name | Name[]
  labels: readonly [string, string]
  most?: number
  required?: boolean
}) {
  return (['zh', 'en'] as const).map((language, i) => (
    <Form.Item
      key={language}
      name={[name, language].flat()}
      label={labels[i]}
      rules={required && language === 'zh' ? [{ required: true }] : []}
    >
      <Input maxLength={most} />
    </Form.Item>
  ))
}

/** What a program calls it: `total_litres`. */
export function KeyField({ name, label }: { name: Name[]; label: string }) {
  const t = useText()
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t('key_wrong') }]}>
      <Input maxLength={40} />
    </Form.Item>
  )
}

export function RemoveButton({ title, disabled = false, remove }: { title?: string; disabled?: boolean; remove(): void }) {
  const t = useText()
  const said = title ?? t('remove')
  return <Button type="text" icon={<DeleteOutlined />} aria-label={said} title={said} disabled={disabled} onClick={remove} />
}

/** Values one chooses between, each with its name. */
export function ValueRows({ name, least = 0, named = false }: { name: Name[]; least?: number; named?: boolean }) {
  const t = useText()
  return (
    <Form.List name={name}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name: at }) => (
            <div className="edit-row" key={key}>
              <Form.Item
                name={[at, 'value']}
                label={t('option_value')}
                rules={[{ required: true, pattern: /^[^:,]{1,60}$/, message: t('option_value_wrong') }]}
              >
                <Input maxLength={60} />
              </Form.Item>
              <BothFields name={[at, 'name']} labels={[t('choice_zh'), t('choice_en')]} required={named} />
              <RemoveButton disabled={fields.length <= least} remove={() => remove(at)} />
            </div>
          ))}
          <Button
            type="dashed"
            size="small"
            icon={<PlusOutlined />}
            disabled={fields.length >= 200}
            onClick={() => add({ value: '', name: noWords })}
          >
            {t('add_value')}
          </Button>
        </>
      )}
    </Form.List>
  )
}

export function SellingPoints() {
  const t = useText()
  return (
    <div className="panel">
      <h2>{t('selling_points')}</h2>
      <Form.List name="selling_points">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div className="point-row" key={key}>
                <BothFields name={name} labels={[t('selling_point_zh'), t('selling_point_en')]} most={300} />
                <RemoveButton remove={() => remove(name)} />
              </div>
            ))}
            {fields.length < 12 ? (
              <Button icon={<PlusOutlined />} onClick={() => add(noWords)}>
                {t('add')}
              </Button>
            ) : null}
          </>
        )}
      </Form.List>
    </div>
  )
}

export function FormFoot({ back, busy }: { back(): void; busy: boolean }) {
  const words = useWords()
  return (
    <div className="form-foot">
      <Button onClick={back}>{words('cancel')}</Button>
      <Button type="primary" htmlType="submit" loading={busy}>
        {words('save')}
      </Button>
    </div>
  )
}

const kept = { refetchOnWindowFocus: false, staleTime: Infinity, gcTime: 0 }

/** The product of the address with something kept beside it, while both are edited. */
export function WithProduct<Known>({ beside, draw }: { beside: string; draw(product: ProductDetail, known: Known): ReactNode }) {
  const { spu_id } = useParams()
  const product = useApi<ProductDetail>(`/api/admin/products/${spu_id}`, {}, kept)
  const known = useApi<Known>(`/api/admin/products/${spu_id}/${beside}`, {}, kept)
  const failed = product.error ?? known.error
  // A look that fails later takes nothing from whoever is typing.
  if (product.data && known.data) return draw(product.data, known.data)
  return failed ? <Failure error={failed} retry={() => void Promise.all([product.refetch(), known.refetch()])} /> : <Skeleton />
}
