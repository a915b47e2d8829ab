import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Exact, Missing, Status, TwoLines } from '../shared/values.tsx'
import { kinds, type PageRow, stateOf, states } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: PageRow) => row.page_id

/** Every page of the caller's brands, with what shoppers see of it and what is planned. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const [params] = useSearchParams()
  return (
    <ListPage<PageRow>
      name="content"
      title={t('title')}
      hint={t('hint')}
      path="/api/admin/content/pages"
      row_id={row_id}
      row_name={(row) => inLanguage(row.title)}
      row_height={52}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search') }}
      filters={[{ key: 'kind', title: t('kind'), kind: 'choice', options: kinds.map((value) => ({ value, label: t(`kind_${value}`) })) }]}
      tabs={{
        key: 'state',
        tabs: states.map((value) => ({ value, title: t(`state_${value}`), alert: value === 'changed' })),
        counts_path: '/api/admin/content/pages/counts',
        counts_query: { kind: params.get('kind'), q: params.get('q') },
        count_each: (value) => ({ state: value }),
      }}
      open={row_id}
      actions={
        may('content.edit') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/content/new')}>
            {t('new')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.title)}</span>
            <PageState page={row} />
          </div>
          <div className="card-row second">
            <span>{row.path}</span>
            <Ago at={row.saved_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

export function PageState({ page }: { page: { shown_no: number | null; changed?: boolean } }) {
  const t = useText()
  const { key, tone } = stateOf(page)
  return <Status tone={tone}>{t(key)}</Status>
}

function useColumns(): Column<PageRow>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('page'),
        width: 300,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.title)}</span>} second={row.path} />,
        value: (row) => `${inLanguage(row.title)} ${row.path}`,
      },
      { key: 'kind', title: t('kind'), width: 120, render: (row) => t.maybe(`kind_${row.kind}`), value: (row) => row.kind },
      {
        key: 'for',
        title: t('for'),
        width: 170,
        render: (row) => (
          <TwoLines first={t(`audience_${row.audience}`)} second={row.channel_id ? channels.name(row.channel_id) : t('every_channel')} />
        ),
        value: (row) => `${row.audience} ${row.channel_id}`,
      },
      { key: 'state', title: t('state'), width: 150, render: (row) => <PageState page={row} />, value: (row) => t(stateOf(row).key) },
      {
        key: 'plan',
        title: t('plan'),
        width: 170,
        render: (row) =>
          row.next_at ? <TwoLines first={t.maybe(`act_${row.next_act}`)} second={<Exact at={row.next_at} />} /> : <Missing />,
        value: (row) => (row.next_at ? `${row.next_act} ${exactTime(row.next_at)}` : ''),
      },
      {
        key: 'saved_at',
        title: t('saved_at'),
        width: 150,
        render: (row) => <TwoLines first={<Ago at={row.saved_at} />} second={row.saved_by} />,
        value: (row) => exactTime(row.saved_at),
      },
    ],
    [t, inLanguage, channels],
  )
}
