import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Popconfirm, Select, Tree, TreeSelect } from 'antd'
import { useMemo, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { type Page, useApi } from '../shared/api.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Facts } from '../shared/values.tsx'
import { Field } from './field.tsx'
import type { OrganizationRow } from './model.ts'
import { Positions } from './positions.tsx'
import { useSend } from './send.ts'
import { useNameOf, useText } from './text.ts'

interface Node {
  key: string
  value: string
  title: string
  children: Node[]
}

/** Rows in order of the tree become the tree; a row whose parent is not the caller's stands at the top. */
function treeOf(rows: readonly OrganizationRow[], nameOf: (row: OrganizationRow) => string): Node[] {
  const nodes = new Map<string, Node>()
  const roots: Node[] = []
  for (const row of rows) {
    const node: Node = { key: row.id, value: row.id, title: nameOf(row), children: [] }
    nodes.set(row.id, node)
    const parent = row.parent_id ? nodes.get(row.parent_id) : undefined
    if (parent) parent.children.push(node)
    else roots.push(node)
  }
  return roots
}

const types = [
  'company',
  'brand',
  'city',
  'area',
  'county',
  'department',
  'institution',
  'store',
  'warehouse',
  'office_business',
  'office_settlement',
  'office_accounting',
  'office_operations',
]

/** The organization tree of any depth, and what one may do with the chosen organization. */
export function Component() {
  const t = useText()
  const nameOf = useNameOf()
  const may = useMay()('organization.edit')
  const send = useSend()
  const queries = useQueryClient()
  const [params, setParams] = useSearchParams()
  const [words, setWords] = useState('')
  const [asking, setAsking] = useState<'new' | 'edit' | 'move' | null>(null)
  const list = useApi<Page<OrganizationRow>>('/api/admin/organizations', { limit: 5000 })
  const rows = useMemo(() => list.data?.items ?? [], [list.data])
  const tree = useMemo(() => {
    if (!words.trim()) return treeOf(rows, nameOf)
    const hits = rows.filter((row) => `${row.name} ${row.name_en} ${row.id}`.toLowerCase().includes(words.trim().toLowerCase()))
    return treeOf(
      rows.filter((row) => hits.some(({ path }) => path.startsWith(row.path))),
      nameOf,
    )
  }, [rows, words, nameOf])
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void queries.invalidateQueries()} />
  const chosen = rows.find(({ id }) => id === params.get('id')) ?? rows[0]
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('tree_title')}</h1>
        <div className="page-actions">
          <Input
            allowClear
            placeholder={t('tree_search')}
            aria-label={t('tree_search')}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
      </div>
      <div
        style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 340px), 1fr))', gap: 16, alignItems: 'start' }}
      >
        <div className="panel">
          {tree.length === 0 ? <Notice drawing="search" title={t('tree_empty')} /> : null}
          <Tree
            key={words ? 'found' : 'all'}
            blockNode
            height={620}
            treeData={tree}
            selectedKeys={chosen ? [chosen.id] : []}
            defaultExpandAll={words.trim() !== ''}
            defaultExpandedKeys={[...(chosen?.path.split('/').filter(Boolean) ?? []), ...tree.map(({ key }) => key)]}
            onSelect={([id]) => id && setParams({ id: String(id) }, { replace: true })}
          />
        </div>
        {chosen ? (
          <div className="panel" style={{ marginTop: 0 }}>
            <h2>{nameOf(chosen)}</h2>
            <Facts
              items={[
                [
                  t('id'),
                  <span key="id" className="number">
                    {chosen.id}
                  </span>,
                ],
                [t('type'), t.maybe(`type_${chosen.type}`, chosen.type)],
                [t('name'), chosen.name],
                [t('name_en'), chosen.name_en],
                [t('brand'), chosen.brand_id],
                [t('region'), chosen.region_code],
                [t('franchised'), chosen.franchised ? t('franchised') : t('own')],
                [
                  t('parent'),
                  rows.find(({ id }) => id === chosen.parent_id)
                    ? nameOf(rows.find(({ id }) => id === chosen.parent_id)!)
                    : chosen.parent_id,
                ],
              ]}
            />
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 16 }}>
              <Link to={`/staff?under=${chosen.id}`}>
                <Button>{t('staff_here')}</Button>
              </Link>
              {may ? (
                <>
                  <Button onClick={() => setAsking('edit')}>{t('edit')}</Button>
                  {chosen.type.startsWith('office_') ? null : <Button onClick={() => setAsking('new')}>{t('new_under')}</Button>}
                  {chosen.parent_id ? <Button onClick={() => setAsking('move')}>{t('move')}</Button> : null}
                  {chosen.parent_id ? (
                    <Popconfirm
                      title={t('close_confirm', { name: nameOf(chosen) })}
                      onConfirm={() =>
                        void send('POST', '/api/admin/organizations/closings', { closings: [{ id: chosen.id }] }, t('close'))
                      }
                    >
                      <Button danger>{t('close')}</Button>
                    </Popconfirm>
                  ) : null}
                </>
              ) : null}
            </div>
            <Positions key={chosen.id} organization_id={chosen.id} />
          </div>
        ) : null}
      </div>
      {chosen && (asking === 'new' || asking === 'edit') ? (
        <OrganizationForm
          key={`${asking} ${chosen.id}`}
          of={asking === 'edit' ? chosen : null}
          parent_id={asking === 'edit' ? chosen.parent_id : chosen.id}
          done={() => setAsking(null)}
        />
      ) : null}
      {chosen && asking === 'move' ? <MoveForm moved={chosen} tree={treeOf(rows, nameOf)} done={() => setAsking(null)} /> : null}
    </div>
  )
}

function OrganizationForm({ of, parent_id, done }: { of: OrganizationRow | null; parent_id: string | null; done(): void }) {
  const t = useText()
  const send = useSend()
  const [draft, setDraft] = useState({
    id: of?.id ?? '',
    type: of?.type ?? 'department',
    name: of?.name ?? '',
    name_en: of?.name_en ?? '',
    region_code: of?.region_code ?? '',
  })
  const change = (key: keyof typeof draft) => (value: string) => setDraft((before) => ({ ...before, [key]: value }))
  const ready =
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(draft.id) &&
    draft.name.trim() !== '' &&
    draft.name_en.trim() !== '' &&
    /^([0-9]{2,12})?$/.test(draft.region_code)
  const body = {
    organizations: [
      { ...draft, region_code: draft.region_code || null, parent_id, brand_id: of?.brand_id ?? null, franchised: of?.franchised ?? false },
    ],
  }
  return (
    <Modal
      open
      title={of ? t('edit') : t('new_under')}
      okText={t('save')}
      okButtonProps={{ disabled: !ready }}
      onCancel={done}
      onOk={() => void send('PUT', '/api/admin/organizations', body, t('saved')).then((went) => went && done())}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('id')}>
          {(id) => (
            <Input id={id} value={draft.id} disabled={of !== null} maxLength={64} onChange={(event) => change('id')(event.target.value)} />
          )}
        </Field>
        <div>
          <span>{t('type')}</span>
          <Select
            aria-label={t('type')}
            style={{ width: '100%' }}
            value={draft.type}
            onChange={change('type')}
            options={(of?.parent_id === null ? ['group', ...types] : types).map((type) => ({
              value: type,
              label: t.maybe(`type_${type}`, type),
            }))}
          />
        </div>
        {(['name', 'name_en', 'region_code'] as const).map((key) => (
          <Field key={key} title={t(key === 'region_code' ? 'region' : key)}>
            {(id) => <Input id={id} value={draft[key]} maxLength={120} onChange={(event) => change(key)(event.target.value)} />}
          </Field>
        ))}
      </div>
    </Modal>
  )
}

function MoveForm({ moved, tree, done }: { moved: OrganizationRow; tree: Node[]; done(): void }) {
  const t = useText()
  const nameOf = useNameOf()
  const send = useSend()
  const [parent_id, setParent] = useState<string | undefined>(moved.parent_id ?? undefined)
  return (
    <Modal
      open
      title={t('move_title', { name: nameOf(moved) })}
      okText={t('move')}
      okButtonProps={{ disabled: !parent_id || parent_id === moved.parent_id }}
      onCancel={done}
      onOk={() =>
        void send('POST', '/api/admin/organizations/moves', { moves: [{ id: moved.id, parent_id }] }, t('move')).then(
          (went) => went && done(),
        )
      }
    >
      <p className="faint">{t('move_hint')}</p>
      <TreeSelect
        aria-label={t('parent')}
        style={{ width: '100%' }}
        treeData={tree}
        value={parent_id}
        treeNodeFilterProp="title"
        showSearch
        onChange={setParent}
      />
    </Modal>
  )
}
