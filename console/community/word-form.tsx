import { Button, Form, Radio, Select } from 'antd'
import { useNavigate } from 'react-router'
import { api } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useText } from './text.ts'

interface Values {
  words: string[]
  action: 'refuse' | 'flag'
}

/** Adds words to the list. */
export function Component() {
  const t = useText()
  const navigate = useNavigate()
  const around = useListAround()
  return (
    <DetailDrawer title={t('new_word')}>
      <ApiForm<Values>
        name="community.words"
        initial={{ words: [], action: 'flag' }}
        inside={['items', 0]}
        send={async ({ words, action }) => {
          const outcomes = await api.batch('/api/admin/community/words', { items: words.map((word) => ({ word: word.trim(), action })) })
          return outcomes.find(({ detail }) => detail) ?? outcomes[0]
        }}
        succeeded={({ status }) => status === 'saved'}
        done={() => {
          void around?.refresh()
          void navigate('/voice-words')
        }}
      >
        {(_form, busy) => (
          <>
            <Form.Item name="words" label={t('words_field')} rules={[{ required: true, type: 'array', min: 1 }]} style={{ marginTop: 20 }}>
              <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} autoFocus />
            </Form.Item>
            <Form.Item name="action" label={t('action')}>
              <Radio.Group options={(['flag', 'refuse'] as const).map((value) => ({ value, label: t(value) }))} />
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
