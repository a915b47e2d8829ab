import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, newId, type Outcome, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Section, Status, type Tone } from '../shared/values.tsx'
import { type Card, succeeded } from './model.ts'
import { useText } from './text.ts'

const tones: Record<Card['state'], Tone> = { made: 'quiet', active: 'done', frozen: 'danger' }

/** The cards of one batch: activate what was sold, freeze what was lost. */
export function Component() {
  const { batch_id } = useParams()
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const around = useListAround()
  const [busy, setBusy] = useState(false)
  const cards = useApi<Page<Card>>(`/api/admin/card-batches/${batch_id}/cards`, { limit: 200 })
  const act = async (path: string, body: object, said: (outcomes: Outcome[]) => string) => {
    setBusy(true)
    const outcomes = await api.batch(path, body).catch((error: Error): Outcome[] => [{ id: '', status: 'failed', detail: error.message }])
    setBusy(false)
    const refused = outcomes.find((outcome) => !succeeded(outcome))
    if (refused) void tell.error(t.maybe(`outcome_${refused.status}`, refused.detail ?? refused.status), 6)
    else void tell.success(said(outcomes))
    void cards.refetch()
    void around?.refresh()
  }
  return (
    <DetailDrawer
      title={t('cards')}
      actions={
        may('cards.issue') && cards.data?.items.some(({ state }) => state === 'made') ? (
          <Button
            type="primary"
            loading={busy}
            onClick={() =>
              void act(`/api/admin/card-batches/${batch_id}/activation`, { approval_id: newId() }, (outcomes) =>
                outcomes.some(({ status }) => status === 'proposed')
                  ? t('activation_proposed')
                  : t('activated', { count: outcomes.filter(({ status }) => status === 'activated').length }),
              )
            }
          >
            {t('activate_all')}
          </Button>
        ) : undefined
      }
    >
      <Section title={t('card_no')}>
        {cards.data ? (
          <ul className="rows">
            {cards.data.items.map((card) => (
              <li key={card.card_id} title={card.frozen_reason ?? undefined}>
                <span className="number">{card.card_no}</span>
                <Status tone={tones[card.state]}>{t.maybe(`state_${card.state}`, card.state)}</Status>
                {card.member_id ? <Link to={`/members/${card.member_id}`}>{t('owner')}</Link> : null}
                <span className="spring" />
                <Amount minor={card.balance_minor} currency={card.currency} />
                {may('cards.freeze') && card.state !== 'made' ? (
                  <Button
                    size="small"
                    disabled={busy}
                    danger={card.state === 'active'}
                    onClick={() =>
                      void act(
                        '/api/admin/cards/freezes',
                        { freezes: [{ id: card.card_id, frozen: card.state === 'active', reason: t('freeze_reason') }] },
                        () => t(card.state === 'active' ? 'freeze' : 'thaw'),
                      )
                    }
                  >
                    {t(card.state === 'active' ? 'freeze' : 'thaw')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        ) : cards.isError ? (
          <Failure error={cards.error} retry={() => void cards.refetch()} />
        ) : (
          <Skeleton />
        )}
      </Section>
    </DetailDrawer>
  )
}
