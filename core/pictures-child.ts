// Runs as a process of its own, see pictures.ts: decoding what strangers send takes memory, and sometimes the process.
import sharp from 'sharp'
import type { PictureOrder } from './pictures.ts'

sharp.cache(false)
sharp.concurrency(1)

process.on('disconnect', () => process.exit())
process.on('message', (order: PictureOrder) => {
  obey(order).then(
    () => process.send!({ id: order.id }),
    (error: Error) => process.send!({ id: order.id, fault: faultOf(error) }),
  )
})

async function obey(order: PictureOrder): Promise<void> {
  if (order.do === 'inspect') {
    const picture = sharp(order.path, { limitInputPixels: order.most_pixels, failOn: 'error' })
    const { width = 0, height = 0 } = await picture.metadata()
    if (width * height > order.most_pixels) throw new Error('pixel limit')
    await picture.resize(16).raw().toBuffer() // it must not only begin like a picture
    return
  }
  const { source, target, width, format, most_pixels } = order
  const vector = 'svg' in source
  const picture = sharp(vector ? Buffer.from(source.svg) : source.path, { limitInputPixels: most_pixels })
    .rotate() // as the camera was held; all other notes of the camera are dropped
    .resize({ width, withoutEnlargement: !vector })
  if (format === 'avif') await picture.avif({ quality: 55, effort: 2 }).toFile(target)
  else if (format === 'webp') await picture.webp({ quality: 80 }).toFile(target)
  else if (format === 'png') await picture.png({ compressionLevel: 9 }).toFile(target)
  else await picture.flatten({ background: '#ffffff' }).jpeg({ quality: 82, mozjpeg: true }).toFile(target)
}

const faultOf = ({ message }: Error): string =>
  /pixel limit/i.test(message)
    ? 'has more pixels than we open: send it smaller'
    : 'is broken or of an unknown kind: send it as JPEG, PNG or WebP'
