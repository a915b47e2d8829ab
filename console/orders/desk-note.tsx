import { Checkbox, Input } from 'antd'
import { useId } from 'react'
import { useDeskText } from './desk-text.ts'

export const noNote = { gift_message: '', gift_from: '', hides_prices: false, seller_note: '' }

/** What goes with the goods: a gift card, a word for the warehouse. */
export function NotePanel({ note, setNote }: { note: typeof noNote; setNote(note: typeof noNote): void }) {
  const t = useDeskText()
  const id = useId()
  return (
    <div className="panel">
      <h2>{t('gift')}</h2>
      <div className="field">
        <label htmlFor={`${id}-message`}>{t('gift_message')}</label>
        <Input.TextArea
          id={`${id}-message`}
          rows={2}
          maxLength={300}
          value={note.gift_message}
          onChange={(event) => setNote({ ...note, gift_message: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-from`}>{t('gift_from')}</label>
        <Input
          id={`${id}-from`}
          maxLength={60}
          value={note.gift_from}
          onChange={(event) => setNote({ ...note, gift_from: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-note`}>{t('seller_note')}</label>
        <Input
          id={`${id}-note`}
          maxLength={500}
          value={note.seller_note}
          onChange={(event) => setNote({ ...note, seller_note: event.target.value })}
        />
      </div>
      <Checkbox checked={note.hides_prices} onChange={(event) => setNote({ ...note, hides_prices: event.target.checked })}>
        {t('hides_prices')}
      </Checkbox>
    </div>
  )
}
