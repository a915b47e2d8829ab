import { CalendarOutlined, CloseCircleFilled } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useState } from 'react'
import { defineText } from './text.ts'
import { dateOf } from './time.ts'

const useText = defineText(
  'dates',
  {
    today: '今天',
    yesterday: '昨天',
    days_7: '近 7 天',
    days_30: '近 30 天',
    from: '从',
    to: '到',
    clear: '清除 {{title}}',
    since: '{{from}} 起',
    until: '至 {{to}}',
  },
  {
    today: 'Today',
    yesterday: 'Yesterday',
    days_7: 'Last 7 days',
    days_30: 'Last 30 days',
    from: 'From',
    to: 'To',
    clear: 'Clear {{title}}',
    since: 'since {{from}}',
    until: 'until {{to}}',
  },
)

const day_ms = 86_400_000
const daysAgo = (days: number): string => dateOf(new Date(Date.now() - days * day_ms).toISOString())

interface DateRangeProps {
  title: string
  from: string | null
  to: string | null
  change(from: string | null, to: string | null): void
}

/** A span of calendar days: the usual ones at one press, any other typed. */
export function DateRange({ title, from, to, change }: DateRangeProps) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const presets = [
    [t('today'), daysAgo(0), daysAgo(0)],
    [t('yesterday'), daysAgo(1), daysAgo(1)],
    [t('days_7'), daysAgo(6), daysAgo(0)],
    [t('days_30'), daysAgo(29), daysAgo(0)],
  ] as const
  const preset = presets.find(([, a, b]) => a === from && b === to)
  const value =
    preset?.[0] ?? (from && to ? (from === to ? from : `${from} – ${to}`) : from ? t('since', { from }) : to ? t('until', { to }) : null)
  const content = (
    <div className="date-range">
      <div>
        {presets.map(([name, a, b]) => (
          <Button
            key={name}
            size="small"
            type={preset?.[0] === name ? 'primary' : 'default'}
            onClick={() => {
              change(a, b)
              setOpen(false)
            }}
          >
            {name}
          </Button>
        ))}
      </div>
      <label>
        {t('from')}
        <input type="date" value={from ?? ''} max={to ?? undefined} onChange={(event) => change(event.target.value || null, to)} />
      </label>
      <label>
        {t('to')}
        <input type="date" value={to ?? ''} min={from ?? undefined} onChange={(event) => change(from, event.target.value || null)} />
      </label>
    </div>
  )
  return (
    <span className="date-filter" data-set={value !== null || undefined}>
      <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" content={content}>
        <button type="button">
          <CalendarOutlined />
          {value ? `${title}: ${value}` : title}
        </button>
      </Popover>
      {value ? (
        <button type="button" aria-label={t('clear', { title })} onClick={() => change(null, null)}>
          <CloseCircleFilled />
        </button>
      ) : null}
    </span>
  )
}
