import { randomBytes } from 'node:crypto'
import { openStage, type Reply, type Stage } from '../stage.ts'

interface Entry {
  FMaterialId: { FNumber: string }
  FQty: number
  FAllAmount: string
}
export interface SimulatedKingdee extends Stage {
  bills: { FBillNo: string; type: string; entries: Entry[]; status: 'A' | 'B' | 'C' }[]
}

const result = (Result: object): Reply => ({ body: JSON.stringify({ Result }) })
const failed = (MsgCode: number, Message: string, FieldName = ''): Reply =>
  result({ ResponseStatus: { IsSuccess: false, ErrorCode: 500, MsgCode, Errors: [{ FieldName, Message, DIndex: 0 }], SuccessEntitys: [] } })

/** Kingdee's side: always HTTP 200, a session by cookie, a bill number stands once. */
export async function openKingdee({
  app_id = 'K3SAMPLE',
  app_secret = 'sample-k3-secret',
  customers = null as readonly string[] | null,
  /** Its bill types: the one it is delivered with, and one for returns. */
  bill_types = ['XSDD01_SYS', 'XSTH01'] as readonly string[],
} = {}): Promise<SimulatedKingdee> {
  const sessions = new Set<string>()
  const bills: SimulatedKingdee['bills'] = []
  const stage = await openStage(({ path, headers, body }) => {
    const name = /ServicesStub\.(\w+\.\w+)\.common\.kdsvc$/.exec(path)?.[1]
    const asked = JSON.parse(body || '{}') as { appId?: string; appSecret?: string; lcid?: number; formid?: string; data?: unknown }
    if (name === 'AuthService.LoginByAppSecret') {
      if (asked.appId !== app_id || asked.appSecret !== app_secret || asked.lcid !== 2052)
        return { body: JSON.stringify({ LoginResultType: 0, Message: '应用密钥不正确' }) }
      const session = randomBytes(8).toString('hex')
      sessions.add(session)
      return {
        body: JSON.stringify({ LoginResultType: 1, Message: null }),
        headers: { 'set-cookie': `kdservice-sessionid=${session}; path=/` },
      }
    }
    if (!sessions.has(/kdservice-sessionid=([0-9a-f]+)/.exec(headers.cookie ?? '')?.[1] ?? ''))
      return failed(1, '会话信息已丢失，请重新登录')
    if (asked.formid !== 'SAL_SaleOrder') return failed(3, '表单不存在', 'formid')
    if (name === 'DynamicFormService.View') {
      const bill = bills.find(({ FBillNo }) => FBillNo === (asked.data as { Number: string }).Number)
      if (!bill) return failed(4, '单据不存在')
      const SaleOrderEntry = bill.entries.map(({ FMaterialId, FQty, FAllAmount }) => ({
        MaterialId: { Number: FMaterialId.FNumber },
        Qty: FQty,
        AllAmount: Number(FAllAmount),
      }))
      return result({
        ResponseStatus: { IsSuccess: true, MsgCode: 0 },
        Result: { BillNo: bill.FBillNo, DocumentStatus: bill.status, SaleOrderEntry },
      })
    }
    if (name === 'DynamicFormService.Submit' || name === 'DynamicFormService.Audit') {
      const [from, to] = name.endsWith('Submit') ? (['A', 'B'] as const) : (['B', 'C'] as const)
      const { Numbers = [] } = asked.data as { Numbers?: string[] }
      const named = bills.filter(({ FBillNo }) => Numbers.includes(FBillNo))
      if (named.length === 0 || named.length < Numbers.length) return failed(4, '单据不存在')
      if (named.some(({ status }) => status !== from)) return failed(9, `单据状态不允许${to === 'B' ? '提交' : '审核'}`, 'DocumentStatus')
      for (const bill of named) bill.status = to
      return result({ ResponseStatus: { IsSuccess: true, ErrorCode: 0, Errors: [], SuccessEntitys: [], MsgCode: 0 } })
    }
    if (name !== 'DynamicFormService.Save') return failed(2, `没有服务 ${name}`)
    const { Model } = asked.data as {
      Model: {
        FBillNo: string
        FBillTypeID: { FNUMBER?: string }
        FCustId: { FNumber: string }
        FSaleOrgId: { FNumber?: string }
        FSaleOrderEntry: Entry[]
      }
    }
    if (!Model.FSaleOrgId.FNumber) return failed(5, '销售组织必录', 'FSaleOrgId')
    const type = Model.FBillTypeID?.FNUMBER ?? ''
    if (!bill_types.includes(type)) return failed(5, `单据类型 ${type} 不存在`, 'FBillTypeID')
    if (Model.FSaleOrderEntry.some(({ FQty }) => FQty <= 0)) return failed(5, '销售数量必须大于零', 'FQty')
    if (customers && !customers.includes(Model.FCustId.FNumber)) return failed(5, `客户 ${Model.FCustId.FNumber} 不存在`, 'FCustId')
    if (bills.some(({ FBillNo }) => FBillNo === Model.FBillNo)) return failed(11, '单据编号重复', 'FBillNo')
    bills.push({ FBillNo: Model.FBillNo, type, entries: Model.FSaleOrderEntry, status: 'A' })
    return result({
      ResponseStatus: {
        IsSuccess: true,
        ErrorCode: 0,
        Errors: [],
        SuccessEntitys: [{ Id: bills.length, Number: Model.FBillNo, DIndex: 0 }],
        MsgCode: 0,
      },
      Id: bills.length,
      Number: Model.FBillNo,
    })
  })
  return { ...stage, bills }
}
