import { Form } from 'antd'
import { useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useOrganizations } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import type { Bureau } from './bureaus.tsx'
import { useBureauText } from './bureaus-text.ts'
import { RegionsPicker } from './regions.tsx'

type Values = Pick<Bureau, 'bureau_id' | 'version' | 'duties' | 'region_codes' | 'orders_per_day' | 'answer_hours' | 'open'>
const fresh: Values = {
  ...{ bureau_id: '', version: 0, duties: ['processing'], region_codes: [], orders_per_day: null, answer_hours: 4, open: true },
}

/** One bureau: `new`, or the code of its organization. */
export function Component() {
  const t = useBureauText()
  const { bureau_id = 'new' } = useParams()
  const organizations = useOrganizations()
  const read = useApi<{ items: Bureau[] }>('/api/admin/bureaus')
  if (!read.data)
    return (
      <DetailDrawer title={t('bureau_edit')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const known = read.data.items.find((one) => one.bureau_id === bureau_id)
  return (
    <FormDrawer<Values>
      key={`${bureau_id} ${known?.version ?? 0}`}
      name={`bureau.${bureau_id}.${known?.version ?? 0}`}
      title={t(known ? 'bureau_edit' : 'bureau_new')}
      fields={[
        {
          key: 'bureau_id',
          title: t('organization'),
          kind: 'choice',
          required: true,
          fixed: known !== undefined,
          options: organizations.options,
        },
        {
          key: 'duties',
          title: t('duties'),
          kind: 'many',
          required: true,
          options: (['acceptance', 'processing', 'delivery'] as const).map((value) => ({ value, label: t(`bureau_of_${value}`) })),
        },
        { key: 'orders_per_day', title: t('orders_per_day'), kind: 'number', min: 1, max: 1_000_000, hint: t('orders_per_day_hint') },
        {
          key: 'answer_hours',
          title: t('answer_hours'),
          kind: 'number',
          required: true,
          min: 0.25,
          max: 720,
          precision: 2,
          suffix: t('hours'),
        },
        { key: 'open', title: t('open'), kind: 'yes' },
      ]}
      initial={known ? valuesOf(known) : fresh}
      inside={['bureaus', 0]}
      button={t('save')}
      send={async (values) => {
        const bureau = { ...values, orders_per_day: values.orders_per_day ?? null, version: known?.version ?? 0 }
        const outcomes = await api.batch('/api/admin/bureaus', { bureaus: [bureau] })
        void read.refetch()
        return outcomes[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/bureaus"
    >
      {() => (
        <Form.Item name="region_codes" label={t('regions')} extra={t('regions_hint')}>
          <RegionsPicker />
        </Form.Item>
      )}
    </FormDrawer>
  )
}

const valuesOf = ({ bureau_id, version, duties, region_codes, orders_per_day, answer_hours, open }: Bureau): Values => ({
  ...{ bureau_id, version, duties, region_codes, orders_per_day, answer_hours, open },
})
