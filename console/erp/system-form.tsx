import { api } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useText } from './text.ts'

interface Values {
  system_id: string
  kind: string
  name: string
  endpoint?: string
  settings?: string
  secrets?: string
  active: boolean
}

/** `name=value`, one a line. */
const pairsOf = (text = ''): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]),
  )

/** An ERP registered, or changed by its code. */
export function Component() {
  const t = useText()
  const kinds = ['sap', 'kingdee', 'yonyou', 'idoc', 'file'].map((value) => ({ value, label: t.maybe(`kind_${value}`) }))
  return (
    <FormDrawer<Values>
      name="erp.system"
      title={t('new_system')}
      initial={{ system_id: '', kind: 'sap', name: '', endpoint: '', settings: '', secrets: '', active: true }}
      fields={[
        { key: 'system_id', title: t('code'), kind: 'text', required: true, max: 64 },
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
      back="/erp-documents"
    />
  )
}
