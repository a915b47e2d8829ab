/** The column titles of a chosen file: the first line of a text file, or the first row of a workbook's first sheet. */
export async function titlesOf(file: File, encoding: string): Promise<string[]> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  if (head[0] === 0x50 && head[1] === 0x4b) return workbookTitles(new Uint8Array(await file.arrayBuffer()))
  const text = new TextDecoder(encoding).decode(await file.slice(0, 20_000).arrayBuffer()).replace(/^\ufeff/, '')
  const line = text.split(/\r?\n/)[0] ?? ''
  const separator = [',', '\t', ';'].sort((a, b) => line.split(b).length - line.split(a).length)[0]!
  return line.split(separator).map((title) => title.trim().replace(/^"|"$/g, ''))
}

/** A workbook is a zip of XML; the first row of its first sheet is at the beginning of one part of it. */
async function workbookTitles(bytes: Uint8Array): Promise<string[]> {
  const { strFromU8, unzipSync } = await import('fflate')
  const parts = unzipSync(bytes, { filter: ({ name }) => /^xl\/(worksheets\/sheet1|sharedStrings)\.xml$/.test(name) })
  const read = (name: string) => (parts[name] ? strFromU8(parts[name]) : '')
  const row = /<row\b[^>]*>.*?<\/row>/s.exec(read('xl/worksheets/sheet1.xml'))?.[0] ?? ''
  const parse = (xml: string) => new DOMParser().parseFromString(xml, 'application/xml')
  const shared = [...parse(read('xl/sharedStrings.xml') || '<sst/>').querySelectorAll('si')].map((one) => one.textContent ?? '')
  return [...parse(row || '<row/>').querySelectorAll('c')].map((cell) => {
    const text = cell.querySelector('v, t')?.textContent ?? ''
    return (cell.getAttribute('t') === 's' ? (shared[Number(text)] ?? '') : text).trim()
  })
}
