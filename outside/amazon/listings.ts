import type { OfferItem, OpenConnection, PriceCall, Told } from '#centers/marketplaces/port.ts'
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
