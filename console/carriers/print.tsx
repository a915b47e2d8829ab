import { Alert, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { ApiProblem, newId, type Outcome } from '../shared/api.ts'
import { useRemembered } from '../shared/remembered.ts'
import { useWords } from '../shared/words.ts'
import type { Waybill } from './model.ts'
import { useText } from './text.ts'

interface FormProps {
  rows: Waybill[]
  run(work: (rows: Waybill[]) => Promise<Outcome[]>): void
  cancel(): void
}

/** Draws the labels in the order selected and opens them. Printing again asks first. */
export function PrintForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const [format, setFormat] = useRemembered<'pdf' | 'html'>('carriers.print_format', 'pdf')
  const [print_id] = useState(newId)
  const printed = rows.filter(({ printed_count }) => printed_count > 0).length
  const print = () => {
    // Opened while the click is still under way: a tab opened later would be kept back as unwanted.
    const tab = window.open('about:blank', '_blank')
    run(async (some) => {
      const parcel_ids = some.map(({ parcel_id }) => parcel_id)
      try {
        const sheet = await labelsOf({ print_id: some.length === rows.length ? print_id : newId(), parcel_ids, format, again: printed > 0 })
        if (tab) tab.location.href = sheet
        else download(sheet, `${print_id}.${format}`)
      } catch (error) {
        tab?.close()
        throw error
      }
      return parcel_ids.map((id) => ({ id, status: 'printed' }))
    })
  }
  return (
    <Modal
      open
      title={t('print_title', { count: rows.length })}
      okText={printed > 0 ? t('print_again') : t('print')}
      cancelText={words('cancel')}
      onOk={print}
      onCancel={cancel}
    >
      <p className="faint">{t('print_hint')}</p>
      <Segmented
        value={format}
        onChange={(value) => setFormat(value as 'pdf' | 'html')}
        options={[
          { value: 'pdf', label: t('print_pdf') },
          { value: 'html', label: t('print_page') },
        ]}
      />
      {printed > 0 ? <Alert style={{ marginTop: 12 }} type="warning" title={t('already_printed', { count: printed })} /> : null}
    </Modal>
  )
}

interface Ask {
  print_id: string
  parcel_ids: string[]
  format: 'pdf' | 'html'
  again: boolean
}

/** The drawn labels as an address of this browser. */
async function labelsOf(ask: Ask): Promise<string> {
  const response = await fetch('/api/admin/labels', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ask),
  })
  if (!response.ok) throw new ApiProblem(response.status, await response.json().catch(() => ({})))
  return URL.createObjectURL(await response.blob())
}

function download(sheet: string, name: string): void {
  const link = document.createElement('a')
  link.href = sheet
  link.download = name
  link.click()
}
