import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Select, Switch } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Section } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/stock/sharing'>

/** Where one channel may sell from, in which order, and what is withheld from it. */
export function Component() {
  const t = useRulesText()
  const { channel_id = '' } = useParams()
  const { data, error, refetch } = useApi<{ items: Row[] }>('/api/admin/stock/sharing')
  const row = data?.items.find((one) => one.channel_id === channel_id)
  if (!row)
    return <DetailDrawer title={t('sharing')}>{error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton />}</DetailDrawer>
  return <Sharing key={channel_id} row={row} />
}

function Sharing({ row }: { row: Row }) {
  const t = useRulesText()
  const may = useMay()
  const tell = useTell()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const catalog = useApi<{ brands: { brand_id: string; name: { zh: string; en: string } }[] }>(
    '/api/mall/categories',
    {},
    { staleTime: 600_000 },
  )
  const brands = (catalog.data?.brands ?? []).map(({ brand_id, name }) => ({ value: brand_id, label: inLanguage(name) }))
  const around = useListAround()
  const queries = useQueryClient()
  const [node_ids, setNodes] = useState(row.node_ids)
  const [only_share, setOnly] = useState(row.only_share)
  const [withheld, setWithheld] = useState<{ node_id: string | null; brand_id: string }[]>(row.withheld)
  const [busy, setBusy] = useState(false)
  const edits = may('stock.policy')
  const save = async () => {
    setBusy(true)
    try {
      const body = { node_ids, only_share, withheld: withheld.filter(({ node_id }) => node_id !== null) }
      await api.put(`/api/admin/stock/sharing/${row.channel_id}`, body)
      void tell.success(t('saved'))
      void queries.invalidateQueries({ queryKey: ['/api/admin/stock/sharing'] })
      void around?.refresh()
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  const set = (at: number, more: Partial<(typeof withheld)[number]>) =>
    setWithheld(withheld.map((one, i) => (i === at ? { ...one, ...more } : one)))
  return (
    <DetailDrawer
      title={inLanguage(row.name)}
      actions={
        edits ? (
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t('save')}
          </Button>
        ) : undefined
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <Field title={t('shares_nodes')}>
          {(field) => (
            <Select
              id={field}
              mode="multiple"
              disabled={!edits}
              style={{ width: '100%' }}
              showSearch={{ optionFilterProp: 'label' }}
              value={node_ids}
              onChange={setNodes}
              options={nodes.options}
            />
          )}
        </Field>
        <p className="faint" style={{ margin: 0 }}>
          {node_ids.length > 0 ? t('shares_nodes_hint') : t('no_nodes')}
        </p>
        <Field title={t('only_share')}>
          {(field) => (
            <div style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
              <Switch id={field} disabled={!edits} checked={only_share} onChange={setOnly} />
              <span className="faint">{t('only_share_hint')}</span>
            </div>
          )}
        </Field>
      </div>
      <Section title={t('withheld')}>
        <p className="faint">{t('withheld_hint')}</p>
        <div style={{ display: 'grid', gap: 8 }}>
          {withheld.map((one, i) => (
            <div key={i} style={{ display: 'flex', gap: 8 }}>
              <Select
                aria-label={`${t('node')} ${i + 1}`}
                placeholder={t('node')}
                disabled={!edits}
                style={{ flex: 1, minWidth: 0 }}
                showSearch={{ optionFilterProp: 'label' }}
                value={one.node_id}
                onChange={(node_id: string) => set(i, { node_id })}
                options={nodes.options}
              />
              <Select
                aria-label={`${t('brand')} ${i + 1}`}
                disabled={!edits}
                style={{ flex: 1, minWidth: 0 }}
                value={one.brand_id}
                onChange={(brand_id: string) => set(i, { brand_id })}
                options={[{ value: '', label: t('every_brand') }, ...brands]}
              />
              <Button
                icon={<DeleteOutlined />}
                aria-label={t('remove')}
                disabled={!edits}
                onClick={() => setWithheld(withheld.filter((_, at) => at !== i))}
              />
            </div>
          ))}
          {edits ? (
            <Button icon={<PlusOutlined />} onClick={() => setWithheld([...withheld, { node_id: null, brand_id: '' }])}>
              {t('add_withheld')}
            </Button>
          ) : null}
        </div>
      </Section>
    </DetailDrawer>
  )
}
