import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Status, TwoLines } from '../shared/values.tsx'
import type { BatchRow } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: BatchRow) => row.batch_id

/** Batches of codes and how far their codes have come. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  return (
    <ListPage<BatchRow>
      name="codes"
      title={t('title')}
      path="/api/admin/codes/batches"
      row_id={row_id}
      row_name={(row) => row.lot}
      row_height={52}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search') }}
      open={row_id}
      refetch_ms={20_000}
      actions={
        may('codes.issue') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/codes/new')}>
            {t('new')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.lot}</span>
            <BatchState batch={row} />
          </div>
          <div className="card-row second">
            <span>{inLanguage(row.title) || row.sku_id}</span>
            <Count value={row.quantity} />
          </div>
          <div className="card-row second">
            <span>
              {t('scanned')} {row.scanned} · {t('claimed')} {row.claimed}
            </span>
            <Ago at={row.made_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

export function BatchState({ batch }: { batch: Pick<BatchRow, 'voided_at' | 'printed' | 'quantity'> }) {
  const t = useText()
  if (batch.voided_at) return <Status tone="danger">{t('state_void')}</Status>
  if (batch.printed === 0) return <Status tone="waiting">{t('state_made')}</Status>
  if (batch.printed < batch.quantity)
    return (
      <Status tone="active">
        {t('state_printing')} <span className="number">{Math.floor((100 * batch.printed) / batch.quantity)}%</span>
      </Status>
    )
  return <Status tone="done">{t('state_ready')}</Status>
}

function useColumns(): Column<BatchRow>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  return useMemo(() => {
    const count = (key: 'quantity' | 'bound' | 'sold' | 'scanned' | 'claimed'): Column<BatchRow> => ({
      key,
      title: t(key),
      width: 100,
      align: 'right',
      render: (row) => <Count value={row[key]} />,
      value: (row) => row[key],
    })
    return [
      {
        key: 'lot',
        title: t('lot'),
        width: 150,
        render: (row) => <TwoLines first={<span className="strong">{row.lot}</span>} second={row.produced_on} />,
        value: (row) => row.lot,
      },
      {
        key: 'sku_id',
        title: t('goods'),
        width: 240,
        grow: true,
        render: (row) => <TwoLines first={inLanguage(row.title) || row.sku_id} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      { key: 'state', title: t('progress'), width: 140, render: (row) => <BatchState batch={row} />, value: (row) => row.printed },
      count('quantity'),
      count('bound'),
      count('sold'),
      count('scanned'),
      count('claimed'),
      {
        key: 'made_at',
        title: t('made_at'),
        width: 110,
        render: (row) => <Ago at={row.made_at} />,
        value: (row) => exactTime(row.made_at),
      },
    ]
  }, [t, inLanguage])
}
