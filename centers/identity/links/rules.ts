/** A page of this site, never another one. */
export const localPath = (given: string | undefined): string => (given && /^\/(?![/\\])[^\s\\]*$/.test(given) ? given : '/account')
