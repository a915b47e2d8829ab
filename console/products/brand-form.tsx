import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useWords } from '../shared/words.ts'
import { both } from './category-form.tsx'
import { KeptFile } from './media.tsx'
import { useText } from './text.ts'

type Brand = AnswerOf<'/api/admin/categories'>['brands'][number]
const blank: Brand = { brand_id: '', name: { zh: '', en: '' }, slogan: null, picture: null }

/** A brand as shoppers know it. */
export function Component() {
  const t = useText()
  const words = useWords()
  const may = useMay()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const inLanguage = useInLanguage()
  const { brand_id } = useParams()
  const catalog = useApi<AnswerOf<'/api/admin/categories'>>('/api/admin/categories', {}, { refetchOnWindowFocus: false })
  const known = catalog.data?.brands.find((one) => one.brand_id === brand_id)
  return (
    <DetailDrawer title={known ? inLanguage(known.name) : t('new_brand')}>
      {catalog.isError ? <Failure error={catalog.error} retry={() => void catalog.refetch()} /> : null}
      {catalog.isPending ? <Skeleton /> : null}
      {brand_id && catalog.data && !known ? <p role="alert">{t('no_brand')}</p> : null}
      {catalog.data && (!brand_id || known) ? (
        <ApiForm<Brand>
          key={brand_id ?? ''}
          name={`brand.${brand_id ?? 'new'}`}
          initial={known ?? blank}
          inside={['items', 0]}
          send={async ({ slogan, ...brand }) => {
            const said = slogan?.zh || slogan?.en ? both(slogan) : null
            const item = { ...brand, name: both(brand.name), slogan: said, picture: brand.picture || null }
            return (await api.batch('/api/admin/brands', { items: [item] }))[0]
          }}
          succeeded={({ status }) => status === 'saved'}
          done={() => {
            void queries.invalidateQueries({ queryKey: ['/api/admin/categories'] })
            void navigate('/categories')
          }}
        >
          {(_form, busy) => (
            <>
              <Form.Item name="brand_id" label={t('brand_id')} rules={[{ required: true }]} style={{ marginTop: 20 }}>
                <Input maxLength={64} disabled={known !== undefined} />
              </Form.Item>
              <Form.Item name={['name', 'zh']} label={t('name_zh')} rules={[{ required: true }]}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name={['name', 'en']} label={t('name_en')}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name={['slogan', 'zh']} label={t('slogan_zh')}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name={['slogan', 'en']} label={t('slogan_en')}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name="picture" label={t('picture')}>
                <KeptFile accept="image/*" />
              </Form.Item>
              {may('products.edit') ? (
                <Button type="primary" htmlType="submit" loading={busy} block>
                  {words('save')}
                </Button>
              ) : null}
            </>
          )}
        </ApiForm>
      ) : null}
    </DetailDrawer>
  )
}
