import { LockOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { newId, useApi } from '../shared/api.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import type { RoleRow } from './model.ts'
import { useSend } from './send.ts'
import { useRoles } from './staff-list.tsx'
import { useNameOf, useText } from './text.ts'

interface Permission {
  permission: string
  routes: string[]
}

const matrix = { padding: 0, maxHeight: 'calc(100dvh - 190px)' }

/** Every role against every permission; ticking changes, saving asks for approval where a role is guarded. */
export function Component() {
  const t = useText()
  const nameOf = useNameOf()
  const may = useMay()('roles.edit')
  const send = useSend()
  const roles = useRoles()
  const permissions = useApi<{ items: Permission[] }>('/api/admin/permissions')
  const [changed, setChanged] = useState<Record<string, string[]>>({})
  const [words, setWords] = useState('')
  const known = useMemo(() => new Map((permissions.data?.items ?? []).map((one) => [one.permission, one.routes])), [permissions.data])
  if (roles.isPending || permissions.isPending) return <Skeleton />
  if (roles.isError || permissions.isError) return <Failure error={roles.error ?? permissions.error} retry={() => void roles.refetch()} />
  const items = roles.data.items
  const held = (role: RoleRow) => changed[role.id] ?? role.permissions
  const rows = [...new Set([...known.keys(), ...items.flatMap((role) => role.permissions)])]
    .filter((permission) => permission.includes(words.trim().toLowerCase()))
    .sort()
  const toggle = (role: RoleRow, permission: string) =>
    setChanged((before) => {
      const now = before[role.id] ?? role.permissions
      const next = now.includes(permission) ? now.filter((one) => one !== permission) : [...now, permission]
      const same = next.length === role.permissions.length && next.every((one) => role.permissions.includes(one))
      const { [role.id]: _, ...rest } = before
      return same ? rest : { ...rest, [role.id]: next }
    })
  const save = async () => {
    const drafts = items
      .filter(({ id }) => changed[id])
      .map(({ id, name, name_en, guarded }) => ({ id, name, name_en, guarded, permissions: changed[id], approval_id: newId() }))
    if (await send('PUT', '/api/admin/roles', { roles: drafts }, t('saved'))) setChanged({})
  }
  return (
    <div className="page" style={{ maxWidth: 'none' }}>
      <div className="page-head">
        <h1>{t('roles_title')}</h1>
        <p>{t('roles_hint')}</p>
        <div className="page-actions">
          <Input
            allowClear
            placeholder={t('permission')}
            aria-label={t('permission')}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          {may ? (
            <Button type="primary" disabled={Object.keys(changed).length === 0} onClick={() => void save()}>
              {t('save')}
            </Button>
          ) : null}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-scroll panel" style={matrix} tabIndex={0} aria-label={t('roles_title')}>
        <table className="table" style={{ width: 'max-content', minWidth: '100%' }}>
          <thead>
            <tr>
              <th style={{ width: 210, height: 64 }}>{t('permission')}</th>
              {items.map((role) => (
                <th key={role.id} style={{ width: 104, whiteSpace: 'normal', verticalAlign: 'bottom', paddingBottom: 6 }} title={role.id}>
                  {nameOf(role)} {role.guarded ? <LockOutlined aria-label={t('guarded')} /> : null}
                  <br />
                  <span className="faint">{t('holders', { count: role.holders })}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((permission) => (
              <tr key={permission}>
                <td title={known.get(permission)?.join('\n') ?? t('no_route')} style={{ height: 34 }}>
                  <span className={known.has(permission) ? '' : 'faint'}>{permission}</span>
                </td>
                {items.map((role) => {
                  const on = held(role).includes(permission)
                  const moved = on !== role.permissions.includes(permission)
                  return (
                    <td key={role.id} {...(moved ? { style: { background: 'var(--indigo-soft)' } } : {})}>
                      <input
                        type="checkbox"
                        aria-label={`${nameOf(role)} ${permission}`}
                        checked={on}
                        disabled={!may}
                        onChange={() => toggle(role, permission)}
                      />
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
