import type { Both } from './words.ts'

interface Template {
  key: string
  name: Both
  type?: string
  unit?: string | null
  choices?: { value: string; name: Both }[]
}

/** Specifications as people read them: names and units of the templates, in their order. What makes SKUs differ is chosen, not listed. */
export function describe(
  values: Record<string, unknown>,
  templates: readonly Template[],
  options: readonly { key: string }[],
): { key: string; name: Both; value: Both; file: string | null }[] {
  return templates
    .filter(({ key }) => values[key] !== undefined && !options.some((option) => option.key === key))
    .map(({ key, name, type, unit, choices }) => {
      const file = type === 'file' ? String(values[key]) : null
      return { key, name, value: file ? { zh: '下载', en: 'Download' } : wordsOf(values[key], unit, choices), file }
    })
}

function wordsOf(value: unknown, unit: string | null | undefined, choices: Template['choices']): Both {
  if (value && typeof value === 'object') return value as Both
  const chosen = choices?.find((choice) => choice.value === value)
  if (chosen) return chosen.name
  const text = `${typeof value === 'number' ? value.toLocaleString('en') : String(value)}${unit ? ` ${unit}` : ''}`
  return { zh: text, en: text }
}
