/** The part of the Admin API's schema that a connection asks for: names and nullability as Shopify publishes them. */
export const schema = `
directive @idempotent(key: String!) on FIELD
scalar DateTime
scalar Decimal
interface Node { id: ID! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type MoneyV2 { amount: Decimal! currencyCode: String! }
type MoneyBag { shopMoney: MoneyV2! }
type UserError { field: [String!] message: String! }
enum OrderSortKeys { CREATED_AT UPDATED_AT PROCESSED_AT ID }

type Order implements Node {
  id: ID! name: String! createdAt: DateTime! updatedAt: DateTime! processedAt: DateTime! cancelledAt: DateTime currencyCode: String!
  displayFinancialStatus: String displayFulfillmentStatus: String! taxesIncluded: Boolean! test: Boolean! note: String tags: [String!]!
  totalPriceSet: MoneyBag! totalShippingPriceSet: MoneyBag! shippingAddress: MailingAddress
  lineItems(first: Int): LineItemConnection! fulfillmentOrders(first: Int): FulfillmentOrderConnection!
  fulfillments: [Fulfillment!]! refunds: [Refund!]!
}
type OrderConnection { nodes: [Order!]! pageInfo: PageInfo! }
type MailingAddress { name: String phone: String province: String city: String address1: String address2: String zip: String }
type LineItem implements Node {
  id: ID! sku: String name: String! variantTitle: String quantity: Int! originalUnitPriceSet: MoneyBag!
  discountAllocations: [DiscountAllocation!]! taxLines: [TaxLine!]! variant: ProductVariant product: Product
}
type LineItemConnection { nodes: [LineItem!]! pageInfo: PageInfo! }
type DiscountAllocation { allocatedAmountSet: MoneyBag! }
type TaxLine { priceSet: MoneyBag! }
type Product implements Node { id: ID! }
type InventoryItem implements Node { id: ID! }
type ProductVariant implements Node { id: ID! inventoryItem: InventoryItem! }
type FulfillmentOrder implements Node { id: ID! status: String! lineItems(first: Int): FulfillmentOrderLineItemConnection! }
type FulfillmentOrderConnection { nodes: [FulfillmentOrder!]! pageInfo: PageInfo! }
type FulfillmentOrderLineItem implements Node { id: ID! remainingQuantity: Int! lineItem: FulfilledLine! }
type FulfillmentOrderLineItemConnection { nodes: [FulfillmentOrderLineItem!]! pageInfo: PageInfo! }
type FulfilledLine { id: ID! }
type FulfillmentTrackingInfo { company: String number: String url: String }
type Fulfillment implements Node { id: ID! status: String! trackingInfo(first: Int): [FulfillmentTrackingInfo!]! }
type Refund implements Node { id: ID! createdAt: DateTime note: String totalRefundedSet: MoneyBag! }

type ShopifyPaymentsAssociatedOrder { id: ID! name: String! }
type ShopifyPaymentsBalanceTransaction implements Node {
  id: ID! type: String! test: Boolean! transactionDate: DateTime! amount: MoneyV2! fee: MoneyV2! net: MoneyV2! associatedOrder: ShopifyPaymentsAssociatedOrder
}
type ShopifyPaymentsBalanceTransactionConnection { nodes: [ShopifyPaymentsBalanceTransaction!]! pageInfo: PageInfo! }
enum BalanceTransactionSortKeys { AMOUNT FEE ID NET PROCESSED_AT TRANSACTION_TYPE }
type ShopifyPaymentsAccount {
  balanceTransactions(first: Int, after: String, sortKey: BalanceTransactionSortKeys, query: String, hideTransfers: Boolean): ShopifyPaymentsBalanceTransactionConnection!
}

type Query {
  shopifyPaymentsAccount: ShopifyPaymentsAccount
  orders(first: Int, after: String, sortKey: OrderSortKeys, reverse: Boolean, query: String): OrderConnection!
  order(id: ID!): Order
  nodes(ids: [ID!]!): [Node]!
}

input FulfillmentOrderLineItemInput { id: ID! quantity: Int! }
input FulfillmentOrderLineItemsInput { fulfillmentOrderId: ID! fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!] }
input FulfillmentTrackingInput { company: String number: String numbers: [String!] url: String urls: [String!] }
input FulfillmentInput { lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]! trackingInfo: FulfillmentTrackingInput notifyCustomer: Boolean }
input InventoryQuantityInput { inventoryItemId: ID! locationId: ID! quantity: Int! changeFromQuantity: Int }
input InventorySetQuantitiesInput { name: String! reason: String! referenceDocumentUri: String quantities: [InventoryQuantityInput!]! }
input ProductVariantsBulkInput { id: ID price: String }
type FulfillmentCreatePayload { fulfillment: Fulfillment userErrors: [UserError!]! }
type InventorySetQuantitiesPayload { userErrors: [UserError!]! }
type ProductVariantsBulkUpdatePayload { userErrors: [UserError!]! }

type Mutation {
  fulfillmentCreate(fulfillment: FulfillmentInput!): FulfillmentCreatePayload
  inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
  productVariantsBulkUpdate(productId: ID!, variants: [ProductVariantsBulkInput!]!): ProductVariantsBulkUpdatePayload
}
`
