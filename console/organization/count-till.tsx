import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { decimalText, formatMoney, parseMoney } from '#core/money.ts'
import { newId } from '../shared/api.ts'
import { Amount } from '../shared/values.tsx'
import type { TillItem } from './model.ts'
import { useSend } from './send.ts'
import { useText } from './text.ts'

interface Voucher {
  row: string
  act: 'used' | 'sold'
  kind: string
  pieces: number | null
  amount: string
}

type Fault = 'voucher_kind_missing' | 'voucher_twice' | 'voucher_pieces_missing' | 'voucher_amount_wrong'

/**
 * What lies in a drawer: notes and coins by their kinds, and the vouchers used and sold that day. Who counts again begins with the vouchers of the count before:
 * what is left out of a count is taken back.
 */
export function CountTill({ till, denominations, done }: { till: TillItem; denominations: number[]; done(): void }) {
  const t = useText()
  const send = useSend()
  const [id] = useState(newId)
  const [pieces, setPieces] = useState<Record<number, number>>({})
  const cash = denominations.flatMap((denomination_minor) =>
    pieces[denomination_minor] ? [{ denomination_minor, pieces: pieces[denomination_minor] }] : [],
  )
  const total = cash.reduce((sum, one) => sum + one.denomination_minor * one.pieces, 0)
  const [vouchers, setVouchers] = useState<Voucher[]>(() =>
    till.vouchers.map(({ act = 'used', kind, pieces: count, amount_minor }) => ({
      row: newId(),
      act,
      kind,
      pieces: count,
      amount: decimalText(amount_minor, till.currency),
    })),
  )
  const counted = vouchers.map(({ act, kind, pieces: count, amount }) => ({
    act,
    kind: kind.trim(),
    pieces: count ?? 0,
    amount_minor: parseMoney(amount, till.currency) ?? -1,
  }))
  const faults = counted.map(({ act, kind, pieces: count, amount_minor }, at): Fault | null => {
    if (!/[\p{L}\p{N}]/u.test(kind)) return 'voucher_kind_missing'
    if (counted.findIndex((one) => one.act === act && one.kind === kind) < at) return 'voucher_twice'
    if (count === 0) return 'voucher_pieces_missing'
    return amount_minor < 0 ? 'voucher_amount_wrong' : null
  })
  return (
    <Modal
      open
      title={t('count_title', { counter: till.counter })}
      okText={t('count')}
      okButtonProps={{ disabled: faults.some((fault) => fault !== null) }}
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
      <Vouchers vouchers={vouchers} faults={faults} change={setVouchers} />
    </Modal>
  )
}

/** Vouchers by what was done and kind, each once, with how many and what they are worth together. */
function Vouchers({ vouchers, faults, change }: { vouchers: Voucher[]; faults: (Fault | null)[]; change(next: Voucher[]): void }) {
  const t = useText()
  const set = (row: string, more: Partial<Voucher>) => change(vouchers.map((one) => (one.row === row ? { ...one, ...more } : one)))
  const acts = (['used', 'sold'] as const).map((value) => ({ value, label: t(`voucher_${value}`) }))
  return (
    <section style={{ display: 'grid', gap: 12, marginTop: 16 }}>
      <strong>{t('vouchers')}</strong>
      <span className="faint">{t('vouchers_hint')}</span>
      {vouchers.map(({ row, act, kind, pieces, amount }, at) => (
        <div key={row} style={{ display: 'grid', gap: 6 }}>
          <div style={{ display: 'grid', gridTemplateColumns: '96px minmax(0, 1fr) auto', gap: 6 }}>
            <Select aria-label={t('voucher_act')} value={act} options={acts} onChange={(value) => set(row, { act: value })} />
            <Input
              aria-label={t('voucher_kind')}
              placeholder={t('voucher_kind')}
              value={kind}
              maxLength={40}
              onChange={(event) => set(row, { kind: event.target.value })}
            />
            <Button aria-label={`${t('remove')} ${kind}`} onClick={() => change(vouchers.filter((one) => one.row !== row))}>
              ×
            </Button>
          </div>
          <div style={{ display: 'grid', gridTemplateColumns: '96px minmax(0, 1fr)', gap: 6 }}>
            <InputNumber
              aria-label={t('pieces')}
              placeholder={t('pieces')}
              min={0}
              max={1_000_000}
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
          </div>
          {faults[at] && (kind || pieces !== null || amount) ? <span className="faint">{t(faults[at], { kind: kind.trim() })}</span> : null}
        </div>
      ))}
      <Button
        onClick={() => change([...vouchers, { row: newId(), act: 'used', kind: '', pieces: null, amount: '' }])}
        disabled={vouchers.length >= 40}
      >
        {t('voucher_add')}
      </Button>
    </section>
  )
}
