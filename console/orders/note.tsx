import { Button, Modal } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type Note, NoteFields, noNote } from './desk-note.tsx'
import { useDeskText } from './desk-text.ts'

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
          initial={note ?? noNote}
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
  const [note, setNote] = useState(initial)
  const [busy, setBusy] = useState(false)
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
      <NoteFields note={note} setNote={setNote} />
    </Modal>
  )
}
