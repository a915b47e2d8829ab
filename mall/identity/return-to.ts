/** Where to go after signing in: a page of this mall, never another site, however the address is written. */
export function returnTo(given: FormDataEntryValue | string | null | undefined, otherwise: string): string {
  return localOf(given) ?? otherwise
}

/** Somebody made an address of ours that was to lead to another site. */
export const isForeign = (given: string | null): boolean => given !== null && given !== '' && localOf(given) === null

function localOf(given: FormDataEntryValue | string | null | undefined): string | null {
  if (typeof given !== 'string' || !/^\/(?![/\\])[^\s\\]*$/.test(given)) return null
  const url = new URL(given, 'https://here.invalid')
  return url.host === 'here.invalid' ? url.pathname + url.search : null
}
