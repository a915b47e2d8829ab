import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { drawProduct } from '#world/pictures/index.ts'
import { filmOf } from './mp4.ts'

/**
 * Makes `shanlan.mp4`, the film of the sample: four slow shots over the drawings of a refrigerator. Run it by hand after the drawing changed
 * (`node world/films/make.ts`); the file is committed, so that nobody's first start waits for an encoder.
 */
const [width, height, frames_per_second, frames_per_shot] = [640, 360, 5, 11]
const side = 1280

/** Where a shot begins and ends: the middle of what is seen and how wide it is, as shares of the drawing. */
const shots = [
  { view: 'scene', from: [0.5, 0.5, 1], to: [0.5, 0.56, 0.74] },
  { view: 'three-quarter', from: [0.5, 0.3, 0.9], to: [0.5, 0.68, 0.9] },
  { view: 'detail', from: [0.42, 0.46, 0.8], to: [0.58, 0.52, 0.8] },
  { view: 'front', from: [0.5, 0.62, 0.7], to: [0.5, 0.5, 1] },
] as const

const pictures: Buffer[] = []
for (const { view, from, to } of shots) {
  const svg = Buffer.from(drawProduct({ picture: 'refrigerator', colorway: 'graphite', view }))
  const drawn = await sharp(svg, { density: (72 * side) / 800 })
    .resize(side, side)
    .flatten({ background: '#fff' })
    .png()
    .toBuffer()
  for (let i = 0; i < frames_per_shot; i++) {
    const t = i / (frames_per_shot - 1)
    const eased = t * t * (3 - 2 * t)
    const [x, y, wide] = from.map((start, k) => start + (to[k]! - start) * eased) as [number, number, number]
    const [w, h] = [Math.round(wide * side), Math.round((wide * side * height) / width)]
    const place = (middle: number, size: number) => Math.round(Math.min(side - size, Math.max(0, middle * side - size / 2)))
    pictures.push(
      await sharp(drawn)
        .extract({ left: place(x, w), top: place(y, h), width: w, height: h })
        .resize(width, height)
        .avif({ quality: 42, effort: 4, chromaSubsampling: '4:2:0' })
        .toBuffer(),
    )
  }
}
writeFileSync(new URL('./shanlan.mp4', import.meta.url), filmOf(pictures, { width, height, frames_per_second }))
