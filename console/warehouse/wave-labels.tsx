import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { PrinterButton } from '../carriers/printer.tsx'
import { type RowOf, useApi } from '../shared/api.ts'
import { useCarriers } from '../shared/names.ts'
import { useWords } from '../shared/words.ts'
import { printBoxes } from './labels.ts'
import { useText } from './text.ts'

type Label = RowOf<'/api/admin/warehouse/waves/{id}/labels'>

/** Prints the labels of a whole wave in the order of picking; what was printed before is asked about first. */
export function WaveLabels({ wave_id }: { wave_id: string }) {
  const t = useText()
  const words = useWords()
  const { message } = App.useApp()
  const { formOf } = useCarriers()
  const labels = useApi<{ items: Label[] }>(`/api/admin/warehouse/waves/${wave_id}/labels`, {}, { refetchInterval: 10_000 })
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const all = labels.data?.items ?? []
  const fresh = all.filter(({ printed_count }) => printed_count === 0)
  const print = async (some: readonly Label[]) => {
    setAsking(false)
    setBusy(true)
    try {
      await printBoxes(
        some.map(({ box_id }) => box_id),
        {
          form: formOf(some[0]?.carrier_id ?? ''),
          tell: ({ state, detail }) => {
            const said = t.maybe(`print_${state}`, detail ?? state)
            if (state === 'failed' || state === 'paper_out') void message.warning(said, 6)
            else if (state === 'printed') void message.success(said)
          },
        },
      )
      await labels.refetch()
    } catch (error) {
      void message.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  if (all.length === 0) return null
  return (
    <>
      <PrinterButton />
      <Button loading={busy} onClick={() => (fresh.length < all.length ? setAsking(true) : void print(all))}>
        {t('print_labels')} · {all.length}
      </Button>
      <Modal
        open={asking}
        title={t('printed_before', { count: all.length - fresh.length })}
        onCancel={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{words('cancel')}</Button>
            {fresh.length > 0 ? <Button onClick={() => void print(fresh)}>{t('print_fresh', { count: fresh.length })}</Button> : null}
            <Button type="primary" danger onClick={() => void print(all)}>
              {t('print_all_again', { count: all.length })}
            </Button>
          </>
        }
      >
        <p>{t('printed_before_hint')}</p>
      </Modal>
    </>
  )
}
