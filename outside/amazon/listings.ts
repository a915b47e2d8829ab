import type { ContentCall, OfferItem, OpenConnection, PriceCall, Told } from '#centers/marketplaces/port.ts'
import { decimalText } from '#core/money.ts'
import { ask, told } from './call.ts'

/** What a listing is known by there: the seller's own code. */
export const skuOf = ({ outer_code, sku_no, product_no }: Pick<PriceCall, 'outer_code' | 'sku_no' | 'product_no'>): string =>
  outer_code ?? sku_no ?? product_no

export interface Patch {
  op: 'replace' | 'delete'
  path: string
  value?: object[]
}

/** What makes a listing say so. Being on sale is having an offer: it is taken away, or put there with its price. */
export function offerPatches(
  { settings, currency }: OpenConnection,
  { quantity, price_minor, on_sale }: Pick<OfferItem, 'quantity' | 'price_minor' | 'on_sale'>,
): Patch[] {
  const { marketplace_id } = settings
  const offer = '/attributes/purchasable_offer'
  return [
    ...(quantity === null
      ? []
      : [
          {
            ...{ op: 'replace' as const, path: '/attributes/fulfillment_availability' },
            value: [{ fulfillment_channel_code: 'DEFAULT', quantity }],
          },
        ]),
    ...(on_sale === false ? [{ op: 'delete' as const, path: offer, value: [{ marketplace_id, currency }] }] : []),
    ...(on_sale === false || price_minor === null
      ? []
      : [
          {
            ...{ op: 'replace' as const, path: offer },
            value: [
              {
                ...{ marketplace_id, currency },
                our_price: [{ schedule: [{ value_with_tax: Number(decimalText(price_minor, currency)) }] }],
              },
            ],
          },
        ]),
  ]
}

export interface ListingIssue {
  code?: string
  message?: string
  severity?: string
}

/** HTTP 200 with the status INVALID is a failure. */
export async function patchListing(
  connection: OpenConnection,
  sku: string,
  patches: readonly Patch[],
  productType = 'PRODUCT',
): Promise<Told> {
  const heard = await ask(
    connection,
    'PATCH',
    listingPath(connection, sku),
    { marketplaceIds: connection.settings.marketplace_id ?? '' },
    {
      productType,
      patches,
    },
  )
  if (heard.status !== 'heard') return told(heard)
  return judged(heard.answer)
}

export const listingPath = ({ settings }: OpenConnection, sku: string): string =>
  `/listings/2021-08-01/items/${encodeURIComponent(settings.seller_id ?? '')}/${encodeURIComponent(sku)}`

export function judged(answer: Record<string, unknown>): Told {
  const { status, issues = [] } = answer as { status?: string; issues?: ListingIssue[] }
  if (status === 'ACCEPTED' || status === 'VALID') return { status: 'answered' }
  const errors = issues.filter(({ severity }) => severity === undefined || severity === 'ERROR')
  return {
    status: 'refused',
    code: errors[0]?.code ?? String(status),
    reason: errors
      .map(({ message }) => message)
      .join(' · ')
      .slice(0, 400),
  }
}

/** Its page: title, points, description, a main picture and at most eight more. */
function attributesOf({ settings }: OpenConnection, { title, points, description, pictures }: ContentCall): Record<string, object[]> {
  const { marketplace_id, language } = settings
  const language_tag = language || 'zh_CN'
  const words = (value: string) => ({ value, language_tag, marketplace_id })
  const [main, ...others] = pictures
  return {
    item_name: [words(title.slice(0, 200))],
    ...(points.length > 0 ? { bullet_point: points.slice(0, 5).map(words) } : {}),
    ...(description ? { product_description: [words(description.slice(0, 2_000))] } : {}),
    ...(main ? { main_product_image_locator: [{ media_location: main, marketplace_id }] } : {}),
    ...Object.fromEntries(
      others.slice(0, 8).map((media_location, i) => [`other_product_image_locator_${i + 1}`, [{ media_location, marketplace_id }]]),
    ),
  }
}
const typeOf = ({ attributes }: ContentCall): string => attributes.product_type || 'PRODUCT'

export const setContent = (connection: OpenConnection, call: ContentCall): Promise<Told> =>
  patchListing(
    connection,
    skuOf(call),
    Object.entries(attributesOf(connection, call)).map(([name, value]) => ({ op: 'replace', path: `/attributes/${name}`, value })),
    typeOf(call),
  )

/** A listing is known by the seller's code: made twice it is the same. Without an offer it is not on sale. */
export async function createListing(
  connection: OpenConnection,
  call: ContentCall,
): Promise<Told<{ product_no: string; sku_no: string | null }>> {
  const sku = call.outer_code
  const heard = await ask(
    connection,
    'PUT',
    listingPath(connection, sku),
    { marketplaceIds: connection.settings.marketplace_id ?? '' },
    {
      ...{ productType: typeOf(call), requirements: 'LISTING' },
      attributes: attributesOf(connection, call),
    },
  )
  if (heard.status !== 'heard') return heard
  const said = judged(heard.answer)
  // Its catalog number shows with its first order; till then the code stands for both.
  return said.status === 'answered' ? { status: 'answered', product_no: sku, sku_no: sku } : said
}
