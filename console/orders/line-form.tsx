import { Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { useWords } from '../shared/words.ts'
import { type OrderDetail, type OrderLine, open } from './model.ts'

interface Props {
  title: string
  hint: string
  button: string
  /** Answers why not, or nothing when it is done. */
  send(): Promise<string | null> | string
  close(): void
  children: ReactNode
}

/** A form about lines of an order: what keeps it from going stands above its fields, which stay as they are. */
export function LineForm({ title, hint, button, send, close, children }: Props) {
  const words = useWords()
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    setProblem(null)
    setProblem(await send())
    setBusy(false)
  }
  return (
    <Modal
      open
      title={title}
      okText={button}
      cancelText={words('cancel')}
      confirmLoading={busy}
      onOk={() => void submit()}
      onCancel={close}
      width={560}
    >
      <p className="faint" style={{ marginBottom: 12 }}>
        {hint}
      </p>
      {problem ? (
        <div className="problem" role="alert" style={{ marginBottom: 12 }}>
          {problem}
        </div>
      ) : null}
      {children}
    </Modal>
  )
}

/** Lines that may still change: what of a group has left keeps the rest of it with it. */
export function changeable(order: OrderDetail): OrderLine[] {
  const begun = new Set(order.lines.filter(({ shipped }) => shipped > 0).map(({ group_no }) => group_no))
  const going = new Set(
    order.groups.filter(({ group_no, state }) => open.has(state) && !begun.has(group_no)).map(({ group_no }) => group_no),
  )
  return order.lines.filter((line) => going.has(line.group_no))
}
