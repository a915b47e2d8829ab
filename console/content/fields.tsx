import type { CustomField, Field } from '@puckeditor/core'
import { AutoField } from '@puckeditor/core'
import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { createContext, type ReactElement, type ReactNode, useContext, useId, useState } from 'react'
import { useCatalog } from '../products/model.ts'
import { type Page as ApiPage, api, useApi } from '../shared/api.ts'
import { sendFile } from '../shared/drop-file.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Words } from './model.ts'
import { useText } from './text.ts'

/** Which language the person edits in first; both are kept. */
export const EditedLanguage = createContext<'zh' | 'en'>('zh')

interface Drawn<Value> {
  value: Value
  onChange(value: Value): void
  id: string
  label: string
}
type Draw<Value> = (props: Drawn<Value>) => ReactElement

const custom = <Value,>(label: string, Draw: Draw<Value>): CustomField<Value> => ({
  type: 'custom',
  label,
  render: ({ value, onChange, id }) => (
    <Labelled label={label}>
      {(field) => <Draw value={value} onChange={(next) => onChange(next)} id={field || id} label={label} />}
    </Labelled>
  ),
})

function Labelled({ label, children }: { label: string; children(id: string): ReactNode }) {
  const id = useId()
  return (
    <div className="page-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

/** A text in both languages, one under the other. */
export const bothField = (label: string, rows = 1) => custom<Words>(label, rows > 1 ? BothLong : Both)

const BothLong = (props: Drawn<Words>) => <Both {...props} rows={3} />
function Both({ value, onChange, id, label, rows = 1 }: Drawn<Words> & { rows?: number }) {
  const t = useText()
  const set = (lang: 'zh' | 'en', text: string) => onChange({ ...value, [lang]: text })
  return (
    <>
      {(['zh', 'en'] as const).map((lang) => {
        const shared = {
          id: lang === 'zh' ? id : `${id}-en`,
          value: value?.[lang] ?? '',
          'aria-label': `${label} ${t(lang)}`,
          placeholder: t(lang),
        }
        return rows > 1 ? (
          <Input.TextArea key={lang} {...shared} rows={rows} onChange={(event) => set(lang, event.target.value)} />
        ) : (
          <Input key={lang} {...shared} onChange={(event) => set(lang, event.target.value)} />
        )
      })}
    </>
  )
}

/** Rich text in both languages; the language that is shown is edited with its looks. */
function Rich({ value, onChange }: Drawn<Words>) {
  const lang = useContext(EditedLanguage)
  const field = {
    type: 'richtext',
    contentEditable: false,
    options: { codeBlock: false, code: false, heading: { levels: [2, 3, 4] } },
  } as Field
  return (
    <AutoField
      key={lang}
      field={field}
      value={value?.[lang] ?? ''}
      onChange={(html: string) => onChange({ ...value, [lang]: html ?? '' })}
    />
  )
}
export const richField = (label: string) => custom<Words>(label, Rich)

export const codeField = (label: string) =>
  custom<string>(label, ({ value, onChange, id }) => (
    <Input.TextArea
      id={id}
      rows={10}
      value={value}
      spellCheck={false}
      style={{ fontFamily: 'monospace' }}
      onChange={(event) => onChange(event.target.value)}
    />
  ))

export const textField = (label: string, placeholder = '') =>
  custom<string>(label, ({ value, onChange, id }) => (
    <Input id={id} value={value ?? ''} placeholder={placeholder} onChange={(event) => onChange(event.target.value.trim())} />
  ))

export const optionalField = (label: string, type: 'text' | 'date' = 'text') =>
  custom<string | null>(label, ({ value, onChange, id }) => (
    <Input id={id} type={type} value={value ?? ''} onChange={(event) => onChange(event.target.value.trim() || null)} />
  ))

export const momentField = (label: string) =>
  custom<string>(label, ({ value, onChange, id }) => {
    const date = new Date(value)
    const local = Number.isNaN(date.getTime())
      ? ''
      : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    return (
      <Input
        id={id}
        type="datetime-local"
        value={local}
        onChange={(event) => event.target.value && onChange(new Date(event.target.value).toISOString())}
      />
    )
  })

function Flag({ value, onChange, id }: Drawn<boolean>) {
  const t = useText()
  return (
    <Checkbox id={id} checked={value} onChange={(event) => onChange(event.target.checked)}>
      {value ? t('yes') : t('no')}
    </Checkbox>
  )
}
export const flagField = (label: string) => custom<boolean>(label, Flag)

export const numberField = (label: string, min: number, max: number) =>
  custom<number>(label, ({ value, onChange, id }) => (
    <InputNumber
      id={id}
      min={min}
      max={max}
      precision={0}
      value={value}
      onChange={(next) => onChange(next ?? min)}
      style={{ width: '100%' }}
    />
  ))

export const choiceField = (label: string, options: { value: string; label: string }[]) =>
  custom<string>(label, ({ value, onChange, id }) => (
    <Select id={id} value={value} options={options} onChange={onChange} style={{ width: '100%' }} />
  ))

const tints = ['--tint-1', '--tint-2', '--tint-3', '--tint-4', '--tint-5']
export const tintField = (label: string) =>
  custom<number>(label, ({ value, onChange }) => (
    <div role="radiogroup" aria-label={label} className="page-tints">
      {tints.map((tint, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a colored press, not a dot
        <button
          key={tint}
          type="button"
          role="radio"
          aria-checked={value === i}
          aria-label={String(i + 1)}
          data-tint={i}
          onClick={() => onChange(i)}
        />
      ))}
    </div>
  ))

/** A picture or film: uploaded here, or named by its reference. */
export const fileField = (label: string) => custom<string | null>(label, PictureFile)
export const filmField = (label: string) => custom<string | null>(label, FilmFile)

const PictureFile = (props: Drawn<string | null>) => <KeptFile {...props} accept="image/*" />
const FilmFile = (props: Drawn<string | null>) => <KeptFile {...props} accept="video/mp4" />
function KeptFile({ value, onChange, id, accept }: Drawn<string | null> & { accept: string }) {
  const t = useText()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const take = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setFault('')
    await sendFile(file).then(onChange, (error: Error) => setFault(error.message))
    setBusy(false)
  }
  return (
    <div className="page-file">
      {value && accept.startsWith('image') ? (
        <img src={`/media/${encodeURIComponent(value)}/320.webp`} alt="" width={96} height={96} />
      ) : null}
      <Input
        id={id}
        value={value ?? ''}
        placeholder={t('reference')}
        allowClear
        onChange={(event) => onChange(event.target.value.trim() || null)}
      />
      <label className="page-upload">
        {busy ? t('uploading') : t('upload')}
        <input type="file" accept={accept} disabled={busy} onChange={(event) => void take(event.target.files?.[0])} />
      </label>
      {fault ? (
        <span role="alert" className="page-fault">
          {fault}
        </span>
      ) : null}
    </div>
  )
}

interface ProductName {
  spu_id: string
  title: Words
}

function ProductSelect({ id, value, onChange, many }: { id: string; value: string[]; onChange(ids: string[]): void; many: boolean }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const [q, setQ] = useState('')
  const found = useApi<ApiPage<ProductName>>('/api/admin/products', { q: q.slice(0, 60), limit: 20 }, { staleTime: 30_000 })
  // Names of what is chosen already, however it was found.
  const chosen = useQuery({
    queryKey: ['product-names', value],
    queryFn: async () => {
      const { resolved } = await api.post<{ resolved: Record<string, { cards?: ProductName[] }> }>('/api/admin/content/resolutions', {
        blocks: [{ type: 'products', props: { ...handChoice(value), id: 'names' } }],
      })
      return resolved.names?.cards ?? []
    },
    enabled: value.length > 0,
    staleTime: 60_000,
  })
  const names = new Map([...(chosen.data ?? []), ...(found.data?.items ?? [])].map(({ spu_id, title }) => [spu_id, inLanguage(title)]))
  const options = [...new Set([...value, ...(found.data?.items ?? []).map(({ spu_id }) => spu_id)])].map((spu_id) => ({
    value: spu_id,
    label: `${names.get(spu_id) ?? spu_id}`,
  }))
  const shared = {
    id,
    options,
    filterOption: false,
    showSearch: true,
    onSearch: setQ,
    placeholder: t('choose_products'),
    style: { width: '100%' },
  } as const
  return many ? (
    <Select {...shared} mode="multiple" value={value} onChange={onChange} />
  ) : (
    <Select {...shared} allowClear value={value[0] ?? null} onChange={(one: string | null | undefined) => onChange(one ? [one] : [])} />
  )
}

const none = { zh: '', en: '' }
const handChoice = (spu_ids: string[]) => ({
  title: none,
  text: none,
  layout: 'grid',
  more: '',
  choice: { ...startChoice, by: 'hand', spu_ids: spu_ids.slice(0, 48) },
})
export const startChoice = {
  by: 'rule',
  spu_ids: [] as string[],
  category_id: null as string | null,
  brand_id: null as string | null,
  tag: null as string | null,
  lifecycle: 'on_sale',
  sort: 'sales',
  varied: true,
  count: 8,
}
type Choice = typeof startChoice

export const productField = (label: string) =>
  custom<string | null>(label, ({ value, onChange, id }) => (
    <ProductSelect id={id} many={false} value={value ? [value] : []} onChange={([one]) => onChange(one ?? null)} />
  ))

/** Products by a rule that is asked at each drawing, or chosen by hand in their order. */
function Choose({ value, onChange, id }: Drawn<Choice>) {
  const t = useText()
  const { brandOptions, categoryOptions } = useCatalog()
  const set = (part: Partial<Choice>) => onChange({ ...value, ...part })
  const pick = (key: 'lifecycle' | 'sort', values: string[]) => (
    <Select
      aria-label={t(`r_${key}`)}
      value={value[key]}
      onChange={(next: string) => set({ [key]: next })}
      options={values.map((one) => ({ value: one, label: t.maybe(`${key}_${one}`) }))}
      style={{ width: '100%' }}
    />
  )
  return (
    <div className="page-choice">
      <Select
        id={id}
        value={value.by}
        onChange={(by: string) => set({ by })}
        options={['rule', 'hand'].map((one) => ({ value: one, label: t.maybe(`by_${one}`) }))}
        style={{ width: '100%' }}
      />
      {value.by === 'hand' ? (
        <ProductSelect id={`${id}-products`} many value={value.spu_ids} onChange={(spu_ids) => set({ spu_ids })} />
      ) : (
        <>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('r_category')}
            value={value.category_id}
            onChange={(one: string | null | undefined) => set({ category_id: one ?? null })}
            options={categoryOptions}
            style={{ width: '100%' }}
          />
          <Select
            allowClear
            placeholder={t('r_brand')}
            value={value.brand_id}
            onChange={(one: string | null | undefined) => set({ brand_id: one ?? null })}
            options={brandOptions}
            style={{ width: '100%' }}
          />
          <Input
            placeholder={t('r_tag')}
            value={value.tag ?? ''}
            maxLength={40}
            onChange={(event) => set({ tag: event.target.value || null })}
          />
          {pick('lifecycle', ['on_sale', 'presale', 'coming', 'all'])}
          {pick('sort', ['sales', 'newest', 'price_up', 'price_down'])}
          <Checkbox checked={value.varied} onChange={(event) => set({ varied: event.target.checked })}>
            {t('r_varied')}
          </Checkbox>
          <InputNumber
            aria-label={t('f_count')}
            min={1}
            max={48}
            precision={0}
            value={value.count}
            onChange={(count) => set({ count: count ?? 8 })}
            style={{ width: '100%' }}
          />
        </>
      )}
    </div>
  )
}
export const choiceOfProducts = (label: string) => custom<Choice>(label, Choose)

function Brand({ value, onChange, id }: Drawn<string>) {
  const { brandOptions } = useCatalog()
  return <Select id={id} value={value || null} options={brandOptions} onChange={(one) => onChange(one ?? '')} style={{ width: '100%' }} />
}
export const brandField = (label: string) => custom<string>(label, Brand)

export const codesField = (label: string, of: 'brand' | 'category') => custom<string[]>(label, of === 'brand' ? BrandCodes : CategoryCodes)

function BrandCodes(props: Drawn<string[]>) {
  return <Codes {...props} options={useCatalog().brandOptions} />
}
function CategoryCodes(props: Drawn<string[]>) {
  return <Codes {...props} options={useCatalog().categoryOptions} />
}
function Codes({ value, onChange, id, options }: Drawn<string[]> & { options: { value: string; label: string }[] }) {
  return (
    <Select
      id={id}
      mode="multiple"
      value={value}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={onChange}
      style={{ width: '100%' }}
    />
  )
}

function Slot({ value, onChange, id }: Drawn<string>) {
  const inLanguage = useInLanguage()
  const { data } = useApi<{ items: { slot_id: string; name: Words }[] }>('/api/admin/content/slots')
  const options = (data?.items ?? []).map(({ slot_id, name }) => ({ value: slot_id, label: inLanguage(name) }))
  return <Select id={id} value={value || null} options={options} onChange={(one) => onChange(one ?? '')} style={{ width: '100%' }} />
}
export const slotField = (label: string) => custom<string>(label, Slot)

/** A list of equal things, each opened by a press. */
export const listField = (label: string, arrayFields: Record<string, Field>, start: object, max: number): Field =>
  ({
    type: 'array',
    label,
    arrayFields,
    defaultItemProps: start,
    max,
    min: 1,
    getItemSummary: (item: { title?: Words }) => item.title?.zh || item.title?.en || label,
  }) as Field
