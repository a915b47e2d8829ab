import { useMemo } from 'react'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Missing, Status } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/stock/sharing'>

/** From which nodes each channel sells. */
export function Component() {
  const t = useRulesText()
  const { name: nodeName } = useNodes()
  const inLanguage = useInLanguage()
  const columns = useMemo<Column<Row>[]>(() => {
    const nodes = (row: Row) => row.node_ids.map(nodeName).join('、')
    return [
      {
        key: 'channel_id',
        title: t('channel'),
        width: 220,
        render: (row) => <span className="strong">{inLanguage(row.name)}</span>,
        value: (row) => inLanguage(row.name),
      },
      {
        key: 'node_ids',
        title: t('shares_nodes'),
        width: 420,
        grow: true,
        render: (row) =>
          row.node_ids.length > 0 ? <span title={nodes(row)}>{nodes(row)}</span> : <span className="refused">{t('no_nodes')}</span>,
        value: nodes,
      },
      {
        key: 'only_share',
        title: t('only_share'),
        width: 120,
        render: (row) => (row.only_share ? <Status tone="waiting">{t('only_share')}</Status> : <Missing />),
        value: (row) => (row.only_share ? t('only_share') : ''),
      },
      {
        key: 'withheld',
        title: t('withheld'),
        width: 110,
        align: 'right',
        render: (row) => <Count value={row.withheld.length} />,
        value: (row) => row.withheld.length,
      },
    ]
  }, [t, nodeName, inLanguage])
  return (
    <ListPage<Row>
      name="stock-sharing"
      title={t('sharing')}
      hint={t('sharing_hint')}
      path="/api/admin/stock/sharing"
      whole
      row_id={(row) => row.channel_id}
      row_height={44}
      columns={columns}
      open={(row) => row.channel_id}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            {row.only_share ? <Status tone="waiting">{t('only_share')}</Status> : null}
          </div>
          <div className="card-row second">
            <span>{row.node_ids.length > 0 ? row.node_ids.map(nodeName).join('、') : t('no_nodes')}</span>
          </div>
        </>
      )}
      empty={{ title: t('sharing_empty'), hint: t('sharing_empty_hint') }}
    />
  )
}
