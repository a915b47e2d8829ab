import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Busy } from './batch.ts'
import { FileRefused } from './files.ts'
import { newId } from './ids.ts'

export const pictureWidths = [160, 320, 480, 640, 960, 1280, 1440] as const
export const pictureFormats = ['avif', 'webp', 'jpg', 'png'] as const
export type PictureFormat = (typeof pictureFormats)[number]

/** A picture that is described, not kept: the parts after the first colon make an SVG, or null when nothing is drawn by that name. */
export type Drawing = (...parts: string[]) => string | null | Promise<string | null>

export interface Pictures {
  /** The path of a picture in one size and format, made on first request; null when there is no such picture. */
  render(reference: string, width: number, format: PictureFormat): Promise<string | null>
  /** Whether there is such a picture or kept file; nothing is made. */
  knows(reference: string): Promise<boolean>
  /** Throws `FileRefused` unless the file is a picture that can be opened. */
  inspect(path: string): Promise<void>
  close(): Promise<void>
}

export type PictureOrder =
  | { id: number; do: 'inspect'; path: string; most_pixels: number }
  | {
      id: number
      do: 'render'
      source: { path: string } | { svg: string }
      target: string
      width: number
      format: PictureFormat
      most_pixels: number
    }
export type PictureAnswer = { id: number; fault?: string }
type Asked = { do: 'inspect'; path: string } | Omit<Extract<PictureOrder, { do: 'render' }>, 'id' | 'most_pixels'>

/** A small file can unfold into a picture that fills all memory; none that we need has more pixels. */
const most_pixels = 50_000_000
const most_waiting = 500
const longest_ms = 20_000
const idle_ms = 30_000

interface Options {
  folder: string
  pathOf(file: string): string
  drawings: Record<string, Drawing>
}

/** Pictures in every size, made by a child process that is there only while it is needed. */
export async function openPictures({ folder, pathOf, drawings }: Options): Promise<Pictures> {
  await mkdir(folder, { recursive: true })
  const worker = startWorker()
  const making = new Map<string, Promise<string | null>>()

  async function make(reference: string, width: number, format: PictureFormat): Promise<string | null> {
    const source = await sourceOf(reference)
    if (!source) return null
    const home = join(folder, source.name.slice(0, 2))
    const target = join(home, `${source.name}-${width}.${format}`)
    if (await exists(target)) return target
    await mkdir(home, { recursive: true })
    const draft = join(home, newId())
    try {
      await worker.ask({ do: 'render', source: source.from, target: draft, width, format })
      await rename(draft, target)
    } finally {
      await rm(draft, { force: true })
    }
    return target
  }

  /** A drawing is named by what it draws today, so a better drawing is a new picture. */
  async function sourceOf(reference: string): Promise<{ name: string; from: { path: string } | { svg: string } } | null> {
    const [kind, ...parts] = reference.split(':')
    if (parts.length === 0) return (await exists(pathOf(reference))) ? { name: reference, from: { path: pathOf(reference) } } : null
    const svg = await drawings[kind!]?.(...parts)
    return svg ? { name: createHash('sha256').update(svg).digest('hex'), from: { svg } } : null
  }

  return {
    render(reference, width, format) {
      const key = `${reference} ${width} ${format}`
      let made = making.get(key)
      if (!made) {
        made = make(reference, width, format).finally(() => making.delete(key))
        making.set(key, made)
      }
      return made
    },
    knows: async (reference) => (await sourceOf(reference)) !== null,
    inspect: (path) => worker.ask({ do: 'inspect', path }),
    close: async () => worker.stop(),
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

interface Waiting {
  order: Asked
  resolve(): void
  reject(error: Error): void
}

/** One child, one picture at a time; it is started on demand, ended when idle, and killed over a picture that takes too long. */
function startWorker(): { ask(order: Asked): Promise<void>; stop(): void } {
  let child: ChildProcess | undefined
  let waiting: Waiting[] = []
  let current: Waiting | undefined
  let timer: NodeJS.Timeout | undefined
  let next_id = 0

  const start = () => {
    const made = fork(join(import.meta.dirname, 'pictures-child.ts'), [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    made.on('message', (answer: PictureAnswer) => {
      if (answer.id === next_id) settle(answer.fault)
    })
    made.on('error', () => {}) // its exit tells the same
    made.on('exit', () => {
      if (child !== made) return
      child = undefined
      settle('cannot be opened: it takes too much time or memory')
    })
    made.unref()
    made.channel?.unref()
    return made
  }

  const settle = (fault: string | undefined) => {
    clearTimeout(timer)
    const done = current
    current = undefined
    if (done && fault) done.reject(new FileRefused('picture_invalid', `The picture ${fault}.`))
    else done?.resolve()
    advance()
  }

  const advance = () => {
    if (current) return
    current = waiting.shift()
    if (!current) {
      child?.unref()
      child?.channel?.unref()
      timer = setTimeout(end, idle_ms)
      timer.unref()
      return
    }
    child ??= start()
    child.ref()
    child.channel?.ref()
    timer = setTimeout(() => child?.kill('SIGKILL'), longest_ms)
    child.send({ ...current.order, id: ++next_id, most_pixels } as PictureOrder)
  }

  const end = () => {
    clearTimeout(timer)
    const ending = child
    child = undefined
    ending?.kill()
  }

  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= most_waiting) return reject(new Busy('pictures are busy'))
        waiting.push({ order, resolve, reject })
        if (!current) {
          clearTimeout(timer)
          advance()
        }
      }),
    stop: () => {
      const left = [...(current ? [current] : []), ...waiting]
      waiting = []
      current = undefined
      end()
      for (const one of left) one.reject(new Busy('pictures are closing'))
    },
  }
}
