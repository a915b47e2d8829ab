import { useMemo } from 'react'
import { ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import type { Refusal } from './model.ts'
import { useText } from './text.ts'

const codes = [
  ...[
    'signature_wrong',
    'signature_incomplete',
    'signature_malformed',
    'signature_component_unknown',
    'signature_expired',
    'clock_differs',
    'replayed',
    'digest_differs',
  ],
  ...['algorithm_differs', 'key_revoked', 'key_expired', 'partner_closed', 'quota_used_up'],
]

/** Requests that were turned away at the door. */
export function Component() {
  const t = useText()
  const columns = useMemo<Column<Refusal>[]>(
    () => [
      {
        key: 'code',
        title: t('why'),
        width: 200,
        render: (row) => <Status tone="danger">{t.maybe(`code_${row.code}`, row.code)}</Status>,
        value: (row) => row.code,
      },
      {
        key: 'path',
        title: t('request'),
        width: 320,
        grow: true,
        render: (row) => <TwoLines first={`${row.method} ${row.path}`} second={row.detail} />,
        value: (row) => row.path,
      },
      {
        key: 'partner_id',
        title: t('partner'),
        width: 260,
        render: (row) => <TwoLines first={row.partner_id} second={row.key_id} />,
        value: (row) => row.partner_id,
      },
      { key: 'address', title: t('address'), width: 140, render: (row) => row.address, value: (row) => row.address },
      {
        key: 'refused_at',
        title: t('written_at'),
        width: 130,
        render: (row) => <Ago at={row.refused_at} />,
        value: (row) => row.refused_at,
      },
    ],
    [t],
  )
  return (
    <ListPage<Refusal>
      name="refused-calls"
      title={t('refusals')}
      hint={t('refusals_hint')}
      path="/api/admin/partner-refusals"
      row_id={(row) => row.refusal_id}
      row_height={52}
      columns={columns}
      search={{ key: 'partner_id', placeholder: t('partner') }}
      filters={[
        {
          key: 'code',
          title: t('why'),
          kind: 'choice',
          options: codes.map((value) => ({ value, label: t.maybe(`code_${value}`, value) })),
        },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <Status tone="danger">{t.maybe(`code_${row.code}`, row.code)}</Status>
            <Ago at={row.refused_at} />
          </div>
          <div className="card-row second" style={{ overflowWrap: 'anywhere' }}>
            {row.method} {row.path}
          </div>
          <div className="card-row second">
            <span>{row.partner_id}</span>
            <span>{row.address}</span>
          </div>
        </>
      )}
      empty={{ title: t('refusals_empty'), hint: t('refusals_empty_hint') }}
      refetch_ms={20_000}
    />
  )
}
