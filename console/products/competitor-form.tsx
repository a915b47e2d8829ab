import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
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
import { useCatalog, type Words } from './model.ts'
import { Specifications } from './specifications.tsx'
import { useText } from './text.ts'

interface Values extends Omit<Competitor, 'specifications'> {
  specifications: Record<string, unknown>
}
const blank: Values = {
  ...{ competitor_id: '', category_id: '', brand_name: '', title: { zh: '', en: '' }, price_minor: null, currency: 'CNY' },
  ...{ specifications: {}, selling_points: [], source: '', seen_on: '' },
}
const both = (words: Partial<Words> | null | undefined): Words | null =>
  words?.zh || words?.en ? { zh: words.zh || words.en!, en: words.en || words.zh! } : null
const filled = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && (typeof value !== 'object' || both(value as Words) !== null)

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
      title: both(values.title) ?? values.title,
      price_minor: values.price_minor ?? null,
      specifications: Object.fromEntries(Object.entries(values.specifications ?? {}).filter(([, value]) => filled(value))),
      selling_points: (values.selling_points ?? []).map(both).filter((point) => point !== null),
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
            <Form.Item name={['title', 'zh']} label={t('title_zh')} rules={[{ required: true }]}>
              <Input maxLength={300} />
            </Form.Item>
            <Form.Item name={['title', 'en']} label={t('title_en')}>
              <Input maxLength={300} />
            </Form.Item>
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
          <div className="panel">
            <h2>{t('selling_points')}</h2>
            <Form.List name="selling_points">
              {(fields, { add, remove }) => (
                <>
                  {fields.map(({ key, name }) => (
                    <div className="edit-row" key={key}>
                      <Form.Item name={[name, 'zh']} label={t('selling_point_zh')}>
                        <Input maxLength={300} />
                      </Form.Item>
                      <Form.Item name={[name, 'en']} label={t('selling_point_en')}>
                        <Input maxLength={300} />
                      </Form.Item>
                      <Button
                        type="text"
                        icon={<DeleteOutlined />}
                        aria-label={t('remove')}
                        title={t('remove')}
                        onClick={() => remove(name)}
                      />
                    </div>
                  ))}
                  <Button icon={<PlusOutlined />} disabled={fields.length >= 12} onClick={() => add({ zh: '', en: '' })}>
                    {t('add')}
                  </Button>
                </>
              )}
            </Form.List>
          </div>
          <Button type="primary" htmlType="submit" loading={busy} block>
            {words('save')}
          </Button>
        </>
      )}
    </ApiForm>
  )
}
