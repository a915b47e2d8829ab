/** The nouns of the sample enterprise. Plain data: every id is a short immutable text code, every text is Chinese and English. */

export type Text = { zh: string; en: string }

export type BrandId = 'jilang' | 'zhimu' | 'yilin' | 'xuneng'
export type Brand = { id: BrandId; name: Text; slogan: Text; business: Text; color: string; dark_color: string; organization_id: string }

export type OrganizationKind =
  | 'group'
  | 'company'
  | 'brand'
  | 'city'
  | 'area'
  | 'county'
  | 'office'
  | 'institution'
  | 'store'
  | 'warehouse'
  | 'department'
export type OfficeKind = 'business' | 'settlement' | 'accounting' | 'operations'
export type Organization = {
  id: string
  parent_id: string | null
  kind: OrganizationKind
  office_kind: OfficeKind | null
  /** Run by the enterprise itself, or by a franchisee. */
  franchised: boolean
  brand_id: BrandId | null
  name: Text
  /** GB/T 2260 code, six digits. */
  region_code: string
}

export type Role = { id: string; name: Text; permissions: string[] }
export type StaffMember = {
  sign_in_name: string
  name: Text
  position: Text
  organization_id: string
  role_ids: string[]
  phone: string
  password: string
  /** Where his roles count, when that is more than his own organization. */
  reach?: string
}

export type Address = { region_code: string; province: string; city: string; district: string; street: string }
export type NodeKind =
  | 'central_warehouse'
  | 'regional_warehouse'
  | 'store'
  | 'dealer'
  | 'third_party'
  | 'merchant'
  | 'supplier'
  | 'in_transit'
  | 'service_van'
  | 'defective'
export type StockNode = {
  id: string
  kind: NodeKind
  name: Text
  organization_id: string
  partner_id: string | null
  address: Address
  longitude: number
  latitude: number
  opening_hours: string
  /** Orders released before this local time leave the same day. */
  cut_off: string
  capacity_per_day: number
}
export type OutletKind =
  | 'flagship'
  | 'brand_store'
  | 'post_office'
  | 'convenience_station'
  | 'rural_station'
  | 'charging_hall'
  | 'mother_baby'
export type Outlet = {
  id: string
  kind: OutletKind
  name: Text
  organization_id: string
  brand_id: BrandId
  /** The stock this outlet sells from; a small station has none of its own. */
  node_id: string | null
  address: Address
  longitude: number
  latitude: number
  opening_hours: string
  phone: string
  services: Text[]
}

export type PartnerKind = 'merchant' | 'supplier' | 'dealer' | 'carrier' | 'custodian' | 'service_provider'
export type Partner = { id: string; kind: PartnerKind; name: Text; region_code: string; contact_phone: string; scope: Text }

export type ChannelKind = 'mall' | 'mobile' | 'marketplace' | 'store' | 'call_center' | 'partner' | 'history'
export type Channel = {
  id: string
  kind: ChannelKind
  name: Text
  currency: 'CNY' | 'BRL'
  organization_id: string
  /** The brand that owns the shop; null when it sells every brand. */
  brand_id: BrandId | null
  /** Nodes it may sell from, nearest to its heart first. */
  node_ids: string[]
}

export type AttributeType = 'text' | 'number' | 'choice' | 'color' | 'date'
export type Attribute = {
  key: string
  name: Text
  type: AttributeType
  unit: string | null
  choices: { value: string; name: Text }[]
  required: boolean
  comparable: boolean
  filterable: boolean
  variant_making: boolean
}
export type Category = { id: string; parent_id: string | null; name: Text; picture: string; attributes: Attribute[] }

export type OptionValue = { value: string; name: Text }
export type ProductOption = { key: string; name: Text; values: OptionValue[] }
export type Lifecycle = 'planned' | 'presale' | 'on_sale' | 'withdrawn'
export type StockPolicy = 'positive' | 'zero' | 'negative'
export type Sku = {
  /** `[A-Za-z0-9._-]{1,40}`, never reused. */
  sku_code: string
  options: Record<string, string>
  name: Text
  price_minor: number
  list_price_minor: number
  cost_minor: number
  weight_grams: number
  length_mm: number
  width_mm: number
  height_mm: number
  /** GTIN-13 in the in-store range 200–299, with a valid check digit. */
  barcode: string
  colorway: string
  initial_stock: { node_id: string; quantity: number }[]
}
export type Product = {
  id: string
  brand_id: BrandId
  category_id: string
  /** Sold by this merchant or shipped by this supplier; null for the enterprise's own goods. */
  partner_id: string | null
  title: Text
  subtitle: Text
  selling_points: Text[]
  story: Text
  picture: string
  colorway: string
  /** Numbers and choice values as data; free text in both languages. */
  specifications: Record<string, number | string | Text>
  options: ProductOption[]
  skus: Sku[]
  lifecycle: Lifecycle
  /** For planned and presale products: days from now until it can be shipped. */
  available_in_days: number | null
  /** Hours from now until it is sold to everybody; null: at once. */
  opens_in_hours: number | null
  /** For presale: what is paid at once; the rest is due when it ships. */
  deposit_minor: number | null
  stock_policy: StockPolicy
  tax_rate_bp: number
  /** A service needs neither stock nor parcel. */
  kind: 'goods' | 'service'
  /** A service that is delivered when somebody has done it. */
  performed: boolean
  warranty_months: number
  shelf_life_days: number | null
  tracks_lots: boolean
  tracks_expiry: boolean
  tracks_serials: boolean
  tags: string[]
}

export type MemberAddress = Address & { recipient: string; phone: string; is_default: boolean }
export type Baby = { nickname: string; born_days_ago: number; feeding: 'breast' | 'mixed' | 'formula' | 'solid' }
export type Member = {
  id: string
  name: Text
  phone: string
  email: string | null
  gender: 'female' | 'male'
  /** Set for the few demo members who can sign in. */
  password: string | null
  level: 'normal' | 'silver' | 'gold' | 'diamond'
  growth: number
  points: { brand_id: BrandId; quantity: number }[]
  wallet_minor: number
  joined_days_ago: number
  /** Where the member came from before the systems became one. */
  source: 'mall' | 'store' | 'marketplace' | 'outlet' | 'app'
  household: { id: string; part: 'parent' | 'grandparent' | 'adult' } | null
  babies: Baby[]
  tags: string[]
  addresses: MemberAddress[]
}

export type PaymentTerm = 'wallet' | 'pay_at_outlet' | 'cash_on_delivery' | 'alipay' | 'wechat_pay' | 'remittance' | 'credit'
export type OrderReach =
  | 'placed'
  | 'held'
  | 'approved'
  | 'allocated'
  | 'released'
  | 'partly_shipped'
  | 'shipped'
  | 'delivered'
  | 'completed'
  | 'canceled'
export type OrderIntent = {
  id: string
  member_id: string | null
  guest: { name: string; phone: string } | null
  channel_id: string
  /** For marketplace orders: the number the outside platform gave. */
  external_no: string | null
  address: Address & { recipient: string; phone: string }
  outlet_id: string | null
  lines: { sku_code: string; quantity: number; unit_price_minor: number }[]
  freight_minor: number
  payment_term: PaymentTerm
  paid: boolean
  reach: OrderReach
  hold_reason: Text | null
  cancel_reason: Text | null
  buyer_message: string | null
  placed_at: Date
}
