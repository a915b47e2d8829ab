import { type DragEvent, type PointerEvent, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useWords } from './words.ts'

export interface Column<Row> {
  /** The data field it shows, and its name in what is remembered. */
  key: string
  title: string
  width: number
  align?: 'right'
  render(row: Row): ReactNode
  /** What an export writes; without it the column is left out of exports. */
  value?(row: Row): string | number | null
  /** Off until chosen. */
  hidden?: boolean
  /** Takes the width that is left over, so the table ends where the screen does. */
  grow?: boolean
}

export interface TableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  row_id(row: Row): string
  row_name?(row: Row): string
  row_height?: number
  active_id?: string | null
  open_id?: string | null
  selected?: ReadonlySet<string>
  failed?: ReadonlyMap<string, string>
  onSelect?(id: string, on: boolean, range: boolean): void
  onSelectAll?(on: boolean): void
  onOpen?(row: Row): void
  onResize?(key: string, width: number): void
  onMove?(key: string, before: string): void
  onEnd?(): void
  foot?: ReactNode
}

/**
 * A table for long lists: header and first column stay, columns can be sized and dragged, and only the rows near the
 * screen are in the document. Rows have one height, so ten thousand cost no more than thirty.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, row_id, row_height = 44, selected } = props
  const t = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const { first, last } = useWindow(scroller, rows.length, row_height, props.onEnd)
  useActiveInView(scroller, rows, row_id, props.active_id ?? null, row_height)
  const grows = columns.some(({ grow }) => grow)
  const span = columns.length + (selected ? 1 : 0) + (grows ? 0 : 1)
  const all = selected !== undefined && rows.length > 0 && rows.every((row) => selected.has(row_id(row)))

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" ref={scroller} tabIndex={0} aria-label={props.label}>
      <table
        className="table"
        data-picks={selected ? true : undefined}
        style={{ minWidth: columns.reduce((sum, { width }) => sum + width, selected ? 40 : 0) }}
        aria-rowcount={rows.length + 1}
      >
        <colgroup>
          {selected ? <col style={{ width: 40 }} /> : null}
          {columns.map((column) => (
            <col key={column.key} style={column.grow ? undefined : { width: column.width }} />
          ))}
          {grows ? null : <col />}
        </colgroup>
        <thead>
          <tr>
            {selected ? (
              <th className="pick" scope="col">
                <input
                  type="checkbox"
                  aria-label={t('select_all')}
                  checked={all}
                  ref={(box) => {
                    if (box) box.indeterminate = !all && selected.size > 0
                  }}
                  onChange={(event) => props.onSelectAll?.(event.target.checked)}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} {...props} />
            ))}
            {grows ? null : <td className="filler" />}
          </tr>
        </thead>
        <tbody>
          {first > 0 ? <Gap height={first * row_height} span={span} /> : null}
          {rows.slice(first, last).map((row, i) => {
            const id = row_id(row)
            const failed = props.failed?.get(id)
            return (
              <tr
                key={id}
                aria-rowindex={first + i + 2}
                data-active={id === props.active_id || undefined}
                data-open={id === props.open_id || undefined}
                data-selected={selected?.has(id) || undefined}
                data-failed={failed !== undefined || undefined}
                data-opens={props.onOpen ? true : undefined}
                style={{ height: row_height }}
                onClick={(event) => {
                  if (props.onOpen && !isInteractive(event.target) && !getSelection()?.toString()) props.onOpen(row)
                }}
              >
                {selected ? (
                  <td className="pick">
                    <input
                      type="checkbox"
                      aria-label={t('select_row', { name: props.row_name?.(row) ?? id })}
                      checked={selected.has(id)}
                      onChange={() => {}}
                      onClick={(event) => props.onSelect?.(id, event.currentTarget.checked, event.shiftKey)}
                    />
                  </td>
                ) : null}
                {columns.map((column) => (
                  <td key={column.key} className={column.align === 'right' ? 'right' : undefined}>
                    {column.render(row)}
                  </td>
                ))}
                {grows ? null : <td />}
              </tr>
            )
          })}
          {last < rows.length ? <Gap height={(rows.length - last) * row_height} span={span} /> : null}
        </tbody>
      </table>
      {props.foot}
    </section>
  )
}

const Gap = ({ height, span }: { height: number; span: number }) => (
  <tr className="gap">
    <td colSpan={span} style={{ height }} />
  </tr>
)

const isInteractive = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('a, button, input, label, select, textarea, .pick') !== null

function HeadCell<Row>({ column, onResize, onMove }: { column: Column<Row> } & Pick<TableProps<Row>, 'onResize' | 'onMove'>) {
  const t = useWords()
  const [over, setOver] = useState(false)
  const start = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault()
    const from = event.clientX
    const grip = event.currentTarget
    grip.setPointerCapture(event.pointerId)
    const move = (moved: globalThis.PointerEvent) => onResize?.(column.key, Math.max(56, Math.round(column.width + moved.clientX - from)))
    grip.addEventListener('pointermove', move)
    grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', move), { once: true })
  }
  const drag = onMove
    ? {
        draggable: true,
        onDragStart: (event: DragEvent) => event.dataTransfer.setData('text/column', column.key),
        onDragOver: (event: DragEvent) => {
          if (!event.dataTransfer.types.includes('text/column')) return
          event.preventDefault()
          setOver(true)
        },
        onDragLeave: () => setOver(false),
        onDrop: (event: DragEvent) => {
          setOver(false)
          onMove(event.dataTransfer.getData('text/column'), column.key)
        },
      }
    : {}
  return (
    <th scope="col" className={column.align === 'right' ? 'right' : undefined} data-over={over || undefined}>
      <span className="head" title={column.title} {...drag}>
        {column.title}
      </span>
      {onResize ? (
        // biome-ignore lint/a11y/useSemanticElements: a grip one drags, no rule between texts
        <span
          className="grip"
          role="separator"
          aria-orientation="vertical"
          aria-label={t('resize', { column: column.title })}
          aria-valuenow={column.width}
          tabIndex={-1}
          onPointerDown={start}
        />
      ) : null}
    </th>
  )
}

/** Which rows are near the screen; tells when the end comes in sight. */
function useWindow(scroller: RefObject<HTMLDivElement | null>, count: number, row_height: number, onEnd?: () => void) {
  const [range, setRange] = useState({ first: 0, last: 60 })
  const ended = useRef(onEnd)
  ended.current = onEnd
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    const look = () => {
      const first = Math.max(0, Math.floor(box.scrollTop / row_height) - 12)
      const last = Math.min(count, Math.ceil((box.scrollTop + box.clientHeight) / row_height) + 12)
      // Rounded to steps of six rows: scrolling by a pixel re-renders nothing.
      const next = { first: Math.floor(first / 6) * 6, last: Math.min(count, Math.ceil(last / 6) * 6) }
      setRange((now) => (now.first === next.first && now.last === next.last ? now : next))
      if (box.scrollTop > 0 && box.scrollTop + box.clientHeight > box.scrollHeight - 10 * row_height) ended.current?.()
    }
    look()
    box.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(box)
    return () => {
      box.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [scroller, count, row_height])
  return { first: Math.min(range.first, count), last: Math.min(range.last, count) }
}

function useActiveInView<Row>(
  scroller: RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  row_id: (row: Row) => string,
  active_id: string | null,
  row_height: number,
) {
  const look = useRef({ rows, row_id })
  look.current = { rows, row_id }
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box || active_id === null) return
    const index = look.current.rows.findIndex((row) => look.current.row_id(row) === active_id)
    if (index < 0) return
    const top = index * row_height
    const head = 36
    if (top < box.scrollTop) box.scrollTop = top
    else if (top + row_height + head > box.scrollTop + box.clientHeight) box.scrollTop = top + row_height + head - box.clientHeight
  }, [scroller, active_id, row_height])
}
