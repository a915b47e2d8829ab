import { Modal, Select } from 'antd'
import { useState } from 'react'
import { Field } from '../organization/field.tsx'
import { api, type Outcome } from '../shared/api.ts'
import { useCarriers } from '../shared/names.ts'
import { useWords } from '../shared/words.ts'
import { useCarriageText } from './carriage-text.ts'

interface CarriageProps {
  rows: { id: string }[]
  run(work: (rows: { id: string }[]) => Promise<Outcome[]>): void
  cancel(): void
}

/** Gives parcels to another carrier, as many as were selected. */
export function CarriageForm({ rows, run, cancel }: CarriageProps) {
  const t = useCarriageText()
  const words = useWords()
  const { services } = useCarriers()
  const [chosen, setChosen] = useState<string | null>(null)
  const change = () => {
    const [carrier_id, service_id] = chosen!.split('/')
    run((some) => api.batch('/api/admin/warehouse/carriers', { parcels: some.map(({ id }) => ({ id, carrier_id, service_id })) }))
  }
  return (
    <Modal
      open
      title={t('change_title', { count: rows.length })}
      okText={t('change')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: chosen === null }}
      onOk={change}
      onCancel={cancel}
      width={440}
    >
      <p className="faint">{t('change_hint')}</p>
      <Field title={t('service')}>
        {(field) => (
          <Select
            id={field}
            style={{ width: '100%' }}
            showSearch={{ optionFilterProp: 'label' }}
            value={chosen}
            onChange={setChosen}
            options={services.map(({ value, label }) => ({ value, label }))}
          />
        )}
      </Field>
    </Modal>
  )
}
