import { useMemo } from 'react'
import { ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

interface SignIn {
  id: string
  at: string
  user_name: string | null
  handle_shown: string
  audience: string
  method: string
  outcome: string
  address: string
  device_label: string
}
const row_id = (row: SignIn) => row.id
const outcomes = [
  'signed_in',
  'wait',
  'handle_or_password_wrong',
  'code_wrong',
  'code_expired',
  'passkey_refused',
  'account_suspended',
  'not_staff',
] as const

/** Who tried to sign in, from where, and what became of it. */
export function Component() {
  const t = useText()
  const columns = useMemo<Column<SignIn>[]>(() => {
    const device = ({ device_label }: SignIn) => (device_label === 'unknown device' ? t('device_unknown') : device_label)
    return [
      { key: 'at', title: t('at'), width: 120, render: (row) => <Ago at={row.at} />, value: (row) => exactTime(row.at) },
      {
        key: 'who',
        title: t('who'),
        width: 200,
        grow: true,
        render: (row) => <TwoLines first={row.user_name ?? <span className="faint">{t('nobody')}</span>} second={row.handle_shown} />,
        value: (row) => `${row.user_name ?? ''} ${row.handle_shown}`,
      },
      {
        key: 'outcome',
        title: t('outcome'),
        width: 160,
        render: (row) => (
          <Status tone={row.outcome === 'signed_in' ? 'done' : 'waiting'}>{t.maybe(`outcome_${row.outcome}`, row.outcome)}</Status>
        ),
        value: (row) => t.maybe(`outcome_${row.outcome}`, row.outcome),
      },
      {
        key: 'method',
        title: t('method'),
        width: 130,
        render: (row) => t.maybe(`method_${row.method}`, row.method),
        value: (row) => row.method,
      },
      {
        key: 'audience',
        title: t('audience'),
        width: 90,
        render: (row) => t.maybe(`audience_${row.audience}`, row.audience),
        value: (row) => row.audience,
      },
      {
        key: 'address',
        title: t('address'),
        width: 150,
        render: (row) => <span className="number">{row.address}</span>,
        value: (row) => row.address,
      },
      { key: 'device', title: t('device'), width: 170, render: device, value: device },
    ]
  }, [t])
  return (
    <ListPage<SignIn>
      name="sign-ins"
      title={t('sign_ins')}
      path="/api/admin/sign-ins"
      row_id={row_id}
      row_height={52}
      columns={columns}
      filters={[
        {
          key: 'outcome',
          title: t('outcome'),
          kind: 'choice',
          width: 180,
          options: outcomes.map((value) => ({ value, label: t(`outcome_${value}`) })),
        },
        {
          key: 'audience',
          title: t('audience'),
          kind: 'choice',
          options: [
            { value: 'mall', label: t('audience_mall') },
            { value: 'console', label: t('audience_console') },
          ],
        },
        { key: 'address', title: t('address'), kind: 'text', width: 180 },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <strong>{row.user_name ?? t('nobody')}</strong>
            <Ago at={row.at} />
          </div>
          <div className="card-row second">
            <span>
              {t.maybe(`outcome_${row.outcome}`, row.outcome)} · {t.maybe(`method_${row.method}`, row.method)}
            </span>
            <span>{row.address}</span>
          </div>
        </>
      )}
      empty={{ title: t('sign_ins_empty') }}
    />
  )
}
