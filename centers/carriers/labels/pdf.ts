import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { drawLabel, type Label, type Shape, sizes } from './draw.ts'

const require = createRequire(import.meta.url)
const fonts = {
  regular: require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'),
}

/** Points in a millimeter. */
const point = 72 / 25.4

/** One page per label, each of its own size, vectors throughout: sharp on 203 and 300 dpi printers alike. */
export async function renderPdf(labels: readonly Label[], { compress = true }: { compress?: boolean } = {}): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false, margin: 0, compress, info: { Title: 'Labels', Creator: 'Tongshang' } })
  const parts: Buffer[] = []
  document.on('data', (part: Buffer) => parts.push(part))
  const done = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  document.registerFont('regular', fonts.regular)
  document.registerFont('bold', fonts.bold)
  for (const label of labels) {
    const [width, height] = sizes[label.form]
    document.addPage({ size: [width * point, height * point], margin: 0 })
    for (const shape of drawLabel(label)) draw(document, shape)
  }
  document.end()
  await done
  return Buffer.concat(parts)
}

function draw(document: PDFKit.PDFDocument, shape: Shape): void {
  if (shape.kind === 'bars') {
    for (const [x, y, width, height] of shape.rects) document.rect(x * point, y * point, width * point, height * point)
    document.fill('black')
  } else if (shape.kind === 'line') {
    document
      .lineWidth(shape.width * point)
      .moveTo(shape.x1 * point, shape.y1 * point)
      .lineTo(shape.x2 * point, shape.y2 * point)
      .stroke('black')
  } else if (shape.kind === 'badge') {
    const width = badgeWidth(shape)
    document.rect(shape.x * point, shape.y * point, width * point, shape.size * 1.35 * point).fill('black')
    write(document, 'bold', shape.size, shape.text, shape.x + width / 2, shape.y + shape.size * 0.1, 'center', 'white')
  } else write(document, shape.bold ? 'bold' : 'regular', shape.size, shape.text, shape.x, shape.y, shape.align, 'black')
}

export const badgeWidth = ({ size, text }: { size: number; text: string }): number => size * (text.length + 0.5)

/** Noto's line is 1.448 times its size; the text is set so that `y` is the top of its signs and not of its line. */
const leading = 0.22

function write(
  document: PDFKit.PDFDocument,
  font: 'regular' | 'bold',
  size: number,
  words: string,
  x: number,
  y: number,
  align: 'left' | 'right' | 'center',
  color: string,
): void {
  if (words === '') return
  document.font(font).fontSize(size * point)
  const shift = align === 'left' ? 0 : document.widthOfString(words) / (align === 'right' ? 1 : 2)
  document.fillColor(color).text(words, x * point - shift, (y - size * leading) * point, { lineBreak: false })
}
