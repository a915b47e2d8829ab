import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { AnswerOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Node = AnswerOf<'/api/admin/nodes'>['items'][number]
const row_id = (node: Node) => node.id

/** Every place that holds stock. */
export function Component() {
  const t = useText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const organizations = useOrganizations()
  const organizationName = organizations.name
  const columns = useMemo<Column<Node>[]>(() => {
    const address = (node: Node) =>
      ['province', 'city', 'district', 'street']
        .map((key) => node.address[key])
        .filter(Boolean)
        .join(' ')
    return [
      {
        key: 'name',
        title: t('name'),
        width: 210,
        render: (node) => <TwoLines first={<span className="strong">{inLanguage(node.name)}</span>} second={node.id} />,
        value: (node) => inLanguage(node.name),
      },
      {
        key: 'kind',
        title: t('kind'),
        width: 150,
        render: (node) => t.maybe(`kind_${node.kind}`, node.kind),
        value: (node) => t.maybe(`kind_${node.kind}`, node.kind),
      },
      {
        key: 'organization_id',
        title: t('organization'),
        width: 170,
        render: (node) => organizationName(node.organization_id),
        value: (node) => organizationName(node.organization_id),
      },
      {
        key: 'address',
        title: t('region'),
        width: 240,
        grow: true,
        render: (node) => <span title={address(node)}>{address(node) || <Missing />}</span>,
        value: address,
      },
      { key: 'cut_off', title: t('cut_off'), width: 90, render: (node) => node.cut_off ?? <Missing />, value: (node) => node.cut_off },
      {
        key: 'capacity_per_day',
        title: t('capacity'),
        width: 110,
        align: 'right',
        render: (node) => <Count value={node.capacity_per_day} />,
        value: (node) => node.capacity_per_day,
      },
      {
        key: 'status',
        title: t('status'),
        width: 100,
        render: (node) => (
          <Status tone={node.closed_at ? 'quiet' : node.closing_at ? 'waiting' : 'done'}>
            {t(node.closed_at ? 'closed' : node.closing_at ? 'draining' : 'open')}
          </Status>
        ),
        value: (node) => t(node.closed_at ? 'closed' : 'open'),
      },
      { key: 'stock', title: '', width: 90, render: (node) => <Link to={`/stock?node_id=${node.id}`}>{t('see_stock')}</Link> },
    ]
  }, [t, inLanguage, organizationName])
  return (
    <ListPage<Node>
      name="nodes"
      title={t('nodes')}
      hint={t('nodes_hint')}
      path="/api/admin/nodes"
      whole
      row_id={row_id}
      columns={columns}
      row_height={48}
      open={(node) => node.id}
      actions={
        may('nodes.edit') ? (
          <Link to="/nodes/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t('node_new')}
            </Button>
          </Link>
        ) : undefined
      }
      card={(node) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(node.name)}</span>
            <Status tone={node.closed_at ? 'quiet' : 'done'}>{t(node.closed_at ? 'closed' : 'open')}</Status>
          </div>
          <div className="card-row second">
            <span>{t.maybe(`kind_${node.kind}`, node.kind)}</span>
            <Link to={`/stock?node_id=${node.id}`}>{t('see_stock')}</Link>
          </div>
        </>
      )}
    />
  )
}
