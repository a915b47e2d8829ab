import { createHash } from 'node:crypto'

/** One block of an appliance, in meters; the origin is the middle of its foot. */
interface Block {
  size: readonly [width: number, height: number, depth: number]
  at: readonly [x: number, y: number, z: number]
  material: keyof typeof materials
}

const materials = {
  body: { color: [0.36, 0.39, 0.43, 1], metal: 0.55, rough: 0.42 },
  door: { color: [0.27, 0.3, 0.34, 1], metal: 0.7, rough: 0.3 },
  handle: { color: [0.82, 0.84, 0.86, 1], metal: 1, rough: 0.22 },
  glass: { color: [0.05, 0.07, 0.1, 1], metal: 0.2, rough: 0.08 },
  white: { color: [0.9, 0.92, 0.94, 1], metal: 0.05, rough: 0.45 },
  foot: { color: [0.08, 0.08, 0.09, 1], metal: 0, rough: 0.9 },
} as const

/** Four doors with a cross between them, as the drawing shows it. */
const refrigerator: Block[] = [
  { size: [0.83, 1.8, 0.6], at: [0, 0.03, -0.03], material: 'body' },
  ...[-1, 1].flatMap((side): Block[] => [
    { size: [0.408, 0.98, 0.06], at: [side * 0.208, 0.85, 0.305], material: 'door' },
    { size: [0.408, 0.79, 0.06], at: [side * 0.208, 0.045, 0.305], material: 'door' },
    { size: [0.018, 0.62, 0.03], at: [side * 0.05, 1.0, 0.35], material: 'handle' },
    { size: [0.018, 0.46, 0.03], at: [side * 0.05, 0.26, 0.35], material: 'handle' },
    { size: [0.06, 0.03, 0.06], at: [side * 0.34, 0, 0.2], material: 'foot' },
    { size: [0.06, 0.03, 0.06], at: [side * 0.34, 0, -0.26], material: 'foot' },
  ]),
]
const television: Block[] = [
  { size: [1.45, 0.83, 0.03], at: [0, 0.09, 0], material: 'foot' },
  { size: [1.43, 0.81, 0.006], at: [0, 0.1, 0.018], material: 'glass' },
  { size: [0.5, 0.3, 0.04], at: [0, 0.3, -0.03], material: 'body' },
  ...[-1, 1].map((side): Block => ({ size: [0.03, 0.09, 0.26], at: [side * 0.5, 0, 0], material: 'handle' })),
]
const washer: Block[] = [
  { size: [0.6, 0.84, 0.56], at: [0, 0.01, 0], material: 'white' },
  { size: [0.56, 0.11, 0.012], at: [0, 0.71, 0.285], material: 'glass' },
  { size: [0.36, 0.36, 0.03], at: [0, 0.24, 0.29], material: 'handle' },
  { size: [0.3, 0.3, 0.012], at: [0, 0.27, 0.31], material: 'glass' },
]

const faces = [
  { normal: [0, 0, 1], right: [1, 0, 0], up: [0, 1, 0] },
  { normal: [0, 0, -1], right: [-1, 0, 0], up: [0, 1, 0] },
  { normal: [1, 0, 0], right: [0, 0, -1], up: [0, 1, 0] },
  { normal: [-1, 0, 0], right: [0, 0, 1], up: [0, 1, 0] },
  { normal: [0, 1, 0], right: [1, 0, 0], up: [0, 0, -1] },
  { normal: [0, -1, 0], right: [1, 0, 0], up: [0, 0, 1] },
] as const

/** Models of sample products, by product: glTF binaries of a few kilobytes, the same bytes every time. */
export const models: Readonly<Record<string, Buffer>> = {
  'jl-ref-shanlan': modelOf(refrigerator),
  'jl-tv-wangjiang-65': modelOf(television),
  'jl-wash-xichen-10': modelOf(washer),
}

/** The name a store of files gives it. */
export const modelReference = (spu_id: string): string | null => {
  const model = models[spu_id]
  return model ? createHash('sha256').update(model).digest('hex') : null
}

/** One unit block in the binary part; every part of the appliance is that block, scaled and moved. */
function modelOf(blocks: readonly Block[]): Buffer {
  const positions: number[] = []
  const normals: number[] = []
  const indices: number[] = []
  for (const { normal, right, up } of faces) {
    const first = positions.length / 3
    for (const [a, b] of [
      [-0.5, -0.5],
      [0.5, -0.5],
      [0.5, 0.5],
      [-0.5, 0.5],
    ] as const) {
      for (const axis of [0, 1, 2] as const) {
        // Adding zero turns minus zero into zero.
        positions.push(normal[axis] * 0.5 + right[axis] * a + up[axis] * b + 0)
        normals.push(normal[axis] + 0)
      }
    }
    indices.push(first, first + 1, first + 2, first, first + 2, first + 3)
  }
  const binary = Buffer.concat([
    Buffer.from(Float32Array.from(positions).buffer),
    Buffer.from(Float32Array.from(normals).buffer),
    Buffer.from(Uint16Array.from(indices).buffer),
  ])
  const names = [...new Set(blocks.map(({ material }) => material))]
  const vertices = positions.length / 3
  const json = {
    asset: { version: '2.0', generator: 'Tongshang sample enterprise' },
    scene: 0,
    scenes: [{ nodes: blocks.map((_, i) => i) }],
    nodes: blocks.map(({ size, at: [x, y, z], material }) => ({
      mesh: names.indexOf(material),
      translation: [x, y + size[1] / 2, z],
      scale: size,
    })),
    meshes: names.map((_, material) => ({ primitives: [{ attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, material }] })),
    materials: names.map((name) => ({
      name,
      pbrMetallicRoughness: {
        baseColorFactor: materials[name].color,
        metallicFactor: materials[name].metal,
        roughnessFactor: materials[name].rough,
      },
    })),
    accessors: [
      { bufferView: 0, componentType: 5126, count: vertices, type: 'VEC3', min: [-0.5, -0.5, -0.5], max: [0.5, 0.5, 0.5] },
      { bufferView: 1, componentType: 5126, count: vertices, type: 'VEC3' },
      { bufferView: 2, componentType: 5123, count: indices.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: vertices * 12 },
      { buffer: 0, byteOffset: vertices * 12, byteLength: vertices * 12 },
      { buffer: 0, byteOffset: vertices * 24, byteLength: indices.length * 2 },
    ],
    buffers: [{ byteLength: binary.length }],
  }
  return container(Buffer.from(JSON.stringify(json)), binary)
}

/** The glTF binary container: a header and two parts, each filled up to four bytes. */
function container(json: Buffer, binary: Buffer): Buffer {
  const parts = [
    { kind: 0x4e4f534a, content: padded(json, 0x20) },
    { kind: 0x004e4942, content: padded(binary, 0) },
  ]
  const header = Buffer.alloc(12)
  header.write('glTF', 'latin1')
  header.writeUInt32LE(2, 4)
  header.writeUInt32LE(12 + parts.reduce((sum, { content }) => sum + 8 + content.length, 0), 8)
  return Buffer.concat([
    header,
    ...parts.flatMap(({ kind, content }) => {
      const head = Buffer.alloc(8)
      head.writeUInt32LE(content.length)
      head.writeUInt32LE(kind, 4)
      return [head, content]
    }),
  ])
}
function padded(content: Buffer, filler: number): Buffer {
  return Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4, filler)])
}
