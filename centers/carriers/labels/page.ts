import { drawLabel, type Label, type Shape, sizes } from './draw.ts'
import { badgeWidth } from './pdf.ts'

const escaped = (words: string): string => words.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const short = (number: number): string => String(Math.round(number * 1000) / 1000)
const family = "'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"

/** One label as a picture of lines and letters. */
export function renderSvg(label: Label): string {
  const [width, height] = sizes[label.form]
  const body = drawLabel(label).map(shapeSvg).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}" font-family="${family}"><rect width="${width}" height="${height}" fill="#fff"/>${body}</svg>`
}

function shapeSvg(shape: Shape): string {
  if (shape.kind === 'bars')
    return `<path d="${shape.rects.map(([x, y, w, h]) => `M${short(x)} ${short(y)}h${short(w)}v${short(h)}h-${short(w)}z`).join('')}" shape-rendering="crispEdges"/>`
  if (shape.kind === 'line')
    return `<path d="M${shape.x1} ${shape.y1}L${shape.x2} ${shape.y2}" stroke="#000" stroke-width="${shape.width}" stroke-dasharray="1 .6"/>`
  if (shape.kind === 'badge') {
    const width = badgeWidth(shape)
    const box = `<rect x="${short(shape.x)}" y="${short(shape.y)}" width="${short(width)}" height="${short(shape.size * 1.35)}"/>`
    return (
      box + textSvg(shape.text, shape.x + width / 2, shape.y + shape.size * 0.1, shape.size, 'middle', ' fill="#fff" font-weight="700"')
    )
  }
  const anchor = shape.align === 'right' ? 'end' : shape.align === 'center' ? 'middle' : 'start'
  return textSvg(shape.text, shape.x, shape.y, shape.size, anchor, shape.bold ? ' font-weight="700"' : '')
}

/** A baseline lies 0.94 of the size below the top of the signs. */
const textSvg = (words: string, x: number, y: number, size: number, anchor: string, more: string): string =>
  words === ''
    ? ''
    : `<text x="${short(x)}" y="${short(y + size * 0.94)}" font-size="${short(size)}" text-anchor="${anchor}"${more}>${escaped(words)}</text>`

/** A page a browser prints by itself: one label per sheet, exactly its size. No script, so that any content policy lets it through. */
export function renderPage(labels: readonly Label[]): string {
  const forms = [...new Set(labels.map(({ form }) => form))]
  const pages = forms.map(
    (form) => `@page l${form} { size: ${sizes[form][0]}mm ${sizes[form][1]}mm; margin: 0 } .l${form} { page: l${form} }`,
  )
  const sheets = labels.map(
    (label) => `<section class="l${label.form}" aria-label="${escaped(label.waybill_no)}">${renderSvg(label)}</section>`,
  )
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>面单 ${labels.length}</title><style>
${pages.join('\n')}
body { margin: 0; background: #f5f7fa } section { break-after: page; width: max-content; margin: 12px auto; box-shadow: 0 1px 6px #0003 } svg { display: block }
@media print { body { background: none } section { margin: 0; box-shadow: none } }
</style></head><body>${sheets.join('\n')}</body></html>`
}
