import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  DownloadOutlined,
  LinkOutlined,
  PlusOutlined,
  SettingOutlined,
  StarOutlined,
} from '@ant-design/icons'
import { App, Button, Popover } from 'antd'
import { useRef, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { Query } from './api.ts'
import { exportRows } from './export.ts'
import type { Layout } from './list-state.ts'
import { useRemembered } from './remembered.ts'
import type { Column } from './table.tsx'
import { TextInput } from './text-input.tsx'
import { dateOf } from './time.ts'
import { useWords } from './words.ts'

interface MenusProps<Row> {
  name: string
  layout: Layout<Row>
  columns: readonly Column<Row>[]
  selected: readonly Row[]
  path: string
  query: Query
  export_at?(filter: Query): string | null
}

/** Views, columns and export: the quiet tools at the end of the filter row. */
export function ListMenus<Row>(props: MenusProps<Row>) {
  return (
    <>
      <Views name={props.name} />
      <Columns {...props} />
      {props.export_at ? <ExportAt to={props.export_at(props.query)} /> : <Export {...props} />}
    </>
  )
}

function Views({ name }: { name: string }) {
  const t = useWords()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  const [views, keep] = useRemembered<{ name: string; search: string }[]>(`views.${name}`, [])
  const [open, setOpen] = useState(false)
  const [title, setTitle] = useState('')
  const go = (to: string) => {
    setOpen(false)
    void navigate({ pathname, search: to })
  }
  const save = () => {
    if (!title.trim()) return
    keep([...views.filter((view) => view.name !== title.trim()), { name: title.trim(), search }])
    setTitle('')
  }
  const content = (
    <div className="menu-card">
      <ul>
        <li>
          <button type="button" aria-current={search === '' || undefined} onClick={() => go('')}>
            {t('view_default')}
          </button>
        </li>
        {views.map((view) => (
          <li key={view.name}>
            <button type="button" aria-current={search === view.search || undefined} onClick={() => go(view.search)}>
              {view.name}
            </button>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('view_delete', { name: view.name })}
              onClick={() => keep(views.filter((one) => one !== view))}
            />
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextInput
          size="small"
          value={title}
          maxLength={40}
          placeholder={t('view_save')}
          aria-label={t('view_name')}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Button size="small" htmlType="submit" icon={<PlusOutlined />} aria-label={t('save')} disabled={!title.trim()} />
      </form>
      <Button
        type="link"
        size="small"
        icon={<LinkOutlined />}
        onClick={async () => {
          await navigator.clipboard?.writeText(location.href).catch(() => {})
          setOpen(false)
          void message.success(t('view_copied'))
        }}
      >
        {t('view_link')}
      </Button>
    </div>
  )
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" content={content}>
      <Button type="text" icon={<StarOutlined />} aria-label={t('views')} title={t('views')} />
    </Popover>
  )
}

function Columns<Row>({ layout, columns }: MenusProps<Row>) {
  const t = useWords()
  const titles = new Map(columns.map(({ key, title }) => [key, title]))
  const keys = layout.setting.map(({ key }) => key)
  const content = (
    <div className="menu-card">
      <ul>
        {layout.setting.map(({ key, hidden }, i) => (
          <li key={key}>
            <label>
              <input type="checkbox" checked={!hidden} onChange={(event) => layout.show(key, event.target.checked)} /> {titles.get(key)}
            </label>
            <span className="spring" />
            <Button
              type="text"
              size="small"
              disabled={i === 0}
              icon={<ArrowUpOutlined />}
              aria-label={`${t('move_up')} ${titles.get(key)}`}
              onClick={() => layout.move(key, keys[i - 1]!)}
            />
            <Button
              type="text"
              size="small"
              disabled={i === keys.length - 1}
              icon={<ArrowDownOutlined />}
              aria-label={`${t('move_down')} ${titles.get(key)}`}
              onClick={() => layout.move(key, keys[i + 1]!)}
            />
          </li>
        ))}
      </ul>
      <Button type="link" size="small" onClick={layout.reset}>
        {t('columns_reset')}
      </Button>
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" title={t('columns_title')} content={content}>
      <Button className="desk-only" type="text" icon={<SettingOutlined />} aria-label={t('columns')} title={t('columns')} />
    </Popover>
  )
}

/** Lists of people: the file is made by the server, for a reason, and recorded. */
function ExportAt({ to }: { to: string | null }) {
  const t = useWords()
  const navigate = useNavigate()
  if (to === null) return null
  return <Button type="text" icon={<DownloadOutlined />} aria-label={t('export')} title={t('export')} onClick={() => void navigate(to)} />
}

function Export<Row>({ name, layout, selected, path, query }: MenusProps<Row>) {
  const t = useWords()
  const { message } = App.useApp()
  const stop = useRef<AbortController | null>(null)
  const [count, setCount] = useState<number | null>(null)
  const run = async () => {
    stop.current = new AbortController()
    setCount(0)
    try {
      const source = selected.length > 0 ? { rows: selected } : { path, query }
      const made = await exportRows(`${name}-${dateOf(new Date().toISOString())}`, layout.shown, source, setCount, stop.current.signal)
      void (made.cut
        ? message.warning(t('export_cut', { count: made.count }), 8)
        : message.success(t('export_done', { count: made.count })))
    } catch (error) {
      if (!stop.current.signal.aborted) void message.error((error as Error).message)
    } finally {
      setCount(null)
    }
  }
  if (count !== null)
    return (
      <Button type="text" loading onClick={() => stop.current?.abort()} title={t('stop')}>
        {t('export_running', { count })}
      </Button>
    )
  return <Button type="text" icon={<DownloadOutlined />} aria-label={t('export')} title={t('export')} onClick={() => void run()} />
}
