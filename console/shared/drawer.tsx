import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useLocation, useNavigate, useResolvedPath } from 'react-router'
import { useListAround } from './list-context.ts'
import { useWords } from './words.ts'

interface DrawerProps {
  title: ReactNode
  status?: ReactNode
  /** What one may do with it; stays in sight at the foot. */
  actions?: ReactNode
  wide?: boolean
  children: ReactNode
}

/** A detail that slides in over its list and has an address of its own. The list behind stays in use: J and K walk it. */
export function DetailDrawer({ title, status, actions, wide, children }: DrawerProps) {
  const t = useWords()
  const around = useListAround()
  const navigate = useNavigate()
  const parent = useResolvedPath('..').pathname
  const { search } = useLocation()
  const id = useId()
  const box = useRef<HTMLElement>(null)
  const close = () => (around ? around.close() : void navigate({ pathname: parent, search }))
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.focus({ preventScroll: true })
    return () => before?.focus?.({ preventScroll: true })
  }, [])
  return (
    <aside className="drawer" data-wide={wide || undefined} role="dialog" aria-labelledby={id} tabIndex={-1} ref={box}>
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          {status}
        </div>
        {around?.has_rows ? (
          <>
            <Button
              className="desk-only"
              type="text"
              icon={<ArrowUpOutlined />}
              aria-label={t('previous_row')}
              title={t('previous_row')}
              onClick={() => around.step(-1)}
            />
            <Button
              className="desk-only"
              type="text"
              icon={<ArrowDownOutlined />}
              aria-label={t('next_row')}
              title={t('next_row')}
              onClick={() => around.step(1)}
            />
          </>
        ) : null}
        <Button type="text" icon={<CloseOutlined />} aria-label={t('close')} title={`${t('close')} (Esc)`} onClick={close} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="drawer-body" tabIndex={0} aria-labelledby={id}>
        {children}
      </section>
      {actions ? <footer>{actions}</footer> : null}
    </aside>
  )
}
