/** What a member may pay his cart with, as the API tells it. */
export interface Means {
  wallet_minor: number
  points: { program_id: string; name: { zh: string; en: string }; balance: number; most: number; point_value_minor: number }[]
  cards: { card_id: string; name: string; balance_minor: number; expires_on: string }[]
}

/** What the shopper chose: points of one program, and cards. */
export interface Chosen {
  program_id: string | null
  quantity: number
  card_ids: readonly string[]
}

export interface Payment {
  points?: { program_id: string; quantity: number }
  /** What the points lower the total by. */
  points_minor: number
  cards: { card_id: string; amount_minor: number }[]
  cards_minor: number
  /** The order's total after points: what is asked. */
  total_minor: number
  /** What cards leave to be paid another way. */
  rest_minor: number
}

/** The choice as an order takes it: never more points than may be spent, each card as far as it is needed. */
export function payWith(means: Means | null, { program_id, quantity, card_ids }: Chosen, cart_total_minor: number): Payment {
  const program = means?.points.find((one) => one.program_id === program_id)
  const spent = program ? Math.max(0, Math.min(Math.floor(quantity) || 0, program.most)) : 0
  const points_minor = spent * (program?.point_value_minor ?? 0)
  const total_minor = cart_total_minor - points_minor
  let rest_minor = total_minor
  const cards = (means?.cards ?? []).flatMap(({ card_id, balance_minor }) => {
    const amount_minor = card_ids.includes(card_id) ? Math.min(balance_minor, rest_minor) : 0
    rest_minor -= amount_minor
    return amount_minor > 0 ? [{ card_id, amount_minor }] : []
  })
  return {
    ...(program && spent > 0 ? { points: { program_id: program.program_id, quantity: spent } } : {}),
    ...{ points_minor, cards, cards_minor: total_minor - rest_minor, total_minor, rest_minor },
  }
}

/** What a form sent, with script or without. */
export const chosenIn = (form: FormData): Chosen => {
  const program_id = String(form.get('points_of') ?? '') || null
  return {
    program_id,
    quantity: program_id ? Number(form.get(`points_${program_id}`) ?? 0) : 0,
    card_ids: form.getAll('card').map(String),
  }
}
