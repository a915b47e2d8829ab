/** Rows of a CSV file in batches, read as a stream: commas, semicolons or tabs, quoted or not, any encoding the platform knows. */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string[][]> {
  const decoder = new TextDecoder(encoding, { fatal: false })
  let rest = ''
  let separator = ''
  for await (const chunk of chunks) {
    let text = rest + decoder.decode(chunk, { stream: true })
    if (separator === '') {
      if (!text.includes('\n')) {
        rest = text
        continue
      }
      text = text.replace(/^\ufeff/, '')
      separator = separatorOf(text.slice(0, text.indexOf('\n')))
    }
    const { rows, used } = cut(text, separator, false)
    rest = text.slice(used)
    if (rows.length > 0) yield rows
  }
  const text = rest + decoder.decode()
  if (text !== '') {
    const { rows } = cut(text, separator || separatorOf(text), true)
    if (rows.length > 0) yield rows
  }
}

function separatorOf(header: string): string {
  const count = (one: string) => header.split(one).length
  return [',', '\t', ';'].sort((a, b) => count(b) - count(a))[0]!
}

function cut(text: string, separator: string, last: boolean): { rows: string[][]; used: number } {
  const rows: string[][] = []
  let start = 0
  while (start < text.length) {
    let end = text.indexOf('\n', start)
    if (end < 0) {
      if (!last) break
      end = text.length
    }
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
    if (line.includes('"')) {
      const quoted = cutQuoted(text, start, separator, last)
      if (!quoted) break
      rows.push(quoted.fields)
      start = quoted.next
      continue
    }
    if (line !== '') rows.push(line.split(separator))
    start = end + 1
  }
  return { rows, used: Math.min(start, text.length) }
}

/** One row with quotes in it, which may go over several lines; undefined when its end is not here yet. */
function cutQuoted(text: string, start: number, separator: string, last: boolean): { fields: string[]; next: number } | undefined {
  const fields: string[] = []
  let field = ''
  let at = start
  for (;;) {
    if (text[at] === '"' && field === '') {
      for (at++; ; ) {
        const quote = text.indexOf('"', at)
        if (quote < 0 || (quote === text.length - 1 && !last)) {
          if (!last) return undefined
          field += text.slice(at)
          at = text.length
          break
        }
        field += text.slice(at, quote)
        at = quote + 1
        if (text[at] !== '"') break
        field += '"'
        at++
      }
    }
    const character = text[at]
    if (character === undefined) {
      if (!last) return undefined
      fields.push(field)
      return { fields, next: at }
    }
    at++
    if (character === separator) {
      fields.push(field)
      field = ''
    } else if (character === '\n') {
      fields.push(field.endsWith('\r') ? field.slice(0, -1) : field)
      return { fields, next: at }
    } else field += character
  }
}
