import { Button, Checkbox, Form, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api, newId } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useText } from './text.ts'

interface Values {
  words: string[]
  one_way: boolean
}

/** A new row of synonyms. */
export function Component() {
  const t = useText()
  const navigate = useNavigate()
  const around = useListAround()
  const [id] = useState(newId)
  return (
    <DetailDrawer title={t('new_synonym')}>
      <ApiForm<Values>
        name="search.synonym"
        initial={{ words: [], one_way: false }}
        inside={['items', 0]}
        send={async (values) => (await api.batch('/api/admin/search/synonyms', { items: [{ id, ...values }] }))[0]}
        succeeded={({ status }) => status === 'saved'}
        done={() => {
          void around?.refresh()
          void navigate('/search-words')
        }}
      >
        {(_form, busy) => (
          <>
            <Form.Item
              name="words"
              label={t('words')}
              extra={t('words_hint')}
              rules={[{ required: true, type: 'array', min: 2 }]}
              style={{ marginTop: 20 }}
            >
              <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，']} autoFocus />
            </Form.Item>
            <Form.Item name="one_way" valuePropName="checked" extra={t('one_way_hint')}>
              <Checkbox>{t('one_way')}</Checkbox>
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy} block>
              {t('save')}
            </Button>
          </>
        )}
      </ApiForm>
    </DetailDrawer>
  )
}
