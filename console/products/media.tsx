import { ArrowUpOutlined } from '@ant-design/icons'
import { Button, Form, Select } from 'antd'
import { useRef, useState } from 'react'
import { type AnswerOf, call, useApi } from '../shared/api.ts'
import { DropFile } from '../shared/drop-file.tsx'
import { useInLanguage } from '../shared/names.ts'
import { hide } from './list.tsx'
import { type ProductDetail, pictureOf } from './model.ts'
import { BothFields, RemoveButton } from './parts.tsx'
import { useText } from './text.ts'

export type Media = ProductDetail['media'][number]
const roles = ['cover', 'gallery', 'detail', 'option', 'video', 'document', 'model'] as const
const layouts = ['square', 'tall', 'wide'] as const
const pictured = new Set<string>(['cover', 'gallery', 'detail', 'option'])

interface Kept {
  file: string
  type: string
}
const keep = (file: File): Promise<Kept> => call<Kept>('POST', '/api/admin/files', { body: file })

/** What a file is for, as its content says; undefined when shoppers could make nothing of it. */
export function roleOf(type: string, has_cover: boolean): Media['role'] | undefined {
  if (type.startsWith('image/')) return has_cover ? 'gallery' : 'cover'
  if (type === 'video/mp4') return 'video'
  if (type === 'model/gltf-binary') return 'model'
  // Manuals and firmware: what it is inside nobody but its reader knows.
  return type === 'application/pdf' || type === 'application/zip' || type === 'application/octet-stream' ? 'document' : undefined
}

/** Pictures, films, papers and models of a product: sent here, put in order, told apart by role, SKU, channel and shape. */
export function MediaPanel() {
  const t = useText()
  const form = Form.useFormInstance()
  const inLanguage = useInLanguage()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const channels =
    useApi<AnswerOf<'/api/admin/channels'>>('/api/admin/channels', {}, { staleTime: 300_000, retry: false }).data?.items ?? []
  const skus = (Form.useWatch('skus') ?? []) as { sku_id?: string }[]
  // The names of the files have no field of their own.
  const media = (Form.useWatch('media', { form, preserve: true }) ?? []) as Media[]
  const take = async (file: File, add: (one: Media) => void) => {
    setBusy(true)
    setFault('')
    try {
      const { file: reference, type } = await keep(file)
      const role = roleOf(
        type,
        media.some((one) => one.role === 'cover'),
      )
      const name = file.name.replace(/\.\w+$/, '').slice(0, 200)
      if (role)
        add({ role, reference, sku_id: null, channel_id: null, layout: null, alt: pictured.has(role) ? null : { zh: name, en: name } })
      else setFault(t('file_useless'))
    } catch (error) {
      setFault((error as Error).message)
    }
    setBusy(false)
  }
  return (
    <div className="panel">
      <h2>{t('media')}</h2>
      <p className="faint">{t('media_hint')}</p>
      <Form.List name="media">
        {(fields, { add, remove, move }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset className="edit-part" key={key}>
                <legend className="visually-hidden">{`${t('media')} ${name + 1}`}</legend>
                <div className="edit-row">
                  <Thumb media={media[name]} />
                  <Form.Item name={[name, 'role']} label={t('media_role')}>
                    <Select options={roles.map((value) => ({ value, label: t(`role_${value}`) }))} />
                  </Form.Item>
                  <Form.Item name={[name, 'sku_id']} label={t('media_sku')}>
                    <Select
                      allowClear
                      placeholder={t('all')}
                      options={skus.flatMap((sku) => (sku?.sku_id ? [{ value: sku.sku_id, label: sku.sku_id }] : []))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'channel_id']} label={t('media_channel')}>
                    <Select
                      allowClear
                      placeholder={t('all')}
                      options={channels.map((one) => ({ value: one.id, label: inLanguage(one.name) }))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'layout']} label={t('media_layout')}>
                    <Select
                      allowClear
                      placeholder={t('layout_any')}
                      options={layouts.map((value) => ({ value, label: t(`layout_${value}`) }))}
                    />
                  </Form.Item>
                </div>
                <div className="edit-row">
                  <BothFields name={[name, 'alt']} labels={[t('media_alt_zh'), t('media_alt_en')]} />
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
              </fieldset>
            ))}
            {fault ? (
              <p className="problem" role="alert">
                {fault}
              </p>
            ) : null}
            {fields.length < 60 ? (
              <DropFile
                title={t('media_add')}
                hint={t('media_add_hint')}
                accept="image/*,video/mp4,.pdf,.zip,.bin,.glb"
                busy={busy ? t('sending') : undefined}
                take={(file) => void take(file, add)}
              />
            ) : null}
          </>
        )}
      </Form.List>
    </div>
  )
}

function Thumb({ media }: { media: Media | undefined }) {
  const t = useText()
  if (!media) return null
  if (pictured.has(media.role))
    return <img src={pictureOf(media.reference, 160)} alt="" width={64} height={64} loading="lazy" onError={hide} />
  return (
    <a href={`/media/${media.reference}`} target="_blank" rel="noreferrer">
      {t('file_open')}
    </a>
  )
}

/** A kept file as the value of a field: sent here, opened or taken away. */
export function KeptFile({
  id,
  value,
  onChange,
  accept = '*',
}: {
  id?: string
  value?: string | null
  onChange?(file: string | null): void
  accept?: string
}) {
  const t = useText()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const take = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setFault('')
    await keep(file).then(
      ({ file: kept, type }) => (accept === 'image/*' && !type.startsWith('image/') ? setFault(t('file_no_picture')) : onChange?.(kept)),
      (error: Error) => setFault(error.message),
    )
    setBusy(false)
  }
  return (
    <div className="edit-row">
      {value && accept === 'image/*' ? <img src={pictureOf(value, 160)} alt="" width={48} height={48} onError={hide} /> : null}
      {value ? (
        <>
          {accept === 'image/*' ? null : (
            <a href={`/media/${value}`} target="_blank" rel="noreferrer">
              {t('file_open')}
            </a>
          )}
          <RemoveButton remove={() => onChange?.(null)} />
        </>
      ) : null}
      <Button id={id} loading={busy} onClick={() => input.current?.click()}>
        {t('file_choose')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={(event) => {
          void take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {fault ? <span role="alert">{fault}</span> : null}
    </div>
  )
}
