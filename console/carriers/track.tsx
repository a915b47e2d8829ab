import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section, Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type Track, trackTone } from './model.ts'
import { useRefusals } from './terms-text.ts'
import { useText } from './text.ts'

type Detail = Track & {
  events: { happened_at: string; state: string | null; code: string; told: string; place: string | null; source: string }[]
}

/** One parcel with everything its carrier told, newest first. */
export function Component() {
  const [carrier_id = '', waybill_no = ''] = (useParams().track ?? '').split('~')
  const t = useText()
  const named = useCarriers()
  const may = useMay()
  const around = useListAround()
  const [asking, setAsking] = useState(false)
  const found = useApi<Detail>(`/api/admin/tracks/${carrier_id}/${waybill_no}`)
  const track = found.data
  if (!track)
    return (
      <DetailDrawer title={waybill_no}>
        {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const done = () => {
    setAsking(false)
    void found.refetch()
    void around?.refresh()
  }
  return (
    <DetailDrawer
      title={waybill_no}
      status={<Status tone={trackTone(track.state)}>{t.maybe(`track_${track.state}`, track.state)}</Status>}
      actions={may('tracks.edit') ? <Button onClick={() => setAsking(true)}>{t('register')}</Button> : null}
    >
      <Facts
        items={[
          [t('carrier'), named.name(carrier_id)],
          [t('order_no'), track.order_no],
          [t('delivered_at'), track.delivered_at ? <Exact key="at" at={track.delivered_at} /> : null],
          [t('subscription'), t.maybe(`subscription_${track.subscription}`, track.subscription)],
        ]}
      />
      <Section title={t('events')}>
        {track.events.length === 0 ? <p className="faint">{t('no_events')}</p> : null}
        <table className="plain">
          <tbody>
            {track.events.map((event, i) => (
              <tr key={i}>
                <td>
                  <Exact at={event.happened_at} />
                </td>
                <td>
                  {event.state ? <Status tone={trackTone(event.state)}>{t.maybe(`track_${event.state}`, event.state)}</Status> : null}
                </td>
                <td>
                  {event.told}
                  <div className="faint">
                    {[event.place, event.source === 'staff' ? t('source_staff') : null].filter(Boolean).join(' · ')}
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      {asking ? <WordForm track={track} done={done} cancel={() => setAsking(false)} /> : null}
    </DetailDrawer>
  )
}

const states = ['delivered', 'refused', 'lost', 'returned'] as const

/** What somebody found out on the phone counts like a scan. */
function WordForm({ track, done, cancel }: { track: Track; done(): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const tell = useTell()
  const refusal = useRefusals()
  const [state, setState] = useState<(typeof states)[number]>('delivered')
  const [note, setNote] = useState('')
  const send = async () => {
    const { carrier_id, waybill_no } = track
    // A moment ago: the server's clock may be a little behind this one.
    const happened_at = new Date(Date.now() - 60_000).toISOString()
    try {
      const [outcome] = await api.batch('/api/admin/tracks/words', { items: [{ carrier_id, waybill_no, state, happened_at, note }] })
      if (outcome && !/recorded$/.test(outcome.status)) return void tell.error(refusal(outcome), 6)
      done()
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
  }
  return (
    <Modal
      open
      title={`${t('register')} ${track.waybill_no}`}
      okText={t('save')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: note.trim() === '' }}
      onOk={() => void send()}
      onCancel={cancel}
    >
      <Select
        style={{ width: '100%', marginBottom: 12 }}
        aria-label={t('state')}
        value={state}
        onChange={setState}
        options={states.map((value) => ({ value, label: t(`word_${value}`) }))}
      />
      <Input
        aria-label={t('note')}
        placeholder={t('note')}
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  )
}
