import { plainly } from '#core/plain.ts'
import { refusalIn } from '../shared/refusals.ts'
import type { Language } from '../shared/text.ts'

/** What was written about a row or a file, in Chinese, with what it names (`{1}`, `{2}`). */
const sayings: readonly (readonly [RegExp, string])[] = [
  // cells
  [/^is required and empty\.$/, '必填，却是空的'],
  [/^“(.*)” is no amount of ([A-Z]{3})\.$/s, '“{1}”不是 {2} 金额'],
  [/^“(.*)” is no whole number\.$/s, '“{1}”不是整数'],
  [/^“(.*)” is no number\.$/s, '“{1}”不是数字'],
  [/^“(.*)” is no date and time such as (.+)\.$/s, '“{1}”不是日期时间，写成 {2}'],
  [/^“(.*)” is no date such as (.+)\.$/s, '“{1}”不是日期，写成 {2}'],
  [/^“(.*)” is neither 是 \(yes\) nor 否 \(no\)\.$/s, '“{1}”既不是“是”也不是“否”'],
  [/^“(.*)” is not one of (.+)\.$/s, '“{1}”不在可填的值里：{2}'],
  [/^“(.*)” is not in the mapping's dictionary: add it there\.$/s, '“{1}”不在映射的对照表里：请先加上'],
  [/^is longer than (\d+) characters\.$/, '超过 {1} 个字'],
  [/^Cell (\w+) is longer than (\d+) characters\.$/, '单元格 {1} 超过 {2} 个字'],
  [/^Cell (\w+) holds a NUL character: remove it\.$/, '单元格 {1} 有不能保存的控制字符：请删掉'],
  [/^Cell (\w+) is a number of more than 15 digits.*$/, '单元格 {1} 的数字超过 15 位，表格软件只留得住 15 位：请把这一列设成文本'],
  [/^Cell (\w+) holds a formula: paste its value instead\.$/, '单元格 {1} 是公式：请粘贴成数值'],
  [/^Cell (\w+) shows the error (.+)\.$/, '单元格 {1} 显示错误 {2}'],
  [/^Cell (\w+) holds something that is not text, number or date\.$/, '单元格 {1} 不是文字、数字或日期'],
  [/^The row has more cells than the header has columns.*$/, '这一行的格子比表头多：逗号是不是没有放在引号里？'],
  [/^Row (\d+) tells of the same thing at the same time\.$/, '与第 {1} 行重复'],
  [/^Row (\d+) is a newer snapshot of the same thing\.$/, '第 {1} 行更新'],
  // orders
  [/^There is no channel (.+?)(?: of yours)?\.$/, '没有渠道 {1}，或不归你管'],
  [/^Order (.+) was imported with other content\.$/, '订单 {1} 导入过，内容与这次不同'],
  [/^Orders of (.+) are in ([A-Z]{3}), not ([A-Z]{3})\.$/, '渠道 {1} 的订单是 {2}，不是 {3}'],
  [/^The lines do not add up to the order\.$/, '明细加起来与订单金额不符'],
  [/^More was refunded than paid\.$/, '退款多于付款'],
  [/^The platform paid more than a line costs\.$/, '平台补贴多于这一行的金额'],
  [/^The file lists no line of this order: there is nothing to keep\.$/, '文件里没有这张订单的商品行'],
  [/^数量 \(quantity\) is 1 or more, .*$/, '数量至少为 1，金额、运费和平台补贴不小于零'],
  [/^实收 \(kept\) and 退款 \(refunded\) are not below zero\.$/, '实收和退款不小于零'],
  [/^A line of the order has an amount that is none: (.*)\.$/s, '明细里有不是金额的数：{1}'],
  [/^A payment of the order has an amount that is none: (.*)\.$/s, '付款里有不是金额的数：{1}'],
  // products
  [/^商品编码 \(spu_id\) (.+) holds something else.*$/, '商品编码 {1} 只能用字母、数字、点、横线和下划线'],
  [/^规格编码 \(sku_id\) (.+) holds something else.*$/, '规格编码 {1} 只能用字母、数字、点、横线和下划线，最多 40 位'],
  [/^规格编码 \(sku_id\) (.+) stands on two rows\.$/, '规格编码 {1} 出现在两行'],
  [/^(\S+) \(\w+\) is needed for a new product\.$/, '新商品要填{1}'],
  [/^主图 \(picture\) (.+) is no name of a file\.$/, '主图 {1} 不是文件名'],
  [/^主图 \(picture\) (.+): there is no such file.*$/, '没有主图文件 {1}：请先上传'],
  [/^币种 \(currency\) (.+) is no code of three letters\.$/, '币种 {1} 不是三位代码'],
  [/^条形码 \(barcode\) (.+) is no GTIN.*$/, '条形码 {1} 不是 8、12、13 或 14 位数字'],
  [/^售价 \(price\) is zero\.$/, '售价不能为零'],
  [/^税率（%） \(tax_rate_percent\) is above 100\.$/, '税率不能超过 100'],
  [/^规格参数 \(specifications\) (.+) takes a number\.$/, '规格参数 {1} 要填数字'],
  [/^参数模板 \(attributes\) (.*): (.+) is none of (.+)\.$/, '参数模板 {1}：标记 {2} 不在 {3} 里'],
  [/^选配组 \(groups\) (.*): the extra of (.+) is no amount, .*$/, '选配组 {1}：{2} 的加价不是金额'],
  [/^规则 \(rules\) “(.*)” is not of the form .+$/s, '规则“{1}”看不懂：写成 组:值 requires 组:值，或 excludes'],
  [/^(\w+) is below zero\.$/, '{1} 不能小于零'],
  [/^There is no category (.+)\.$/, '没有分类 {1}'],
  [/^The tree is that of all brands: ask who looks after it\.$/, '分类是所有品牌共用的：请找负责分类的人'],
  [/^The category has no attribute (.+)\.$/, '这个分类没有参数 {1}'],
  // what carriers collected and billed, codes, materials
  [/^(.+) of (.+) is no delivered parcel that is paid at the door\.$/, '{2} 的 {1} 不是已签收的代收包裹'],
  [/^This id was used for another payment: make a new one\.$/, '编号已用于另一笔回款'],
  [/^Of (.+) (\S+) are still to be paid over, not (\S+)\.$/, '{1} 还应回款 {2}，不是 {3}'],
  [/^amount_minor: only what came in is booked\.$/, '只登记收到的款'],
  [/^A bill holds at most (\d+) lines: split it by period\.$/, '一张账单最多 {1} 行：请按账期拆开'],
  [/^organization_id is not one of yours\.$/, '不归你的机构'],
  [/^The bill has no lines\.$/, '账单没有明细'],
  [/^period_to lies before period_from\.$/, '账期的止早于起'],
  [/^There is no carrier (.+)\.$/, '没有快递公司 {1}'],
  [/^Give the other file a bill_id of its own\.$/, '同一账单号已导入过别的内容：请换一个账单号'],
  [/^code: it is void; take the package out\.$/, '这个码已作废：请拿掉这件'],
  [/^code: it is in the carton (.+)\.$/, '这个码已在箱 {1} 里'],
  [/^code: it is not one of ours: its signature is wrong\.$/, '不是我们的码：签名不对'],
  [/^code: there is no such code among yours\.$/, '没有这个码，或不归你管'],
  [/^carton_id, pallet_id: a pallet is no carton.*$/, '托盘号和箱号填反了'],
  [/^carton_id: it belongs to goods of (.+)\.$/, '这个箱装的是 {1} 的货'],
  [/^pallet_id: the carton stands on (.+)\.$/, '这个箱已在托盘 {1} 上'],
  [/^system_id: there is no system (.+)\.$/, '没有系统 {1}'],
  [/^sku_id: there is no SKU (.+)\.$/, '没有 SKU {1}'],
  // files as a whole
  [/^The file has no header row.*$/, '文件没有表头：第一行要是列名'],
  [/^The file has no column (.+) \((.+)\), which is required.*$/, '缺少必填的列“{1}”：请补上，或选一种文件格式'],
  [/^The file has no column (.+), which the mapping (.+) needs\.$/, '缺少列“{1}”，这种文件格式要用到它'],
  [/^The file has the column (.+) twice: rename or remove one\.$/, '列“{1}”出现了两次：请改名或删掉一个'],
  [/^The mapping needs the companion (.+), usually the file (.+): send it along\.$/, '还要一起上传文件 {2}'],
  [/^The companion (.+) has no column (.+)\.$/, '附带文件 {1} 没有列“{2}”'],
  [/^The companion (.+) has more than (\d+) rows\.$/, '附带文件 {1} 超过 {2} 行'],
  [/^The mapping (.+) is for (.+), not (.+)\.$/, '这种文件格式是给别的导入用的：请重新选择'],
  [/^The mapping fills (.+), which (.+) does not have\.$/, '这种文件格式填了没有的列 {1}'],
  [/^There is no importer (.+)\.$/, '没有这种导入：{1}'],
  [/^The file tells of more than (\d+) things: split it\.$/, '文件里超过 {1} 件东西：请拆开'],
  [/^The file has more than (\d+) rows: split it\.$/, '文件超过 {1} 行：请拆开'],
  [/^Row (\d+) has more than (\d+) columns.*$/, '第 {1} 行超过 {2} 列：分隔符对吗？'],
  [/^This is an \.xls or password-protected workbook.*$/, '这是 .xls 或有密码的工作簿：请另存为没有密码的 .xlsx'],
  [/^The workbook is protected: save it without a password\.$/, '工作簿有密码：请去掉密码再存'],
  [
    /^This is a zip archive but no workbook.*$|^The archive holds more parts than any workbook does\.$/,
    '这不是工作簿：请另存为 .xlsx 或 CSV',
  ],
  [/^The workbook is damaged or was cut off: save and send it again\.$/, '工作簿损坏或没有传完：请重新保存再传'],
  [/^Unpacked, the workbook is larger than we read.*$/, '工作簿解开后太大：请拆开，或存成 CSV'],
  [/^A quotation mark opened after row (\d+) is never closed.*$/, '第 {1} 行之后有一个引号没有配对：请补上另一半，或写成两个引号'],
  [/^The file is not (.+) text throughout: save it again as UTF-8\.$/, '文件不全是 {1} 编码：请另存为 UTF-8'],
  [/^Line (\d+) is broken UTF-8.*$/, '第 {1} 行的编码坏了：请整个文件另存为 UTF-8（或 GB18030）'],
]

const said = (sentence: string): string | null => {
  for (const [pattern, words] of sayings) {
    const found = pattern.exec(sentence)
    if (found) return words.replace(/\{(\d)\}/g, (_, place: string) => found[Number(place)] ?? '')
  }
  return null
}

/** `金额 (amount): “x” is no amount of CNY.`: a column by its name, and what is wrong with its cell. */
const ofColumn = /^(\S.*?) \(\w+\):? (.+)$/s

/** Why a row or a file came back, in the reader's words; what nobody put into words stays as the API says it. */
export function saidOf(detail: string, language: Language, row?: { importer: string; status: string }): string {
  if (language === 'en') return detail
  const whole = said(detail)
  if (whole) return whole
  const [, column, fault] = ofColumn.exec(detail) ?? []
  if (column && fault) {
    const rule = fault.replace(/^[\w.]+ (?=must )/, '')
    const words = said(fault) ?? (rule.startsWith('must ') ? plainly(rule, 'zh') : null)
    if (words) return `${column}：${words}`
  }
  return row ? statusSaid(row.importer, row.status, language, detail) : detail
}

/** What a status means where the center of the importer has words for it; else what was given beside it. */
export function statusSaid(importer: string, status: string, language: Language, detail = ''): string {
  const center = importer === 'channel_listings' ? 'channel-listings' : 'products'
  return refusalIn(`/api/admin/${center}`, { status, detail }, language)
}
