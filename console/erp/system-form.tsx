import { useQueryClient } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { Failure, Skeleton } from '../shared/states.tsx'
import type { System } from './systems.tsx'
import { useText } from './text.ts'

interface Values {
  system_id: string
  kind: string
  name: string
  endpoint?: string
  settings?: string
  secrets?: string
  active: boolean
  own_materials: boolean
}

/** `name=value`, one a line. */
const pairsOf = (text = ''): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]),
  )

/** An ERP registered, or changed. */
export function Component() {
  const t = useText()
  const { system_id } = useParams()
  const systems = useApi<{ items: System[] }>(system_id ? '/api/admin/erp/systems' : null)
  if (system_id && !systems.data)
    return (
      <DetailDrawer title={t('edit')}>
        {systems.isError ? <Failure error={systems.error} retry={() => void systems.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <SystemForm system={systems.data?.items.find((one) => one.system_id === system_id)} />
}

function SystemForm({ system }: { system: System | undefined }) {
  const t = useText()
  const queries = useQueryClient()
  const kinds = ['sap', 'kingdee', 'yonyou', 'idoc', 'file'].map((value) => ({ value, label: t.maybe(`kind_${value}`) }))
  return (
    <FormDrawer<Values>
      name={`erp.system.${system?.system_id ?? 'new'}`}
      title={t(system ? 'edit' : 'new_system')}
      initial={{
        system_id: system?.system_id ?? '',
        kind: system?.kind ?? 'sap',
        name: system?.name ?? '',
        endpoint: system?.endpoint ?? '',
        settings: Object.entries(system?.settings ?? {})
          .map((pair) => pair.join('='))
          .join('\n'),
        secrets: '',
        active: system?.active ?? true,
        own_materials: system?.own_materials ?? false,
      }}
      fields={[
        { key: 'system_id', title: t('code'), kind: 'text', required: true, fixed: Boolean(system), max: 64 },
        { key: 'name', title: t('name'), kind: 'text', required: true, max: 80 },
        { key: 'kind', title: t('kind'), kind: 'choice', required: true, options: kinds },
        { key: 'endpoint', title: t('endpoint'), kind: 'text', max: 300, shown: ({ kind }) => !['idoc', 'file'].includes(kind) },
        { key: 'settings', title: t('settings'), kind: 'long', max: 2000, hint: t('settings_hint') },
        {
          key: 'secrets',
          title: t('secrets'),
          kind: 'long',
          max: 2000,
          hint: t('secrets_hint'),
          shown: ({ kind }) => !['idoc', 'file'].includes(kind),
        },
        { key: 'own_materials', title: t('own_materials'), kind: 'yes', hint: t('own_materials_hint') },
        { key: 'active', title: t('active'), kind: 'yes' },
      ]}
      inside={['items', 0]}
      button={t('save')}
      send={async ({ settings, secrets, endpoint = '', ...rest }) => {
        const item = { ...rest, endpoint, settings: pairsOf(settings), secrets: pairsOf(secrets) }
        const [outcome] = await api.batch('/api/admin/erp/systems', { items: [item] })
        return outcome
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => `${t.maybe(`refused_${status}`, detail)}${status === 'setting_missing' ? ` ${detail ?? ''}` : ''}`}
      back={system ? `/erp-systems/${system.system_id}` : '/erp-systems'}
      done={() => void queries.invalidateQueries({ queryKey: ['/api/admin/erp/systems'] })}
    />
  )
}
