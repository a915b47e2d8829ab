import { Checkbox, Input } from 'antd'
import { useId } from 'react'
import type { AnswerOf } from '../shared/api.ts'
import { useDeskText } from './desk-text.ts'

export type Note = NonNullable<AnswerOf<'/api/admin/orders/{id}/note'>['note']>
export const noNote: Note = { gift_message: null, gift_from: null, hides_prices: false, seller_note: null }

/** What goes with the goods: a gift card, a word for the warehouse. What is empty is nothing. */
export function NoteFields({ note, setNote }: { note: Note; setNote(note: Note): void }) {
  const t = useDeskText()
  const id = useId()
  const text = (key: 'gift_message' | 'gift_from' | 'seller_note', maxLength: number) => ({
    ...{ id: `${id}-${key}`, maxLength, value: note[key] ?? '' },
    onChange: ({ target }: { target: { value: string } }) => setNote({ ...note, [key]: target.value || null }),
  })
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-gift_message`}>{t('gift_message')}</label>
        <Input.TextArea rows={2} {...text('gift_message', 300)} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-gift_from`}>{t('gift_from')}</label>
        <Input {...text('gift_from', 60)} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-seller_note`}>{t('seller_note')}</label>
        <Input.TextArea rows={2} {...text('seller_note', 500)} />
      </div>
      <Checkbox checked={note.hides_prices} onChange={(event) => setNote({ ...note, hides_prices: event.target.checked })}>
        {t('hides_prices')}
      </Checkbox>
    </>
  )
}
