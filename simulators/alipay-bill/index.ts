import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { type Market, paymentOf } from '../market/shop.ts'
import {
  type Asked,
  type MarketStage,
  openMarketStage,
  type Reply,
  type StageOptions,
  wallMoment,
  wallTime,
  yuanOf,
} from '../market/stage.ts'
import { isProved } from './digest.ts'

export interface AlipayBillOptions extends StageOptions {
  app_id: string
  market: Market
  now?: () => number
}
export interface AlipayBillSimulator extends MarketStage {
  /** What the merchant pastes into his settings: its own private key, and Alipay's public one. */
  private_key: string
  public_key: string
  /** Signs the next answers with a key that is not Alipay's. */
  forging: boolean
}

let pairs: {
  app: { publicKey: KeyObject; privateKey: KeyObject }
  alipay: { publicKey: KeyObject; privateKey: KeyObject }
  other: KeyObject
} | null = null
const header =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,' +
  '支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'

/** The bill service of Alipay for one merchant whose buyers paid in a market: signed both ways, files in GBK that live half a minute. */
export async function openAlipayBill(options: AlipayBillOptions): Promise<AlipayBillSimulator> {
  const now = options.now ?? Date.now
  const { market } = options
  pairs ??= {
    app: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    alipay: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    other: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  }
  const { app, alipay, other } = pairs
  const files = new Map<string, { bytes: Buffer; until_ms: number }>()

  const answer = (content: object): Reply => {
    const inner = JSON.stringify(content)
    const signature = createSign('RSA-SHA256')
      .update(inner)
      .sign(simulator.forging ? other : alipay.privateKey, 'base64')
    return { body: `{"alipay_data_dataservice_bill_downloadurl_query_response":${inner},"sign":${JSON.stringify(signature)}}` }
  }
  const fault = (code: string, msg: string, sub_code: string, sub_msg: string) => answer({ code, msg, sub_code, sub_msg })

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    if (asked.method === 'GET') {
      const file = files.get(asked.path)
      if (!file || file.until_ms < now()) return { status: 403, content_type: 'text/html', body: '<html>expired</html>' }
      return { content_type: 'application/octet-stream', body: file.bytes }
    }
    const form = new Map([...asked.query, ...new URLSearchParams(asked.body)])
    stage.counts.set(form.get('method') ?? '', (stage.counts.get(form.get('method') ?? '') ?? 0) + 1)
    if (form.get('app_id') !== options.app_id) return fault('40002', 'Invalid Arguments', 'isv.invalid-app-id', '无效的AppID参数')
    if (!isProved(form, form.get('sign') ?? '', app.publicKey))
      return fault('40002', 'Invalid Arguments', 'isv.invalid-signature', '验签出错')
    if (!(Math.abs(wallMoment(form.get('timestamp') ?? '') - (now() + (stage.quirks.clock_off_ms ?? 0))) <= 86_400_000))
      return fault('40002', 'Invalid Arguments', 'isv.invalid-timestamp', '时间戳不正确')
    const { bill_type, bill_date = '' } = JSON.parse(form.get('biz_content') ?? '{}') as { bill_type?: string; bill_date?: string }
    if (bill_type !== 'trade') return fault('40004', 'Business Failed', 'TYPE_NOT_SUPPORTED', '账单类型不支持')
    const from = wallMoment(`${bill_date} 00:00:00`)
    if (Number.isNaN(from)) return fault('40004', 'Business Failed', 'INVAILID_ARGUMENTS', '入参不合法')
    // Made up the day after, at nine.
    if (now() < from + 33 * 3_600_000) return fault('40004', 'Business Failed', 'BILL_NOT_EXIST', '账单不存在')
    const rows = rowsOf(market, from, from + 86_400_000, (stage.quirks.changed_field ?? 0) > 0)
    if (rows.length === 0)
      return answer({ code: '10000', msg: 'Success', bill_download_url: '', bill_file_code: 'EMPTY_DATA_WITH_BILL_FILE' })
    const day = wallTime(from).slice(0, 10).split('-')
    const words = [
      ...['#支付宝业务明细查询', '#账号：[20880000000000000156]'],
      `#起始日期：[${day[0]}年${day[1]}月${day[2]}日 00:00:00]   终止日期：[次日 00:00:00]`,
      ...['#-----------------------------------------业务明细列表----------------------------------------', header, ...rows],
      ...[
        '#-----------------------------------------业务明细列表结束------------------------------------',
        `#导出时间：[${wallTime(now())}]`,
      ],
    ].join('\r\n')
    const path = `/file/${randomBytes(9).toString('base64url')}.zip`
    // Names are GBK inside the archive, without a flag that says so.
    const named = (name: string) => iconv.encode(name, 'gbk').toString('latin1')
    const bytes = zipSync({
      [named(`20880000000000000156_${day.join('')}_业务明细.csv`)]: iconv.encode(words, 'gbk'),
      [named(`20880000000000000156_${day.join('')}_业务明细(汇总).csv`)]: iconv.encode('#支付宝业务汇总查询\r\n', 'gbk'),
    })
    files.set(path, { bytes: Buffer.from(bytes), until_ms: now() + 30_000 })
    return answer({ code: '10000', msg: 'Success', bill_download_url: `${stage.url}${path}` })
  }

  const stage = await openMarketStage(perform, options)
  const text = (key: KeyObject, type: 'pkcs8' | 'spki') =>
    (key.export({ format: 'der', type } as never) as unknown as Buffer).toString('base64')
  const simulator: AlipayBillSimulator = Object.assign(stage, {
    ...{ private_key: text(app.privateKey, 'pkcs8'), public_key: text(alipay.publicKey, 'spki'), forging: false },
  })
  return simulator
}

/** Sales of the day and what was paid back on it. Numbers carry a tab behind them, as the files do. */
function rowsOf({ trades, refunds }: Market, from_ms: number, to_ms: number, odd: boolean): string[] {
  const within = (ms: number) => ms >= from_ms && ms < to_ms
  const row = (no: string, kind: string, title: string, at_ms: number, amount: number, refund_no: string, fee: number): string => {
    const at = wallTime(at_ms)
    const money = [yuanOf(amount), yuanOf(amount), '0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00', '0.00']
    const name = title.replaceAll(',', '，')
    return [
      `2026${no}\t`,
      `T200P${no}\t`,
      kind,
      name,
      at,
      at,
      '',
      '',
      '',
      '',
      '*小满(139****1234)\t',
      ...money,
      `${refund_no}\t`,
      yuanOf(fee),
      '0.00',
      odd ? ',' : '',
    ].join(',')
  }
  return [
    ...[...trades.values()]
      .filter(({ status, created_ms }) => status !== 'unpaid' && within(created_ms))
      .map((sold) => {
        const paid = paymentOf(sold)
        return row(sold.no, '交易', sold.lines[0]?.title ?? '', sold.created_ms, paid, '', -Math.round(paid * 0.006))
      }),
    ...[...refunds.values()]
      .filter(({ status, modified_ms }) => status === 'done' && within(modified_ms))
      .map(({ no, trade_no, amount, modified_ms }) => row(trade_no, '退款', '退款', modified_ms, -amount, no, Math.round(amount * 0.006))),
  ]
}
