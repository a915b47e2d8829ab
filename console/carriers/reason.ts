import { useMemo } from 'react'
import { defineText } from '../shared/text.ts'

const useText = defineText(
  'carriers-reasons',
  {
    answer_without_number: '对方收下了，但没有给单号：会自动再问；一直没有就联系对方',
    answer_unreadable: '对方的回答读不懂：会自动再问；一直如此就联系对方',
    account_closed: '账号已停用：启用账号后重试',
    cancel_refused: '对方不肯取消：联系对方',
    carrier_unknown: '承运商没有填对方的编码：在承运商资料里补上，再重试',
    not_offered: '这个接口不提供这项服务：换一个账号',
    region_not_served: '承运商不送这个地址：换一家',
    failed: '我们这边出错：会自动再试；一直如此请找管理员',
    timeout: '对方没有按时回答：会自动再问',
    unreachable: '连不上对方：会自动再试；一直如此请检查账号的接口地址',
    pool_empty: '号池用完了：添加号段，或换一家',
    too_heavy: '超过这项服务的最大重量：拆箱或换一家',
    http_: '对方的接口报错（{{status}}）：会自动再试',
    gave_up: '试过多次没有结果，已停止：{{last}}。解决后点重试',
    cancel: '取消未成：{{reason}}',
  },
  {
    answer_without_number: 'They took it and gave no number: we ask again by ourselves; call them if none comes',
    answer_unreadable: 'Their answer cannot be read: we ask again by ourselves; call them if it stays so',
    account_closed: 'The account is switched off: switch it on, then try again',
    cancel_refused: 'They would not cancel it: call them',
    carrier_unknown: 'The carrier has no code for this interface: enter it with the carrier, then try again',
    not_offered: 'This interface does not offer it: take another account',
    region_not_served: 'The carrier does not deliver there: take another',
    failed: 'It failed on our side: we try again by ourselves; ask your administrator if it stays so',
    timeout: 'They did not answer in time: we ask again by ourselves',
    unreachable: 'They cannot be reached: we try again by ourselves; check the address of the account if it stays so',
    pool_empty: 'The pool has no number left: add a segment, or take another carrier',
    too_heavy: 'Too heavy for this service: split it, or take another carrier',
    http_: 'Their interface reports a fault ({{status}}): we try again by ourselves',
    gave_up: 'Tried many times without result: {{last}}. Try again when it is mended',
    cancel: 'Not canceled: {{reason}}',
  },
)

/** Why a partner was not heard or would not: what we name ourselves in the reader's words, what the partner says as he said it. */
export function useReason(): (reason: string | null, otherwise?: string) => string {
  const t = useText()
  return useMemo(() => {
    const say = (reason: string, otherwise = reason): string => {
      const [, cancels, code = '', rest = ''] = /^(cancel )?([a-z_0-9]+): (.*)$/s.exec(reason) ?? []
      if (cancels) return t('cancel', { reason: say(`${code}: ${rest}`) })
      if (code === 'gave_up') return t('gave_up', { last: say(/the last said (.*)$/s.exec(rest)?.[1] ?? rest) })
      const status = /^http_(\d+)$/.exec(code)?.[1]
      return status ? t('http_', { status }) : t.maybe(code, otherwise)
    }
    return (reason, otherwise) => (reason === null ? '' : say(reason, otherwise))
  }, [t])
}
