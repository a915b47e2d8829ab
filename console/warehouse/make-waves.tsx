import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, InputNumber, Modal, Select, Space } from 'antd'
import { useState } from 'react'
import { Field } from '../organization/field.tsx'
import { api, newId, type Outcome, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { useWords } from '../shared/words.ts'
import { useCarriageText } from './carriage-text.ts'
import { useText } from './text.ts'

interface PlanOutcome extends Outcome {
  waves?: { orders: number }[]
  waiting?: number
}
interface Wish {
  kind?: 'bulk' | 'loose'
  pick_method?: 'batch' | 'cluster' | 'order'
  carrier_id?: string
  owner_id?: string
  owner_name?: string
  most_orders?: number
}

/** Gathers what waits into waves: at once, or as the planner wishes. */
export function MakeWaves({ node_id }: { node_id: string | null }) {
  const t = useText()
  const c = useCarriageText()
  const may = useMay()
  const tell = useTell()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [wishing, setWishing] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  if (!may('warehouse.plan')) return null
  const make = async (wish: Wish = {}) => {
    setBusy(true)
    setRefused(null)
    try {
      const [outcome] = (await api.batch('/api/admin/warehouse/waves', { plans: [{ id: newId(), node_id, ...wish }] })) as PlanOutcome[]
      if (outcome?.waves) {
        const orders = outcome.waves.reduce((sum, { orders }) => sum + orders, 0)
        void tell.success(t('make_waves_done', { waves: outcome.waves.length, orders }))
        setWishing(false)
      } else {
        const why = c.maybe(outcome!.status, outcome!.detail ?? outcome!.status, { waiting: outcome!.waiting ?? 0 })
        // The wishes stay on the screen beside the reason: mostly one of them is to be changed.
        if (wishing) setRefused(why)
        else void tell.info(why, 6)
      }
      await queries.invalidateQueries()
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <>
      <Space.Compact>
        <Button type="primary" loading={busy} disabled={!node_id} onClick={() => void make()}>
          {t('make_waves')}
        </Button>
        <Button
          disabled={!node_id}
          onClick={() => {
            setRefused(null)
            setWishing(true)
          }}
        >
          {c('options')}
        </Button>
      </Space.Compact>
      {wishing && node_id ? (
        <Wishes node_id={node_id} busy={busy} refused={refused} make={(wish) => void make(wish)} cancel={() => setWishing(false)} />
      ) : null}
    </>
  )
}

interface WishesProps {
  node_id: string
  busy: boolean
  refused: string | null
  make(wish: Wish): void
  cancel(): void
}

function Wishes({ node_id, busy, refused, make, cancel }: WishesProps) {
  const c = useCarriageText()
  const t = useText()
  const words = useWords()
  const carriers = useCarriers()
  const clerks = useApi<{ items: { id: string; name: string }[] }>('/api/admin/warehouse/clerks', { node_id }, { staleTime: 60_000 })
  const [wish, setWish] = useState<Wish>({ pick_method: 'batch' })
  const change = (more: { [Key in keyof Wish]: Wish[Key] | undefined }) =>
    setWish((before) => Object.fromEntries(Object.entries({ ...before, ...more }).filter(([, value]) => value)) as Wish)
  const choice = (title: string, value: string | undefined, options: { value: string; label: string }[], set: (value: string) => void) => (
    <Field title={title}>{(id) => <Select id={id} style={{ width: '100%' }} value={value ?? ''} options={options} onChange={set} />}</Field>
  )
  const people = clerks.data?.items ?? []
  return (
    <Modal
      open
      title={t('make_waves')}
      okText={c('make')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: busy }}
      onOk={() => make(wish)}
      onCancel={cancel}
      width={460}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        {refused ? <Alert type="warning" showIcon title={refused} /> : null}
        {choice(
          c('wave_kind'),
          wish.kind,
          [
            { value: '', label: c('wave_kind_all') },
            { value: 'bulk', label: t('kind_bulk') },
            { value: 'loose', label: t('kind_loose') },
          ],
          (kind) => change({ kind: kind as 'bulk' }),
        )}
        {wish.kind === 'bulk'
          ? null
          : choice(
              c('pick_method'),
              wish.pick_method,
              (['batch', 'cluster', 'order'] as const).map((value) => ({ value, label: c(`method_${value}`) })),
              (pick_method) => change({ pick_method: pick_method as 'batch' }),
            )}
        {choice(c('only_carrier'), wish.carrier_id, [{ value: '', label: c('all_carriers') }, ...carriers.options], (carrier_id) =>
          change({ carrier_id }),
        )}
        {choice(
          c('wave_owner'),
          wish.owner_id,
          [{ value: '', label: c('anybody') }, ...people.map(({ id, name }) => ({ value: id, label: name }))],
          (owner_id) => change({ owner_id, owner_name: people.find(({ id }) => id === owner_id)?.name }),
        )}
        <Field title={c('most_orders')}>
          {(id) => (
            <InputNumber
              id={id}
              style={{ width: '100%' }}
              min={1}
              max={5000}
              precision={0}
              value={wish.most_orders ?? null}
              onChange={(most_orders) => change({ most_orders: most_orders ?? undefined })}
            />
          )}
        </Field>
      </div>
    </Modal>
  )
}
