import { InboxOutlined, LoadingOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { call } from './api.ts'

interface DropFileProps {
  title: string
  hint?: string
  accept: string
  busy?: string | undefined
  take(file: File): void
}

/** Where a file is dropped, or chosen by press or keyboard. */
export function DropFile({ title, hint, accept, busy, take }: DropFileProps) {
  const [over, setOver] = useState(false)
  return (
    <label
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file) take(file)
      }}
    >
      {busy ? <LoadingOutlined /> : <InboxOutlined />}
      <span>{busy ?? title}</span>
      {hint ? <small>{hint}</small> : null}
      <input
        type="file"
        accept={accept}
        disabled={busy !== undefined}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) take(file)
          event.target.value = ''
        }}
      />
    </label>
  )
}

/** Keeps a file on the server; answers the name it is asked for by. */
export const sendFile = async (file: File): Promise<string> =>
  (await call<{ file: string }>('POST', '/api/admin/files', { body: file })).file
