import { Modal } from 'antd'
import { useWords } from '../shared/words.ts'

/** The list of keys, on `?`. */
export default function Shortcuts({ close }: { close(): void }) {
  const t = useWords()
  const keys = [
    ['J  ↓ / K  ↑', t('key_move')],
    ['X', t('key_select')],
    ['Enter', t('key_open')],
    ['/', t('key_search')],
    ['Ctrl K', t('key_palette')],
    ['Esc', t('key_escape')],
    ['?', t('shortcuts')],
  ] as const
  return (
    <Modal open footer={null} onCancel={close} title={t('shortcuts')} width={420}>
      <table className="plain">
        <tbody>
          {keys.map(([key, what]) => (
            <tr key={key}>
              <td>{what}</td>
              <td className="right">
                <kbd>{key}</kbd>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  )
}
