import { Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { formatMoney, parseMoney } from '#core/money.ts'
import { newId } from '../shared/api.ts'
import { Amount } from '../shared/values.tsx'
import type { TillItem } from './model.ts'
import { useSend } from './send.ts'
import { useText } from './text.ts'

interface Voucher {
  row: string
  kind: string
  pieces: number | null
  amount: string
}

/** What lies in a drawer: notes and coins by their kinds, and the vouchers taken that day, which are counted but no cash. */
export function CountTill({ till, denominations, done }: { till: TillItem; denominations: number[]; done(): void }) {
  const t = useText()
  const send = useSend()
  const [id] = useState(newId)
  const [pieces, setPieces] = useState<Record<number, number>>({})
  const cash = denominations.flatMap((denomination_minor) =>
    pieces[denomination_minor] ? [{ denomination_minor, pieces: pieces[denomination_minor] }] : [],
  )
  const total = cash.reduce((sum, one) => sum + one.denomination_minor * one.pieces, 0)
  const [vouchers, setVouchers] = useState<Voucher[]>([])
  const counted = vouchers.map(({ kind, pieces: count, amount }) => ({
    kind: kind.trim(),
    pieces: count ?? 0,
    amount_minor: parseMoney(amount, till.currency) ?? -1,
  }))
  const wrong =
    counted.some(({ kind, amount_minor }) => !kind || amount_minor < 0) || new Set(counted.map(({ kind }) => kind)).size < counted.length
  return (
    <Modal
      open
      title={t('count_title', { counter: till.counter })}
      okText={t('count')}
      okButtonProps={{ disabled: wrong }}
      onCancel={done}
      onOk={() =>
        void send(
          'POST',
          '/api/admin/tills/counts',
          { counts: [{ id, till_id: till.id, cash, ...(counted.length > 0 ? { vouchers: counted } : {}) }] },
          t('count'),
        ).then((went) => went && done())
      }
    >
      <table className="plain middle">
        <tbody>
          {denominations.map((denomination) => (
            <tr key={denomination}>
              <td>
                <Amount minor={denomination} currency={till.currency} />
              </td>
              <td>
                <InputNumber
                  min={0}
                  precision={0}
                  inputMode="numeric"
                  size="large"
                  style={{ width: '100%' }}
                  aria-label={`${t('pieces')} ${formatMoney(denomination, till.currency)}`}
                  value={pieces[denomination] ?? null}
                  onChange={(value) => setPieces((before) => ({ ...before, [denomination]: Number(value ?? 0) }))}
                />
              </td>
              <td className="right">
                <Amount minor={denomination * (pieces[denomination] ?? 0)} currency={till.currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t('total')}</td>
            <td />
            <td className="right">
              <Amount minor={total} currency={till.currency} strong />
            </td>
          </tr>
        </tfoot>
      </table>
      <Vouchers vouchers={vouchers} change={setVouchers} />
    </Modal>
  )
}

/** Kinds of vouchers, each once, with how many and what they are worth together. */
function Vouchers({ vouchers, change }: { vouchers: Voucher[]; change(next: Voucher[]): void }) {
  const t = useText()
  const set = (row: string, more: Partial<Voucher>) => change(vouchers.map((one) => (one.row === row ? { ...one, ...more } : one)))
  return (
    <section style={{ display: 'grid', gap: 8, marginTop: 16 }}>
      <strong>{t('vouchers')}</strong>
      <span className="faint">{t('vouchers_hint')}</span>
      {vouchers.map(({ row, kind, pieces, amount }) => (
        <div key={row} style={{ display: 'grid', gridTemplateColumns: '1fr 72px 96px auto', gap: 6 }}>
          <Input
            aria-label={t('voucher_kind')}
            placeholder={t('voucher_kind')}
            value={kind}
            maxLength={40}
            onChange={(event) => set(row, { kind: event.target.value })}
          />
          <InputNumber
            aria-label={t('pieces')}
            placeholder={t('pieces')}
            min={0}
            precision={0}
            controls={false}
            inputMode="numeric"
            style={{ width: '100%' }}
            value={pieces}
            onChange={(value) => set(row, { pieces: value === null ? null : Number(value) })}
          />
          <Input
            aria-label={t('voucher_amount')}
            placeholder={t('voucher_amount')}
            inputMode="decimal"
            prefix="¥"
            value={amount}
            onChange={(event) => set(row, { amount: event.target.value })}
          />
          <Button aria-label={`${t('remove')} ${kind}`} onClick={() => change(vouchers.filter((one) => one.row !== row))}>
            ×
          </Button>
        </div>
      ))}
      <Button onClick={() => change([...vouchers, { row: newId(), kind: '', pieces: null, amount: '' }])} disabled={vouchers.length >= 40}>
        {t('voucher_add')}
      </Button>
    </section>
  )
}
