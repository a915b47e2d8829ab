import type { ErpDocument, ReturnedLine } from '#centers/erp/model.ts'
import type { ErpConnection, ErpPort } from '#centers/erp/port.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { decimalText, parseMoney } from '#core/money.ts'
import { askOutside, jsonIn } from '#core/outside.ts'

const service = '/k3cloud/Kingdee.BOS.WebApi.ServicesStub'
type Failed = Exclude<Told, { status: 'answered' }>

interface Answer {
  Result?: {
    ResponseStatus?: { IsSuccess?: boolean; MsgCode?: number; Errors?: { FieldName?: string; Message?: string }[] }
    Number?: string
    Result?: {
      BillNo?: string
      DocumentStatus?: string
      SaleOrderEntry?: { MaterialId?: { Number?: string }; Qty?: number; AllAmount?: number | string }[]
    } | null
  }
  LoginResultType?: number
  Message?: string
}

/** Kingdee K3 Cloud: a session by cookie, failures inside HTTP 200, our number as FBillNo so that a repeat is refused there too. */
export const kingdee: ErpPort = {
  kind: 'kingdee',
  name: { zh: '金蝶', en: 'Kingdee' },
  version: 'K3 Cloud',
  settings: ['account_id', 'user', 'app_id', 'organization'],
  secrets: ['app_secret'],
  async book(connection, document) {
    const session = await signIn(connection)
    if (session.status !== 'answered') return session
    const before = await view(connection, session.cookie, document)
    if (before.status !== 'answered') return before
    if (!before.booked) {
      const saved = await save(connection, session.cookie, document)
      if (saved) return saved
    }
    const after = before.booked ? before : await view(connection, session.cookie, document)
    if (after.status !== 'answered') return after
    if (!after.booked) return { status: 'later', code: 'not_found_after', reason: 'Kingdee took the order and does not find it.' }
    const { state, ...booked } = after.booked
    const failed = await approve(connection, session.cookie, document, state)
    return failed ?? { status: 'answered', ...booked }
  },
}

async function ask(
  connection: ErpConnection,
  name: string,
  body: object,
  cookie = '',
): Promise<Failed | { status: 'answered'; answer: Answer; cookie: string }> {
  const heard = await askOutside(`${connection.endpoint}${service}.${name}.common.kdsvc`, {
    headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(body),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status !== 200) return { status: 'later', code: `http_${heard.status}`, reason: `HTTP ${heard.status}` }
  const answer = jsonIn(heard.text) as Answer | undefined
  if (!answer || typeof answer !== 'object') return { status: 'later', code: 'contract_broken', reason: 'The answer is no JSON.' }
  const set = (heard.headers?.getSetCookie?.() ?? []).map((one) => one.split(';')[0]).join('; ')
  return { status: 'answered', answer, cookie: set || cookie }
}

async function signIn(connection: ErpConnection): Promise<Failed | { status: 'answered'; cookie: string }> {
  const { account_id, user, app_id } = connection.settings
  const told = await ask(connection, 'AuthService.LoginByAppSecret', {
    acctID: account_id,
    username: user,
    appId: app_id,
    appSecret: connection.secrets.app_secret,
    lcid: 2052,
  })
  if (told.status !== 'answered') return told
  if (told.answer.LoginResultType !== 1)
    return { status: 'later', code: 'unauthorized', reason: told.answer.Message ?? 'Kingdee let us not in.' }
  return told
}

/** A session that is over shows as an error with code 1. */
function failureOf({ Result }: Answer): Failed | null {
  const status = Result?.ResponseStatus
  if (status?.IsSuccess) return null
  if (!status) return { status: 'later', code: 'contract_broken', reason: 'The answer has no ResponseStatus.' }
  const reason = (status.Errors ?? []).map(({ FieldName, Message }) => [FieldName, Message].filter(Boolean).join(': ')).join('; ')
  if (status.MsgCode === 1) return { status: 'later', code: 'session_over', reason }
  return { status: 'refused', code: `kingdee_${status.MsgCode ?? 0}`, reason }
}

async function view(
  connection: ErpConnection,
  cookie: string,
  { document_no, currency }: ErpDocument,
): Promise<Failed | { status: 'answered'; booked: { erp_no: string; state: string; lines: ReturnedLine[] } | null }> {
  const told = await ask(connection, 'DynamicFormService.View', { formid: 'SAL_SaleOrder', data: { Number: document_no } }, cookie)
  if (told.status !== 'answered') return told
  const bill = told.answer.Result?.Result
  if (!bill) {
    // MsgCode 4: there is no such bill, which is an answer.
    if (told.answer.Result?.ResponseStatus?.MsgCode === 4) return { status: 'answered', booked: null }
    return failureOf(told.answer) ?? { status: 'answered', booked: null }
  }
  const lines = (bill.SaleOrderEntry ?? []).map(({ MaterialId, Qty, AllAmount }) => ({
    sku_id: MaterialId?.Number ?? '',
    quantity: Math.round(Number(Qty)),
    amount_minor: parseMoney(String(AllAmount), currency) ?? 0,
  }))
  return { status: 'answered', booked: { erp_no: bill.BillNo ?? document_no, state: bill.DocumentStatus ?? '', lines } }
}

/** How far a bill is: A made, B submitted, C audited, D sent back; Z only begun. Whatever answer got lost, the next try goes on from where the bill stands. */
async function approve(connection: ErpConnection, cookie: string, { document_no }: ErpDocument, state: string): Promise<Failed | null> {
  if (connection.settings.audit !== 'yes' || state === 'C') return null
  const steps = state === 'B' ? ['Audit'] : ['Submit', 'Audit']
  for (const step of steps) {
    const told = await ask(connection, `DynamicFormService.${step}`, { formid: 'SAL_SaleOrder', data: { Numbers: [document_no] } }, cookie)
    if (told.status !== 'answered') return told
    const failed = failureOf(told.answer)
    if (failed) return failed
  }
  return null
}

/** Null when it was taken, or stood there already. */
async function save(connection: ErpConnection, cookie: string, document: ErpDocument): Promise<Failed | null> {
  const organization = { FNumber: connection.settings.organization }
  const told = await ask(
    connection,
    'DynamicFormService.Save',
    {
      formid: 'SAL_SaleOrder',
      data: {
        ...{ NeedUpDateFields: [], IsAutoSubmitAndAudit: 'false' },
        Model: {
          ...{
            FID: 0,
            FBillTypeID: {
              FNUMBER: document.direction === 'R' ? connection.settings.return_bill_type : (connection.settings.bill_type ?? 'XSDD01_SYS'),
            },
            FBillNo: document.document_no,
            FDate: document.business_on,
          },
          ...{ FSaleOrgId: organization, FCustId: { FNumber: document.customer } },
          FSaleOrderEntry: document.lines.map(({ sku_id, material, quantity, amount_minor, tax_rate_bp }) => ({
            ...{ FMaterialId: { FNumber: material ?? sku_id }, FUnitID: { FNumber: connection.settings.unit ?? 'Pcs' }, FQty: quantity },
            ...{
              FAllAmount: decimalText(amount_minor, document.currency),
              FEntryTaxRate: tax_rate_bp / 100,
              FDeliveryDate: document.business_on,
              FSettleOrgIds: organization,
            },
          })),
        },
      },
    },
    cookie,
  )
  if (told.status !== 'answered') return told
  const failed = failureOf(told.answer)
  const repeated = failed?.status === 'refused' && failed.code === 'kingdee_11'
  return repeated ? null : failed
}
