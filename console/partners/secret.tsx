import { CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useText } from './text.ts'

/** A secret that is shown this once. */
export function Secret({ key_id, secret }: { key_id: string; secret: string | undefined }) {
  const t = useText()
  return (
    <>
      <p className="hint">{t(secret ? 'secret_hint' : 'no_secret')}</p>
      <Copied title={t('key_id')} text={key_id} />
      {secret ? <Copied title={t('secret')} text={secret} /> : null}
    </>
  )
}

function Copied({ title, text }: { title: string; text: string }) {
  const t = useText()
  const [done, setDone] = useState(false)
  return (
    <div style={{ margin: '12px 0' }}>
      <div className="faint">{title}</div>
      <div style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
        <code className="code" style={{ flex: '1 1 220px' }}>
          {text}
        </code>
        <Button icon={<CopyOutlined />} onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}>
          {done ? t('copied') : t('copy')}
        </Button>
      </div>
    </div>
  )
}
