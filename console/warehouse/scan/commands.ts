/** Barcodes on the desk, so that hands stay on the gun. No goods and no parcel has a code that begins like these. */
export const commands = [
  ...(['DONE', 'SHORT', 'SPLIT', 'PRINT', 'UNDO', 'ASIDE', 'SHIP', 'SKIP'] as const),
  ...(['DAMAGED', 'AS_NEW', 'OPENED', 'USED', 'BROKEN'] as const),
] as const
export type Command = (typeof commands)[number]

const prefix = 'CMD-'
export const codeOf = (command: Command): string => `${prefix}${command}`

/** The command a scan is, if it is one. */
export function commandOf(text: string): Command | null {
  const word = text.trim().toUpperCase()
  if (!word.startsWith(prefix)) return null
  return commands.find((command) => word === codeOf(command)) ?? null
}

/** `*12` says how many the next item means. */
export const timesOf = (text: string): number | null => (/^\*\d{1,4}$/.test(text) ? Number(text.slice(1)) : null)
