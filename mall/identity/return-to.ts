/** Where to go after signing in: a page of this mall, never another site, however the address is written. */
export function returnTo(given: FormDataEntryValue | string | null | undefined, otherwise: string): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])[^\s\\]*$/.test(given)) return otherwise
  const url = new URL(given, 'https://here.invalid')
  return url.host === 'here.invalid' ? url.pathname + url.search : otherwise
}
