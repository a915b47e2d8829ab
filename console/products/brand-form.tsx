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
import { KeptFile } from './media.tsx'
import { both, bothOrNone, noWords } from './model.ts'
import { BothFields } from './parts.tsx'
import { useText } from './text.ts'

type Brand = AnswerOf<'/api/admin/categories'>['brands'][number]
const blank: Brand = { brand_id: '', name: noWords, slogan: null, picture: null }

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
            const item = { ...brand, name: both(brand.name), slogan: bothOrNone(slogan), picture: brand.picture || null }
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
              <BothFields name="name" labels={[t('name_zh'), t('name_en')]} required />
              <BothFields name="slogan" labels={[t('slogan_zh'), t('slogan_en')]} />
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
