import { regionOf } from './regions.ts'
import type { BrandId, OfficeKind, Organization, OrganizationKind, Role, StaffMember } from './types.ts'
import { both } from './words.ts'

/** Everyone in the sample enterprise signs in with this word; it is shown on the sign-in page and nowhere else. */
export const demo_password = 'tongshang-2026'

type Row = [
  id: string,
  parent: string | null,
  kind: OrganizationKind,
  name: string,
  region: string,
  more?: { brand?: BrandId; franchised?: boolean },
]

const tree: Row[] = [
  ['lanchuan', null, 'group', '岚川集团 | Lanchuan Group', '500103'],
  ['commerce', 'lanchuan', 'company', '岚川电子商务公司 | Lanchuan E-commerce Company', '500103'],
  ['commerce-orders', 'commerce', 'department', '订单中心 | Order department', '500103'],
  ['commerce-service', 'commerce', 'department', '客户服务中心 | Customer service department', '500103'],
  ['commerce-marketing', 'commerce', 'department', '营销中心 | Marketing department', '500103'],
  ['commerce-finance', 'commerce', 'department', '结算财务部 | Settlement and finance department', '500103'],
  ['logistics', 'lanchuan', 'company', '岚川物流公司 | Lanchuan Logistics Company', '500112'],
  ['cq-cdc', 'logistics', 'warehouse', '重庆渝北中心仓 | Chongqing Yubei central warehouse', '500112'],
  ['cq-rdc', 'logistics', 'warehouse', '重庆九龙坡区域仓 | Chongqing Jiulongpo regional warehouse', '500107'],
  ['wz-rdc', 'logistics', 'warehouse', '万州区域仓 | Wanzhou regional warehouse', '500101'],
  ['ks-rdc', 'logistics', 'warehouse', '昆山华东仓 | Kunshan East China warehouse', '320583'],
  ['sd-rdc', 'logistics', 'warehouse', '顺德华南仓 | Shunde South China warehouse', '440606'],
  ['bj-rdc', 'logistics', 'warehouse', '大兴华北仓 | Daxing North China warehouse', '110115'],

  ['jilang', 'lanchuan', 'brand', '霁朗电器 | Jilang Appliances', '500112', { brand: 'jilang' }],
  ['jilang-east', 'jilang', 'area', '霁朗华东分公司 | Jilang East China branch', '310115', { brand: 'jilang' }],
  ['jilang-southwest', 'jilang', 'area', '霁朗西南分公司 | Jilang Southwest branch', '500105', { brand: 'jilang' }],
  ['jl-guanyinqiao', 'jilang-southwest', 'store', '霁朗观音桥旗舰店 | Jilang Guanyinqiao flagship', '500105', { brand: 'jilang' }],
  ['jl-nanping', 'jilang-southwest', 'store', '霁朗南坪店 | Jilang Nanping store', '500108', { brand: 'jilang' }],
  ['jl-wuhou', 'jilang-southwest', 'store', '霁朗成都武侯店 | Jilang Chengdu Wuhou store', '510107', { brand: 'jilang' }],
  ['jl-pudong', 'jilang-east', 'store', '霁朗上海浦东体验店 | Jilang Shanghai Pudong experience store', '310115', { brand: 'jilang' }],

  ['zhimu', 'lanchuan', 'brand', '稚牧乳业 | Zhimu Dairy', '150105', { brand: 'zhimu' }],
  ['zhimu-southwest', 'zhimu', 'area', '稚牧西南大区 | Zhimu Southwest region', '500106', { brand: 'zhimu' }],
  ['zm-shapingba', 'zhimu-southwest', 'store', '稚牧沙坪坝母婴馆 | Zhimu Shapingba mother and baby store', '500106', { brand: 'zhimu' }],
  [
    'zm-wuhan',
    'zhimu',
    'store',
    '稚牧武汉洪山母婴馆 | Zhimu Wuhan Hongshan mother and baby store',
    '420111',
    { brand: 'zhimu', franchised: true },
  ],

  ['xuneng', 'lanchuan', 'brand', '煦能电力商城 | Xuneng Power Mall', '500108', { brand: 'xuneng' }],
  ['xn-lijia', 'xuneng', 'store', '煦能礼嘉充电生活馆 | Xuneng Lijia charging hall', '500112', { brand: 'xuneng' }],
  ['xn-hangzhou', 'xuneng', 'store', '煦能杭州西湖营业厅 | Xuneng Hangzhou Xihu service hall', '330106', { brand: 'xuneng' }],

  ['yilin', 'lanchuan', 'brand', '驿邻生活服务网 | Yilin Life Service Network', '500103', { brand: 'yilin' }],
  ['yl-cq', 'yilin', 'city', '驿邻重庆市公司 | Yilin Chongqing city company', '500103', { brand: 'yilin' }],
  [
    'yl-cq-philately',
    'yl-cq',
    'company',
    '驿邻重庆集邮公司（专业公司） | Yilin Chongqing Philately (specialty company)',
    '500103',
    { brand: 'yilin' },
  ],
  ['yl-urban', 'yl-cq', 'area', '主城片区 | Urban area', '500103', { brand: 'yilin' }],
  ['yl-northeast', 'yl-cq', 'area', '渝东北片区 | Northeast area', '500101', { brand: 'yilin' }],
  ['yl-southeast', 'yl-cq', 'area', '渝东南片区 | Southeast area', '500114', { brand: 'yilin' }],
  ['yl-yuzhong', 'yl-urban', 'county', '渝中区局 | Yuzhong bureau', '500103', { brand: 'yilin' }],
  ['yl-nanan', 'yl-urban', 'county', "南岸区局 | Nan'an bureau", '500108', { brand: 'yilin' }],
  ['yl-fengjie', 'yl-northeast', 'county', '奉节县局 | Fengjie bureau', '500236', { brand: 'yilin' }],
  ['yl-yunyang', 'yl-northeast', 'county', '云阳县局 | Yunyang bureau', '500235', { brand: 'yilin' }],
  ['yl-wushan', 'yl-northeast', 'county', '巫山县局 | Wushan bureau', '500237', { brand: 'yilin' }],
  ['yl-qianjiang', 'yl-southeast', 'county', '黔江区局 | Qianjiang bureau', '500114', { brand: 'yilin' }],
  ['yl-youyang', 'yl-southeast', 'county', '酉阳县局 | Youyang bureau', '500242', { brand: 'yilin' }],
  ['yl-jiefangbei', 'yl-yuzhong', 'institution', '解放碑邮局 | Jiefangbei post office', '500103', { brand: 'yilin' }],
  ['yl-daping', 'yl-yuzhong', 'institution', '大坪邮局 | Daping post office', '500103', { brand: 'yilin' }],
  [
    'yl-danzishi',
    'yl-nanan',
    'institution',
    '弹子石便民驿站 | Danzishi convenience station',
    '500108',
    { brand: 'yilin', franchised: true },
  ],
  ['yl-kuimen', 'yl-fengjie', 'institution', '夔门邮局 | Kuimen post office', '500236', { brand: 'yilin' }],
  [
    'yl-baidi',
    'yl-fengjie',
    'institution',
    '白帝镇三农服务站 | Baidi rural service station',
    '500236',
    { brand: 'yilin', franchised: true },
  ],
  ['yl-xincheng', 'yl-yunyang', 'institution', '云阳新城邮局 | Yunyang New Town post office', '500235', { brand: 'yilin' }],
  [
    'yl-fengming',
    'yl-yunyang',
    'institution',
    '凤鸣镇三农服务站 | Fengming rural service station',
    '500235',
    { brand: 'yilin', franchised: true },
  ],
  ['yl-gaotang', 'yl-wushan', 'institution', '高唐邮局 | Gaotang post office', '500237', { brand: 'yilin' }],
  ['yl-chengxi', 'yl-qianjiang', 'institution', '黔江城西邮局 | Qianjiang Chengxi post office', '500114', { brand: 'yilin' }],
  ['yl-longtan', 'yl-youyang', 'institution', '龙潭古镇邮局 | Longtan old town post office', '500242', { brand: 'yilin' }],
]

const office_names: Record<OfficeKind, string> = {
  business: '业务局 | business office',
  settlement: '结算局 | settlement office',
  accounting: '会计局 | accounting office',
  operations: '运行局 | operations office',
}

/** Each city, area and county has the four offices; they decide, settle, account and run for everything under it. */
function officesOf(row: Row): Organization[] {
  const [id, , , name, region_code] = row
  const place = both(name)
  return (Object.keys(office_names) as OfficeKind[]).map((office_kind) => {
    const office = both(office_names[office_kind])
    return {
      id: `${id}-${office_kind}`,
      parent_id: id,
      kind: 'office',
      office_kind,
      franchised: false,
      brand_id: 'yilin',
      name: { zh: place.zh + office.zh, en: `${place.en} ${office.en}` },
      region_code,
    }
  })
}

/** The whole tree, parents before children. */
export const organizations: Organization[] = tree.flatMap((row) => {
  const [id, parent_id, kind, name, region, more] = row
  regionOf(region)
  const organization: Organization = {
    id,
    parent_id,
    kind,
    office_kind: null,
    franchised: more?.franchised ?? false,
    brand_id: more?.brand ?? null,
    name: both(name),
    region_code: region,
  }
  const has_offices = id.startsWith('yl-') && (kind === 'city' || kind === 'area' || kind === 'county')
  return has_offices ? [organization, ...officesOf(row)] : [organization]
})

function role(id: string, name: string, permissions: string): Role {
  return { id, name: both(name), permissions: permissions.split(/\s+/) }
}

/** Permissions are `noun.verb`; a role grants them within the organization its holder belongs to. */
export const roles: Role[] = [
  role('administrator', '系统管理员 | Administrator', '*'),
  role(
    'director',
    '电商总监 | E-commerce director',
    'applications.read applications.review sign_ins.read orders.read products.read stock.read ledger.read members.read members.edit members.export cards.issue cards.freeze points.correct payments.read approvals.decide insight.read audit.read partners.read organization.read staff.read approvals.read notices.publish channels.read messages.read search.read imports.run resolution.read resolution.run resolution.review codes.read stock.policy stock.availability stock.hold nodes.edit purchases.read purchases.edit sourcing.read sourcing.edit sourcing.run community.read interfaces.read interfaces.edit marketplaces.read marketplaces.edit marketplaces.map marketplaces.settle buyers.read buyers.edit buyers.credit complaints.read',
  ),
  role(
    'order_operator',
    '审单员 | Order operator',
    'orders.read orders.review orders.cancel orders.edit bureaus.assign products.read stock.read members.read imports.run channels.read sourcing.read sourcing.run marketplaces.read marketplaces.map',
  ),
  role(
    'order_supervisor',
    '审单主管 | Order supervisor',
    'orders.read orders.review orders.force orders.cancel orders.edit orders.limits orders.rules bureaus.assign bureaus.edit channels.read organization.read products.read stock.read members.read imports.run approvals.decide sourcing.read sourcing.edit sourcing.run',
  ),
  role(
    'finance_reviewer',
    '财审员 | Finance reviewer',
    'orders.read orders.review_finance payments.read ledger.read marketplaces.read marketplaces.settle',
  ),
  role(
    'warehouse_clerk',
    '仓库作业员 | Warehouse clerk',
    'orders.read orders.ship stock.read stock.receive stock.count codes.scan waybills.ask labels.print tracks.read warehouse.read warehouse.work stock.move stock.transfer purchases.read purchases.receive',
  ),
  role(
    'warehouse_manager',
    '仓库主管 | Warehouse manager',
    'orders.read orders.ship stock.read stock.receive stock.count stock.correct stock.transfer codes.issue codes.scan codes.read approvals.decide carriers.read carriers.edit waybills.ask labels.print tracks.read tracks.edit warehouse.read warehouse.work warehouse.plan stock.move nodes.edit stock.policy purchases.read purchases.receive purchases.edit',
  ),
  role(
    'store_clerk',
    '门店店员 | Store clerk',
    'orders.read orders.place orders.grab orders.ship products.read stock.read stock.count stock.transfer members.read payments.collect codes.scan',
  ),
  role(
    'store_manager',
    '门店店长 | Store manager',
    'orders.read orders.place orders.grab orders.ship orders.cancel products.read stock.read stock.count stock.correct stock.transfer stock.move members.read payments.collect payments.refund approvals.decide approvals.read day.read day.run organization.read',
  ),
  role(
    'teller',
    '柜员 | Counter teller',
    'orders.read orders.place products.read members.read payments.collect bills.pay tickets.sell day.read day.run organization.read',
  ),
  role(
    'institution_head',
    '支局长 | Head of institution',
    'orders.read orders.place bureaus.work products.read stock.read members.read payments.collect payments.refund bills.pay tickets.sell day.read day.run organization.read staff.read approvals.decide approvals.read notices.publish',
  ),
  role(
    'county_clerk',
    '县局业务员 | County business clerk',
    'orders.read orders.review bureaus.work channels.read products.read stock.read members.read partners.read organization.read staff.read day.read',
  ),
  role(
    'settlement_accountant',
    '清分结算员 | Settlement accountant',
    'orders.read ledger.read payments.read payments.reconcile settlement.run settlement.read approvals.ask freight.reconcile carriers.read tracks.read buyers.read buyers.credit',
  ),
  role(
    'accountant',
    '会计 | Accountant',
    'ledger.read payments.read settlement.read invoices.issue erp.export erp.read erp.edit channels.read approvals.decide stock.read imports.run',
  ),
  role(
    'product_editor',
    '产品编辑 | Product editor',
    'products.read products.edit products.import media.edit stock.read files.upload channels.read search.read',
  ),
  role(
    'category_manager',
    '品类经理 | Category manager',
    'products.read products.edit products.import products.publish search.read search.edit prices.edit stock.read insight.read approvals.decide partners.read content.read content.edit content.publish codes.read codes.issue codes.judge stock.policy purchases.read purchases.edit community.read community.judge',
  ),
  role(
    'marketer',
    '营销专员 | Marketer',
    'products.read search.read search.edit promotions.edit content.read content.edit content.publish files.upload channels.read programs.edit members.read members.edit members.export cards.issue points.correct insight.read campaigns.run message_templates.read message_templates.write messages.read community.read community.judge',
  ),
  role('designer', '视觉设计 | Designer', 'products.read media.edit content.read content.edit files.upload channels.read'),
  role(
    'service_agent',
    '客服专员 | Customer-service agent',
    'orders.read orders.place orders.cancel stock.read stock.availability stock.hold members.read members.edit points.correct cards.freeze returns.handle conversations.answer products.read messages.read messages.call channels.read tracks.read tracks.edit users.read community.read community.judge buyers.read buyers.edit complaints.read complaints.answer',
  ),
  role('dispatcher', '派工员 | Dispatcher', 'orders.read services.dispatch members.read places.read'),
  role(
    'merchant',
    '商户 | Merchant',
    'products.read products.edit products.import orders.read orders.ship stock.read stock.correct settlement.read content.read content.edit content.publish',
  ),
  role('supplier', '供应商 | Supplier', 'products.read orders.read orders.ship stock.read stock.correct purchases.read'),
  role('dealer', '经销商 | Dealer', 'products.read orders.read orders.place stock.read settlement.read'),
  role(
    'auditor',
    '内部审计 | Internal auditor',
    'orders.read ledger.read payments.read settlement.read stock.read audit.read audit.verify organization.read staff.read approvals.read day.read promises.check sign_ins.read applications.read codes.read users.read',
  ),
  role(
    'hr',
    '人力资源 | Human resources',
    'organization.read staff.read staff.edit approvals.decide notices.publish users.read users.suspend sign_ins.read',
  ),
  role(
    'integrator',
    '接口工程师 | Integration engineer',
    'interfaces.manage channels.edit imports.run orders.read jobs.manage channels.read message_templates.read message_templates.write messages.read applications.read applications.edit health.read partners.read partners.edit webhooks.edit open.use interfaces.read products.read stock.read stock.tell parcels.tell erp.read',
  ),
]

const people: [sign_in_name: string, name: string, position: string, organization_id: string, role_ids: string][] = [
  ['admin', '苏明远 | Su Mingyuan', '平台管理员 | Platform administrator', 'lanchuan', 'administrator'],
  ['director', '沈若澜 | Shen Ruolan', '电商总监 | E-commerce director', 'commerce', 'director'],
  ['auditor', '罗正清 | Luo Zhengqing', '内部审计师 | Internal auditor', 'lanchuan', 'auditor'],
  ['personnel', '白晓楠 | Bai Xiaonan', '人力资源主管 | Human resources lead', 'lanchuan', 'hr'],
  ['integrator', '程砚 | Cheng Yan', '接口工程师 | Integration engineer', 'commerce', 'integrator'],
  ['orders', '陈晓雨 | Chen Xiaoyu', '审单员 | Order operator', 'commerce-orders', 'order_operator'],
  ['orders2', '李佳宁 | Li Jianing', '审单员 | Order operator', 'commerce-orders', 'order_operator'],
  ['orders-lead', '郑凯文 | Zheng Kaiwen', '审单主管 | Order supervisor', 'commerce-orders', 'order_supervisor'],
  ['finance', '何雯 | He Wen', '财审员 | Finance reviewer', 'commerce-finance', 'finance_reviewer'],
  ['settlement', '唐思敏 | Tang Simin', '清分结算员 | Settlement accountant', 'commerce-finance', 'settlement_accountant'],
  ['accountant', '许国华 | Xu Guohua', '主管会计 | Chief accountant', 'commerce-finance', 'accountant'],
  ['service', '杨柳 | Yang Liu', '客服专员 | Customer-service agent', 'commerce-service', 'service_agent'],
  ['service2', '马文静 | Ma Wenjing', '客服专员 | Customer-service agent', 'commerce-service', 'service_agent'],
  ['dispatcher', '高远 | Gao Yuan', '派工调度 | Dispatcher', 'commerce-service', 'dispatcher'],
  ['marketer', '夏知秋 | Xia Zhiqiu', '活动运营 | Campaign manager', 'commerce-marketing', 'marketer'],
  ['designer', '叶知微 | Ye Zhiwei', '视觉设计师 | Visual designer', 'commerce-marketing', 'designer product_editor'],
  ['cdc', '周大勇 | Zhou Dayong', '中心仓主管 | Central warehouse manager', 'cq-cdc', 'warehouse_manager'],
  ['cdc-clerk', '吴小军 | Wu Xiaojun', '拣货员 | Picker', 'cq-cdc', 'warehouse_clerk'],
  ['warehouse', '赵铁柱 | Zhao Tiezhu', '区域仓作业员 | Warehouse clerk', 'cq-rdc', 'warehouse_clerk'],
  ['rdc', '田丽 | Tian Li', '区域仓主管 | Regional warehouse manager', 'cq-rdc', 'warehouse_manager'],
  ['wanzhou', '冉启航 | Ran Qihang', '万州仓作业员 | Wanzhou warehouse clerk', 'wz-rdc', 'warehouse_clerk'],
  ['kunshan', '顾斌 | Gu Bin', '华东仓主管 | East China warehouse manager', 'ks-rdc', 'warehouse_manager'],
  ['shunde', '梁家豪 | Liang Jiahao', '华南仓主管 | South China warehouse manager', 'sd-rdc', 'warehouse_manager'],
  ['jilang', '蒋一帆 | Jiang Yifan', '冰洗品类经理 | Category manager, cooling and laundry', 'jilang', 'category_manager'],
  ['editor', '孟可 | Meng Ke', '产品编辑 | Product editor', 'jilang', 'product_editor'],
  ['store', '邓小梅 | Deng Xiaomei', '观音桥店店员 | Store clerk, Guanyinqiao', 'jl-guanyinqiao', 'store_clerk'],
  ['store-lead', '曾建国 | Zeng Jianguo', '观音桥店店长 | Store manager, Guanyinqiao', 'jl-guanyinqiao', 'store_manager'],
  ['nanping', '彭莉 | Peng Li', '南坪店店员 | Store clerk, Nanping', 'jl-nanping', 'store_clerk'],
  ['wuhou', '余浩 | Yu Hao', '武侯店店长 | Store manager, Wuhou', 'jl-wuhou', 'store_manager'],
  ['zhimu', '乌兰 | Wu Lan', '奶粉品类经理 | Category manager, infant milk', 'zhimu', 'category_manager'],
  ['zhimu-editor', '宋雅琪 | Song Yaqi', '产品编辑 | Product editor', 'zhimu', 'product_editor'],
  ['baby-store', '范小敏 | Fan Xiaomin', '母婴顾问 | Mother and baby adviser', 'zm-shapingba', 'store_clerk'],
  ['xuneng', '方一鸣 | Fang Yiming', '充电品类经理 | Category manager, charging', 'xuneng', 'category_manager'],
  ['lijia', '石磊 | Shi Lei', '礼嘉充电馆店长 | Charging hall manager, Lijia', 'xn-lijia', 'store_manager'],
  ['yilin', '谭静 | Tan Jing', '业务产品经理 | Service product manager', 'yl-cq-business', 'category_manager'],
  ['philately', '卢秉文 | Lu Bingwen', '集邮专员 | Philately specialist', 'yl-cq-philately', 'product_editor marketer'],
  ['northeast', '汪海涛 | Wang Haitao', '片区结算员 | Area settlement clerk', 'yl-northeast-settlement', 'settlement_accountant'],
  ['fengjie', '向春燕 | Xiang Chunyan', '奉节县局业务员 | County clerk, Fengjie', 'yl-fengjie-business', 'county_clerk'],
  ['fengjie-lead', '龚大鹏 | Gong Dapeng', '奉节县局局长 | Head of Fengjie bureau', 'yl-fengjie', 'county_clerk institution_head'],
  ['yunyang', '刘三妹 | Liu Sanmei', '云阳县局业务员 | County clerk, Yunyang', 'yl-yunyang-business', 'county_clerk'],
  ['yunyang-lead', '任志强 | Ren Zhiqiang', '云阳县局局长 | Head of Yunyang bureau', 'yl-yunyang', 'county_clerk institution_head'],
  ['teller', '秦小芳 | Qin Xiaofang', '解放碑邮局柜员 | Counter teller, Jiefangbei', 'yl-jiefangbei', 'teller'],
  ['teller2', '黄敏 | Huang Min', '夔门邮局柜员 | Counter teller, Kuimen', 'yl-kuimen', 'teller'],
  ['jiefangbei', '韩立春 | Han Lichun', '解放碑支局长 | Head of Jiefangbei post office', 'yl-jiefangbei', 'institution_head'],
  ['rural', '牟运来 | Mou Yunlai', '白帝镇服务站站长 | Station keeper, Baidi', 'yl-baidi', 'teller'],
]

/** About forty-five people, one for each thing there is to do; two county clerks show that each sees only their own county. */
export const staff: StaffMember[] = people.map(([sign_in_name, name, position, organization_id, role_ids], index) => ({
  sign_in_name,
  name: both(name),
  position: both(position),
  organization_id,
  role_ids: role_ids.split(' '),
  phone: `1390000${String(1001 + index)}`,
  password: demo_password,
  // The e-commerce company sells, answers and keeps the books for the whole group.
  ...(organization_id.startsWith('commerce') ? { reach: 'lanchuan' } : {}),
  // The business office of a county works for the county.
  ...(role_ids.includes('county_clerk') && organization_id.endsWith('-business')
    ? { reach: organization_id.replace(/-business$/, '') }
    : {}),
}))
