import { Button, Checkbox, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useDeskText } from './desk-text.ts'

type Note = NonNullable<AnswerOf<'/api/admin/orders/{id}/note'>['note']>
const none: Note = { gift_message: null, gift_from: null, hides_prices: false, seller_note: null }

/** Gift card and note of an order: read, written, printed. */
export function OrderNote({ order_id }: { order_id: string }) {
  const t = useDeskText()
  const may = useMay()
  const { data, refetch } = useApi<{ note: Note | null }>(`/api/admin/orders/${order_id}/note`)
  const [writing, setWriting] = useState(false)
  if (!data) return null
  const { note } = data
  const empty = !note || (!note.gift_message && !note.seller_note && !note.hides_prices)
  return (
    <Section
      title={t('gift')}
      extra={
        <span style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
          {may('orders.edit') ? (
            <Button size="small" type="text" onClick={() => setWriting(true)}>
              {t(empty ? 'write_note' : 'edit_note')}
            </Button>
          ) : null}
          <Link to={`/order-slips?id=${order_id}`}>{t('print')}</Link>
        </span>
      }
    >
      {empty ? <p className="faint">{t('no_note')}</p> : null}
      {note?.gift_message ? (
        <p style={{ whiteSpace: 'pre-wrap' }}>
          {t('gift_message')}：{note.gift_message} {note.gift_from ? t('slip_gift_from', { name: note.gift_from }) : null}
        </p>
      ) : null}
      {note?.seller_note ? (
        <p>
          {t('seller_note')}：{note.seller_note}
        </p>
      ) : null}
      {note?.hides_prices ? <p className="faint">{t('hides_prices')}</p> : null}
      {writing ? (
        <NoteForm
          order_id={order_id}
          initial={note ?? none}
          close={(saved) => {
            setWriting(false)
            if (saved) void refetch()
          }}
        />
      ) : null}
    </Section>
  )
}

function NoteForm({ order_id, initial, close }: { order_id: string; initial: Note; close(saved: boolean): void }) {
  const t = useDeskText()
  const words = useWords()
  const tell = useTell()
  const id = useId()
  const [note, setNote] = useState(initial)
  const [busy, setBusy] = useState(false)
  const text = (value: string) => value || null
  const send = async () => {
    setBusy(true)
    try {
      await api.batch('/api/admin/orders/notes', { notes: [{ id: order_id, ...note }] })
      void tell.success(t('saved'))
      close(true)
    } catch (error) {
      void tell.error((error as Error).message, 6)
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={t('gift')}
      okText={t('save')}
      cancelText={words('cancel')}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={() => close(false)}
      width={480}
    >
      <div className="field">
        <label htmlFor={`${id}-message`}>{t('gift_message')}</label>
        <Input.TextArea
          id={`${id}-message`}
          rows={3}
          maxLength={300}
          value={note.gift_message ?? ''}
          onChange={(event) => setNote({ ...note, gift_message: text(event.target.value) })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-from`}>{t('gift_from')}</label>
        <Input
          id={`${id}-from`}
          maxLength={60}
          value={note.gift_from ?? ''}
          onChange={(event) => setNote({ ...note, gift_from: text(event.target.value) })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-note`}>{t('seller_note')}</label>
        <Input.TextArea
          id={`${id}-note`}
          rows={2}
          maxLength={500}
          value={note.seller_note ?? ''}
          onChange={(event) => setNote({ ...note, seller_note: text(event.target.value) })}
        />
      </div>
      <Checkbox checked={note.hides_prices} onChange={(event) => setNote({ ...note, hides_prices: event.target.checked })}>
        {t('hides_prices')}
      </Checkbox>
    </Modal>
  )
}
