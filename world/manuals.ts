import { createHash } from 'node:crypto'
import { models } from './models.ts'

/** A page of plain words: enough for a reader to open, small enough to be made here. */
function manualOf(spu_id: string): Buffer {
  const words = `BT /F1 20 Tf 72 740 Td (Tongshang: manual of ${spu_id}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${words.length} >>\nstream\n${words}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let pdf = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = pdf.length
    pdf += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const start = pdf.length
  pdf += `xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(pdf, 'latin1')
}

/** Manuals of the products that also have a model. */
export const manuals = (): Buffer[] => Object.keys(models).map(manualOf)
export const manualReference = (spu_id: string): string => createHash('sha256').update(manualOf(spu_id)).digest('hex')
