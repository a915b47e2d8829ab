import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import type { RuleRow } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: RuleRow) => row.rule_id

/** Sourcing rules, and which version of each decides. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  return (
    <ListPage<RuleRow>
      name="sourcing-rules"
      title={t('rules')}
      hint={t('rules_hint')}
      path="/api/admin/sourcing/rules"
      whole
      row_id={row_id}
      row_name={(row) => inLanguage(row.name)}
      row_height={52}
      columns={useColumns()}
      open={row_id}
      actions={
        may('sourcing.edit') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/sourcing-rules/new')}>
            {t('new')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            <RuleState rule={row} />
          </div>
          <div className="card-row second">
            <span>{t(`engine_${row.content.engine}`)}</span>
            <Ago at={row.changed_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

function RuleState({ rule }: { rule: RuleRow }) {
  const t = useText()
  return rule.live_version === null ? (
    <Status tone="waiting">{t('state_draft')}</Status>
  ) : (
    <Status tone="done">
      {t('state_live')} · {t('version_no', { no: rule.live_version })}
    </Status>
  )
}

function useColumns(): Column<RuleRow>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('name'),
        width: 240,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.name)}</span>} second={row.rule_id} />,
        value: (row) => inLanguage(row.name),
      },
      { key: 'state', title: t('state'), width: 170, render: (row) => <RuleState rule={row} />, value: (row) => row.live_version },
      {
        key: 'version',
        title: t('version'),
        width: 120,
        render: (row) => t('newest', { no: row.last_version }),
        value: (row) => row.last_version,
      },
      {
        key: 'engine',
        title: t('engine'),
        width: 130,
        render: (row) => t(`engine_${row.content.engine}`),
        value: (row) => row.content.engine,
      },
      {
        key: 'channels',
        title: t('channels'),
        width: 320,
        grow: true,
        render: (row) => row.content.channel_ids.map(channels.name).join('、') || '—',
        value: (row) => row.content.channel_ids.join(' '),
      },
      {
        key: 'changed_at',
        title: t('changed_at'),
        width: 120,
        render: (row) => <Ago at={row.changed_at} />,
        value: (row) => exactTime(row.changed_at),
      },
    ],
    [t, inLanguage, channels],
  )
}
