import { api } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useReviewText } from './review-text.ts'

interface Entry {
  kind: 'phone' | 'name' | 'address'
  value: string
  why: string
}

/** One entry of the black list. */
export function Component() {
  const t = useReviewText()
  return (
    <FormDrawer<Entry>
      name="black-list.new"
      title={t('entry_new')}
      intro={t('black_list_hint')}
      fields={[
        {
          key: 'kind',
          title: t('kind'),
          kind: 'choice',
          required: true,
          options: (['phone', 'name', 'address'] as const).map((value) => ({ value, label: t(`kind_${value}`) })),
        },
        { key: 'value', title: t('value'), kind: 'text', required: true, max: 120 },
        { key: 'why', title: t('why'), kind: 'text', required: true, max: 200 },
      ]}
      initial={{ kind: 'phone', value: '', why: '' }}
      inside={['entries', 0]}
      button={t('save')}
      send={async (entry) => (await api.batch('/api/admin/black-list', { entries: [entry] }))[0]}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/black-list"
    />
  )
}
