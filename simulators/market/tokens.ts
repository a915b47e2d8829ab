/** A seller's consent: a token that ends, and the one that asks for the next. Each of them works until it was used or has ended. */
export interface TokenDesk {
  isValid(token: string | null | undefined): boolean
  /** The next pair; null for a refresh token that is not the last one given. */
  renew(refresh_token: string | null | undefined): { access_token: string; refresh_token: string; expires_in: number } | null
  /** The token in use ends now. */
  expire(): void
  /** The seller takes the consent back: nothing is renewed any more. */
  revoke(): void
  renewals(): number
}

export function openTokens(first: string, now: () => number, { refresh = 'refresh-1', life_s = 86_400 } = {}): TokenDesk {
  let token = first
  let until_ms = Number.POSITIVE_INFINITY
  let next: string | null = refresh
  let count = 0
  return {
    isValid: (given) => given === token && now() < until_ms,
    renew(given) {
      if (next === null || given !== next) return null
      count++
      token = `${first}-${count}`
      next = `refresh-${count + 1}`
      until_ms = now() + life_s * 1000
      return { access_token: token, refresh_token: next, expires_in: life_s }
    },
    expire: () => {
      until_ms = now()
    },
    revoke: () => {
      next = null
    },
    renewals: () => count,
  }
}
