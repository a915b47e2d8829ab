import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { type AnswerOf, api, newId, useApi } from '../shared/api.ts'
import { sendFile } from '../shared/drop-file.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Exact, Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useText } from './text.ts'

const path = '/api/admin/content/slots'
type Slots = AnswerOf<'/api/admin/content/slots'>

/** Places for advertisements, and what hangs in them when. */
export function Component() {
  const t = useText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const queries = useQueryClient()
  const slots = useApi<Slots>(path)
  const [asking, setAsking] = useState<string | null>(null)
  const refresh = () => {
    setAsking(null)
    void queries.invalidateQueries({ queryKey: [path] })
  }
  const now = new Date().toISOString()
  return (
    <div className="page narrow-page">
      <header className="page-head">
        <h1>{t('slots_title')}</h1>
        <div className="page-actions">
          {may('content.publish') ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAsking('')}>
              {t('slot_new')}
            </Button>
          ) : null}
        </div>
      </header>
      <p className="faint">{t('slots_hint')}</p>
      {slots.isError ? <Failure error={slots.error} retry={() => void slots.refetch()} /> : null}
      {slots.isPending ? <Skeleton /> : null}
      {slots.data?.items.length === 0 ? <Notice drawing="empty" title={t('slots_empty')} hint={t('slots_hint')} /> : null}
      {slots.data?.items.map((slot) => (
        <Section
          key={slot.slot_id}
          title={`${inLanguage(slot.name)} · ${slot.slot_id}`}
          extra={
            may('content.publish') ? (
              <Button size="small" onClick={() => setAsking(slot.slot_id)}>
                {t('slot_book')}
              </Button>
            ) : undefined
          }
        >
          {slot.bookings.length === 0 ? <p className="faint">{t('slot_free')}</p> : null}
          <ul className="rows">
            {slot.bookings.map((booking) => (
              <li key={booking.booking_id}>
                <img
                  src={`/media/${encodeURIComponent(booking.picture)}/160.webp`}
                  alt=""
                  width={48}
                  height={48}
                  style={{ borderRadius: 6, objectFit: 'cover' }}
                />
                <span style={{ flex: 1, minWidth: 200 }}>
                  {inLanguage(booking.title)}
                  <span className="faint" style={{ display: 'block' }}>
                    <Exact at={booking.starts_at} /> – <Exact at={booking.ends_at} /> · {booking.link} · {booking.booked_by}
                  </span>
                </span>
                {booking.ends_at > now && may('content.publish') ? (
                  <Button
                    type="link"
                    danger
                    onClick={() =>
                      void api
                        .batch('/api/admin/content/booking-cancellations', { items: [{ slot_id: slot.slot_id, id: booking.booking_id }] })
                        .then(refresh)
                    }
                  >
                    {t('slot_cancel')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </Section>
      ))}
      {asking === '' ? <NewSlot done={refresh} cancel={() => setAsking(null)} /> : null}
      {asking ? <Book slot_id={asking} done={refresh} cancel={() => setAsking(null)} /> : null}
    </div>
  )
}

interface DialogProps {
  done(): void
  cancel(): void
}

function NewSlot({ done, cancel }: DialogProps) {
  const t = useText()
  const words = useWords()
  const [values, setValues] = useState({ slot_id: '', zh: '', en: '' })
  const save = async () => {
    await api.batch(path, { items: [{ slot_id: values.slot_id, name: { zh: values.zh, en: values.en } }] })
    done()
  }
  return (
    <Modal
      open
      title={t('slot_new')}
      okText={t('save')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !values.slot_id || !values.zh || !values.en }}
      onOk={() => void save()}
      onCancel={cancel}
    >
      <Text label={t('code')} value={values.slot_id} change={(slot_id) => setValues({ ...values, slot_id })} />
      <Text label={`${t('name')} · ${t('zh')}`} value={values.zh} change={(zh) => setValues({ ...values, zh })} />
      <Text label={`${t('name')} · ${t('en')}`} value={values.en} change={(en) => setValues({ ...values, en })} />
    </Modal>
  )
}

function Text({ label, value, change, type = 'text' }: { label: string; value: string; change(value: string): void; type?: string }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input id={id} type={type} value={value} maxLength={500} onChange={(event) => change(event.target.value)} />
    </div>
  )
}

const local = (ms: number): string => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

function Book({ slot_id, done, cancel }: DialogProps & { slot_id: string }) {
  const t = useText()
  const words = useWords()
  const [id] = useState(newId)
  const [values, setValues] = useState(() => ({
    zh: '',
    en: '',
    picture: '',
    link: '',
    from: local(Date.now()),
    until: local(Date.now() + 7 * 86_400_000),
  }))
  const [refusal, setRefusal] = useState<string | null>(null)
  const set = (part: Partial<typeof values>) => setValues({ ...values, ...part })
  const book = async () => {
    setRefusal(null)
    try {
      const [outcome] = await api.batch('/api/admin/content/bookings', {
        items: [
          {
            ...{ slot_id, id, picture: values.picture.trim(), link: values.link.trim(), title: { zh: values.zh, en: values.en } },
            ...{ starts_at: new Date(values.from).toISOString(), ends_at: new Date(values.until).toISOString() },
          },
        ],
      })
      if (outcome?.detail) setRefusal(outcome.detail)
      else done()
    } catch (error) {
      setRefusal((error as Error).message)
    }
  }
  return (
    <Modal
      open
      title={t('slot_book')}
      okText={t('slot_book')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !values.zh || !values.en || !values.picture || !values.from || !values.until }}
      onOk={() => void book()}
      onCancel={cancel}
    >
      <Text label={`${t('f_title')} · ${t('zh')}`} value={values.zh} change={(zh) => set({ zh })} />
      <Text label={`${t('f_title')} · ${t('en')}`} value={values.en} change={(en) => set({ en })} />
      <Text label={t('reference')} value={values.picture} change={(picture) => set({ picture })} />
      <label className="page-upload">
        {t('upload')}{' '}
        <input
          type="file"
          accept="image/*"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file)
              void sendFile(file).then(
                (picture) => set({ picture }),
                (error: Error) => setRefusal(error.message),
              )
          }}
        />
      </label>
      <Text label={t('f_link')} value={values.link} change={(link) => set({ link })} />
      <Text label={t('slot_from')} type="datetime-local" value={values.from} change={(from) => set({ from })} />
      <Text label={t('slot_until')} type="datetime-local" value={values.until} change={(until) => set({ until })} />
      {refusal ? <Alert type="error" title={refusal} showIcon /> : null}
    </Modal>
  )
}
