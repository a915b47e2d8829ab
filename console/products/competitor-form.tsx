import { Button, Form, Input, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useWords } from '../shared/words.ts'
import type { Competitor } from './competitors.tsx'
import { both, bothOrNone, filled, noWords, useCatalog } from './model.ts'
import { BothFields, SellingPoints } from './parts.tsx'
import { Specifications } from './specifications.tsx'
import { useText } from './text.ts'

interface Values extends Omit<Competitor, 'specifications'> {
  specifications: Record<string, unknown>
}
const blank: Values = {
  ...{ competitor_id: '', category_id: '', brand_name: '', title: noWords, price_minor: null, currency: 'CNY' },
  ...{ specifications: {}, selling_points: [], source: '', seen_on: '' },
}
/** One product of somebody else: what is known of it, from where and when. */
export function Component() {
  const t = useText()
  const { competitor_id } = useParams()
  const known = useApi<AnswerOf<'/api/admin/competitors'>>(
    competitor_id ? '/api/admin/competitors' : null,
    { id: [competitor_id ?? ''] },
    { refetchOnWindowFocus: false, gcTime: 0 },
  )
  const inLanguage = useInLanguage()
  const found = known.data?.items[0]
  return (
    <DetailDrawer title={found ? inLanguage(found.title) : t('new_competitor')}>
      {competitor_id && known.isPending ? <Skeleton /> : null}
      {known.isError ? <Failure error={known.error} retry={() => void known.refetch()} /> : null}
      {!competitor_id || found ? <CompetitorForm known={found ?? null} /> : null}
    </DetailDrawer>
  )
}

function CompetitorForm({ known }: { known: Competitor | null }) {
  const t = useText()
  const words = useWords()
  const navigate = useNavigate()
  const around = useListAround()
  const catalog = useCatalog()
  const send = async (values: Values) => {
    const item = {
      ...values,
      title: both(values.title),
      price_minor: values.price_minor ?? null,
      specifications: Object.fromEntries(Object.entries(values.specifications ?? {}).filter(([, value]) => filled(value))),
      selling_points: (values.selling_points ?? []).map(bothOrNone).filter((point) => point !== null),
    }
    return (await api.batch('/api/admin/competitors', { items: [item] }))[0]
  }
  return (
    <ApiForm<Values>
      name={`competitor.${known?.competitor_id ?? 'new'}`}
      initial={known ?? blank}
      inside={['items', 0]}
      send={send}
      succeeded={({ status }) => status === 'saved'}
      done={() => {
        void around?.refresh()
        void navigate('/competitors')
      }}
    >
      {(_form, busy) => (
        <>
          <div className="grid-form" style={{ marginTop: 20 }}>
            <Form.Item name="competitor_id" label={t('competitor_id')} rules={[{ required: true }]}>
              <Input maxLength={64} disabled={known !== null} />
            </Form.Item>
            <Form.Item name="brand_name" label={t('competitor_brand')} rules={[{ required: true }]}>
              <Input maxLength={60} />
            </Form.Item>
            <BothFields name="title" labels={[t('title_zh'), t('title_en')]} most={300} required />
            <Form.Item name="category_id" label={t('category')} rules={[{ required: true }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={catalog.categoryOptions} popupMatchSelectWidth={false} />
            </Form.Item>
            <Form.Item name="price_minor" label={t('price')}>
              <MoneyInput />
            </Form.Item>
            <Form.Item name="source" label={t('source')} rules={[{ required: true }]}>
              <Input maxLength={300} />
            </Form.Item>
            <Form.Item name="seen_on" label={t('seen_on')} rules={[{ required: true }]}>
              <Input type="date" />
            </Form.Item>
          </div>
          <Specifications optional />
          <SellingPoints />
          <Button type="primary" htmlType="submit" loading={busy} block>
            {words('save')}
          </Button>
        </>
      )}
    </ApiForm>
  )
}
