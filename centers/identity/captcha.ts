import { Problem } from '#core/http.ts'

/** A puzzle service that tells people from programs; the enterprise chooses which. */
export interface Captcha {
  /** Name, public key and script for the page that shows the puzzle. */
  provider: string
  site_key: string
  script: string
  /** What the page must be allowed to load for it. */
  sources: readonly string[]
  verify(answer: string, address: string): Promise<boolean>
}

let captcha: Captcha | null = null

/** Registered at assembly; without it the waits alone hold programs back. */
export const setCaptcha = (given: Captcha | null): void => {
  captcha = given
}

/** What the content policy of pages with a puzzle allows beside our own files; nothing where there is none. */
export const puzzleSources = (): readonly string[] => captcha?.sources ?? []

/** Refuses the request unless the puzzle was solved; passes when the installation has none. The puzzle is asked of browsers we do not know. */
export async function requireCaptcha(answer: string | undefined, address: string, device_hash: string | null): Promise<void> {
  if (!captcha || device_hash) return
  if (answer !== undefined && (await captcha.verify(answer, address))) return
  const { provider, site_key, script } = captcha
  throw new Problem(428, 'captcha_required', 'Solve the puzzle first and send its answer as `captcha`.', {
    captcha: { provider, site_key, script },
  })
}
