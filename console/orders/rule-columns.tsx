import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'

/** What rules kept in versions have in common, whatever they decide. */
interface Kept {
  rule_id: string
  version: number
  name: { zh: string; en: string }
  position: number
  enabled: boolean
  saved_at: string
  saved_by: string
}
interface Titles {
  position: string
  rule: string
  enabled: string
  disabled: string
  saved: string
}

/** Columns and card lines of a list of rules: what they are grouped by, place and name, what each says (`own`), whether it counts and who saved it. */
export function useRuleList<Rule extends Kept>(
  t: Titles,
  own: readonly Column<Rule>[],
  lines: (row: Rule) => readonly string[],
  grouped_by: readonly Column<Rule>[] = [],
) {
  const inLanguage = useInLanguage()
  const state = (row: Rule) => <Status tone={row.enabled ? 'done' : 'quiet'}>{row.enabled ? t.enabled : t.disabled}</Status>
  const columns: Column<Rule>[] = [
    ...grouped_by,
    {
      key: 'position',
      title: t.position,
      width: 70,
      align: 'right',
      render: (row) => <span className="number">{row.position}</span>,
      value: (row) => row.position,
    },
    {
      key: 'name',
      title: t.rule,
      width: 200,
      render: (row) => (
        <TwoLines first={<span className="strong">{inLanguage(row.name)}</span>} second={`${row.rule_id} v${row.version}`} />
      ),
      value: (row) => row.rule_id,
    },
    ...own,
    { key: 'enabled', title: t.enabled, width: 90, render: state, value: (row) => String(row.enabled) },
    {
      key: 'saved_at',
      title: t.saved,
      width: 140,
      render: (row) => <TwoLines first={<Ago at={row.saved_at} />} second={row.saved_by} />,
      value: (row) => row.saved_at,
    },
  ]
  return {
    columns,
    whole: true,
    row_height: 52,
    row_id: ({ rule_id }: Rule) => rule_id,
    open: ({ rule_id }: Rule) => rule_id,
    row_name: (row: Rule) => inLanguage(row.name),
    card: (row: Rule) => {
      const [when, ...then] = lines(row)
      return (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            {state(row)}
          </div>
          <div className="card-row second">{when}</div>
          <div className="card-row second">
            <span>{then.join(' · ')}</span>
            <span>v{row.version}</span>
          </div>
        </>
      )
    },
  } as const
}

export function NewRule({ title }: { title: string }) {
  const navigate = useNavigate()
  return (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('new')}>
      {title}
    </Button>
  )
}
