const shifted: Record<string, string> = {
  Digit1: '!',
  Digit2: '@',
  Digit3: '#',
  Digit4: '$',
  Digit5: '%',
  Digit6: '^',
  Digit7: '&',
  Digit8: '*',
  Digit9: '(',
  Digit0: ')',
  Minus: '_',
  Equal: '+',
  Slash: '?',
  Period: '>',
  Comma: '<',
  Semicolon: ':',
  BracketLeft: '{',
  BracketRight: '}',
  Backslash: '|',
  Quote: '"',
}
const plain: Record<string, string> = {
  Minus: '-',
  Equal: '=',
  Slash: '/',
  Period: '.',
  Comma: ',',
  Semicolon: ';',
  Space: ' ',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Quote: "'",
  NumpadSubtract: '-',
  NumpadAdd: '+',
  NumpadDecimal: '.',
  NumpadDivide: '/',
  NumpadMultiply: '*',
}

/**
 * What a gun meant by a key, whatever an input method made of it: read from the place of the key, because with a Chinese input method on
 * the letter itself is `Process`. Null for keys that write nothing.
 */
export function letterOf({ code, shiftKey }: Pick<KeyboardEvent, 'code' | 'shiftKey'>): string | null {
  if (/^Key[A-Z]$/.test(code)) return shiftKey ? code.slice(3) : code.slice(3).toLowerCase()
  if (/^Numpad\d$/.test(code)) return code.slice(6)
  if (shiftKey && shifted[code]) return shifted[code]
  if (/^Digit\d$/.test(code)) return code.slice(5)
  return plain[code] ?? null
}
