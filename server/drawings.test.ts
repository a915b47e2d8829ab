import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { openFiles } from '#core/files.ts'
import { drawings } from './drawings.ts'

test('products of the sample enterprise are drawn from every side, and nothing else is', async () => {
  const draw = drawings.world!
  for (const view of ['front', 'angle', 'detail', 'scene']) expect(await draw('refrigerator', 'white', view), view).toContain('<svg')
  expect(await draw('refrigerator', 'default', 'front')).toBe(await draw('refrigerator', 'white', 'front'))
  for (const parts of [
    ['refrigerator', 'white', 'inside'],
    ['refrigerator', 'nocolor', 'front'],
    ['constructor', 'white', 'front'],
    [],
  ] as string[][])
    expect(await draw(...parts), parts.join(':')).toBeNull()
})

test('a drawing becomes a picture', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drawings-'))
  const files = await openFiles(folder, drawings)
  const path = await files.pictures.render('world:refrigerator:white:scene', 320, 'webp')
  expect(await sharp(path!).metadata()).toMatchObject({ format: 'webp', width: 320, height: 320 })
  await files.close()
  rmSync(folder, { recursive: true })
})
