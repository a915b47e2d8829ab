import { useMemo } from 'react'
import { addressOf, useApi } from '../shared/api.ts'
import { type Filter, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { levelOf, lifecycles, lifecycleTone, type MemberRow, maskPhone } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: MemberRow) => row.id
const row_name = (row: MemberRow) => row.name

/** Everybody the reader's organizations look after. */
export function Component() {
  const t = useText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const programs = useApi<{ items: { program_id: string; name: { zh: string; en: string } }[] }>('/api/mall/programs')
  const tags = useApi<{ items: { tag: string; members: number }[] }>('/api/admin/members/tags')
  const columns = useColumns()
  const filters: Filter[] = [
    {
      key: 'program_id',
      title: t('program'),
      kind: 'choice',
      options: (programs.data?.items ?? []).map(({ program_id, name }) => ({ value: program_id, label: inLanguage(name) })),
      width: 150,
    },
    {
      key: 'level',
      title: t('level'),
      kind: 'choice',
      options: ['normal', 'silver', 'gold', 'diamond'].map((value) => ({ value, label: t.maybe(`level_${value}`, value) })),
      width: 120,
    },
    {
      key: 'tag',
      title: t('tag'),
      kind: 'choice',
      options: (tags.data?.items ?? []).map(({ tag, members }) => ({ value: tag, label: `${tag} (${members})` })),
      width: 150,
    },
  ]
  return (
    <ListPage<MemberRow>
      name="members"
      title={t('title')}
      path="/api/admin/members"
      row_id={row_id}
      row_name={row_name}
      row_height={52}
      columns={columns}
      filters={filters}
      search={{ key: 'q', placeholder: t('search') }}
      tabs={{
        key: 'lifecycle',
        tabs: [{ value: '', title: t('tab_all') }, ...lifecycles.map((value) => ({ value, title: t.maybe(`lifecycle_${value}`, value) }))],
      }}
      open={row_id}
      export_at={(filter) => (may('members.export') ? addressOf('/member-exports/new', { list: 'members', ...filter }) : null)}
      card={(row) => <MemberCard row={row} />}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

function useColumns(): Column<MemberRow>[] {
  const t = useText()
  return useMemo(() => {
    const level = (row: MemberRow) => t.maybe(`level_${levelOf(row)}`, levelOf(row))
    const lifecycle = (row: MemberRow) => t.maybe(`lifecycle_${row.lifecycle}`, row.lifecycle)
    const growth = (row: MemberRow) => row.standings.find(({ program_id }) => program_id === 'group')?.growth ?? null
    return [
      {
        key: 'name',
        title: t('name'),
        width: 170,
        render: (row) => <TwoLines first={<span className="strong">{row.name}</span>} second={maskPhone(row.phone)} />,
        value: (row) => row.name,
      },
      {
        key: 'lifecycle',
        title: t('lifecycle'),
        width: 100,
        render: (row) => <Status tone={lifecycleTone(row.lifecycle)}>{lifecycle(row)}</Status>,
        value: lifecycle,
      },
      {
        key: 'level',
        title: t('level'),
        width: 110,
        render: (row) => (
          <span>
            {level(row)} {row.vip ? <small className="strong">{t('vip')}</small> : null}
          </span>
        ),
        value: level,
      },
      { key: 'growth', title: t('growth'), width: 90, align: 'right', render: (row) => <Count value={growth(row)} />, value: growth },
      {
        key: 'tags',
        title: t('tags'),
        width: 220,
        grow: true,
        render: (row) => (row.tags.length ? <span title={row.tags.join('、')}>{row.tags.join('、')}</span> : <Missing />),
        value: (row) => row.tags.join('、'),
      },
      {
        key: 'source',
        title: t('source'),
        width: 90,
        render: (row) => t.maybe(`source_${row.source}`, row.source),
        value: (row) => t.maybe(`source_${row.source}`, row.source),
      },
      {
        key: 'last_order_at',
        title: t('last_order_at'),
        width: 110,
        render: (row) => <Ago at={row.last_order_at} />,
        value: (row) => (row.last_order_at ? exactTime(row.last_order_at) : null),
      },
      {
        key: 'joined_at',
        title: t('joined_at'),
        width: 110,
        render: (row) => <Ago at={row.joined_at} />,
        value: (row) => exactTime(row.joined_at),
      },
    ]
  }, [t])
}

function MemberCard({ row }: { row: MemberRow }) {
  const t = useText()
  return (
    <>
      <div className="card-row">
        <span className="strong">{row.name}</span>
        <Status tone={lifecycleTone(row.lifecycle)}>{t.maybe(`lifecycle_${row.lifecycle}`, row.lifecycle)}</Status>
      </div>
      <div className="card-row second">
        <span>
          {maskPhone(row.phone)} · {t.maybe(`level_${levelOf(row)}`, levelOf(row))} {row.vip ? t('vip') : ''}
        </span>
        <Ago at={row.joined_at} />
      </div>
      {row.tags.length ? <div className="card-row second">{row.tags.join('、')}</div> : null}
    </>
  )
}
