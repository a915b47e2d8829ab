import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Count, TwoLines } from '../shared/values.tsx'
import type { Batch } from './model.ts'
import { useText } from './text.ts'

const row_id = (batch: Batch) => batch.batch_id

/** Prepaid and gift cards, made in batches. */
export function Component() {
  const t = useText()
  const may = useMay()
  const organizationName = useOrganizations().name
  const columns = useMemo<Column<Batch>[]>(() => {
    const count = (key: 'cards' | 'active' | 'bound' | 'frozen', title: string): Column<Batch> => ({
      key,
      title,
      width: 84,
      align: 'right',
      render: (batch) => <Count value={batch[key]} />,
      value: (batch) => batch[key],
    })
    return [
      {
        key: 'name',
        title: t('batch_name'),
        width: 260,
        grow: true,
        render: (batch) => (
          <TwoLines first={<span className="strong">{batch.name}</span>} second={t.maybe(`kind_${batch.kind}`, batch.kind)} />
        ),
        value: (batch) => batch.name,
      },
      {
        key: 'value_minor',
        title: t('value'),
        width: 110,
        align: 'right',
        render: (batch) => <Amount minor={batch.value_minor} currency={batch.currency} />,
        value: (batch) => majorOf(batch.value_minor, batch.currency),
      },
      count('cards', t('quantity')),
      count('active', t('active')),
      count('bound', t('bound')),
      count('frozen', t('frozen')),
      {
        key: 'balance_minor',
        title: t('left'),
        width: 130,
        align: 'right',
        render: (batch) => <Amount minor={batch.balance_minor} currency={batch.currency} strong />,
        value: (batch) => majorOf(batch.balance_minor, batch.currency),
      },
      { key: 'expires_on', title: t('expires_on'), width: 110, render: (batch) => batch.expires_on, value: (batch) => batch.expires_on },
      {
        key: 'organization_id',
        title: t('organization'),
        width: 160,
        render: (batch) => organizationName(batch.organization_id),
        value: (batch) => organizationName(batch.organization_id),
      },
      {
        key: 'made_at',
        title: t('made_at'),
        width: 110,
        render: (batch) => <Ago at={batch.made_at} />,
        value: (batch) => exactTime(batch.made_at),
      },
    ]
  }, [t, organizationName])
  return (
    <ListPage<Batch>
      name="cards"
      title={t('cards')}
      hint={t('cards_hint')}
      path="/api/admin/card-batches"
      row_id={row_id}
      row_name={(batch) => batch.name}
      columns={columns}
      row_height={52}
      open={row_id}
      actions={
        may('cards.issue') ? (
          <Link to="/cards/new">
            <Button type="primary">{t('new_batch')}</Button>
          </Link>
        ) : undefined
      }
      empty={{ title: t('batches_empty') }}
      card={(batch) => (
        <>
          <div className="card-row">
            <span className="strong">{batch.name}</span>
            <Amount minor={batch.balance_minor} currency={batch.currency} strong />
          </div>
          <div className="card-row second">
            <span>
              {t.maybe(`kind_${batch.kind}`, batch.kind)} · {batch.active}/{batch.cards}
            </span>
            <span>{batch.expires_on}</span>
          </div>
        </>
      )}
    />
  )
}
