import { PrinterOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Modal } from 'antd'
import { useCallback, useEffect, useId, useState } from 'react'
import { Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type AgentStatus, forgetAgent, keepAgent, knownAgent, startingPort, statusOf } from './agent.ts'
import { usePartnersText } from './partners-text.ts'

/** Whether this desk's printer is ready, and where its agent is told once. */
export function PrinterButton() {
  const t = usePartnersText()
  const words = useWords()
  const field = useId()
  const [open, setOpen] = useState(false)
  const [status, setStatus] = useState<AgentStatus | null | 'unknown'>('unknown')
  const [agent, setAgent] = useState(() => knownAgent() ?? { port: startingPort, token: '' })
  const look = useCallback(async () => {
    const known = knownAgent()
    setStatus(known ? await statusOf(known) : 'unknown')
  }, [])
  useEffect(() => {
    void look()
  }, [look])
  const connect = async () => {
    const found = await statusOf(agent)
    setStatus(found)
    if (found) keepAgent(agent)
  }
  const printer = status !== null && status !== 'unknown' ? status.printers[0] : undefined
  return (
    <>
      <Button icon={<PrinterOutlined />} onClick={() => setOpen(true)}>
        {t('printer')}
        {printer ? ` · ${t(`printer_${printer.state}`)}` : ''}
      </Button>
      <Modal
        open={open}
        title={t('printer')}
        okText={t('connect')}
        cancelText={words('close')}
        onOk={() => void connect()}
        onCancel={() => setOpen(false)}
      >
        <p className="faint">{t('printer_hint')}</p>
        <div className="field">
          <label htmlFor={`${field}-port`}>{t('port')}</label>
          <InputNumber
            id={`${field}-port`}
            min={1}
            max={65_535}
            precision={0}
            value={agent.port}
            onChange={(port) => setAgent({ ...agent, port: port ?? startingPort })}
          />
        </div>
        <div className="field">
          <label htmlFor={`${field}-token`}>{t('token')}</label>
          <Input.Password
            id={`${field}-token`}
            value={agent.token}
            onChange={(event) => setAgent({ ...agent, token: event.target.value.trim() })}
          />
        </div>
        {status === null ? <p className="refused">{t('not_connected')}</p> : null}
        {status !== null && status !== 'unknown' ? (
          <ul className="rows">
            {status.printers.map(({ name, state }) => (
              <li key={name}>
                <span className="strong">{name}</span>
                <Status tone={state === 'ready' ? 'done' : 'danger'}>{t(`printer_${state}`)}</Status>
              </li>
            ))}
            <li>
              <Button
                size="small"
                onClick={() => {
                  forgetAgent()
                  setStatus('unknown')
                }}
              >
                {t('forget')}
              </Button>
            </li>
          </ul>
        ) : null}
      </Modal>
    </>
  )
}
