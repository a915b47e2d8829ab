import { type ChildProcess, fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan, Told } from './process.ts'

/**
 * Programs that stand ready: loading the house costs each of them more than a run. A killed one is replaced while the others go on.
 */
export class Crew {
  private readonly ready: Promise<ChildProcess>[] = []
  private readonly all = new Set<ChildProcess>()
  private readonly strength: number

  constructor(strength: number) {
    this.strength = strength
    this.fill()
  }

  /** Puts a program to work; it has begun when this answers. */
  async begin(plan: Plan, hear: (told: Told) => void): Promise<ChildProcess> {
    const child = await (this.ready.shift() ?? this.start())
    child.removeAllListeners('message')
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`a process did not start: ${code}`))
      child.once('exit', ended)
      child.on('message', (told: Told) => {
        if (told.kind !== 'ready') return hear(told)
        child.off('exit', ended)
        resolve(child)
      })
      child.send(plan)
    })
  }

  /** Ends one as the power does, and starts another in its place. */
  async kill(child: ChildProcess): Promise<void> {
    const gone = new Promise<void>((ended) => {
      if (child.exitCode !== null || child.signalCode !== null) return ended()
      child.once('exit', () => ended())
    })
    child.kill('SIGKILL')
    await gone
    this.all.delete(child)
    this.fill()
  }

  end(): void {
    for (const child of this.all) {
      child.removeAllListeners('exit')
      child.kill('SIGKILL')
    }
  }

  private fill(): void {
    while (this.all.size < this.strength) this.ready.push(this.start())
  }

  private start(): Promise<ChildProcess> {
    const child = fork(join(import.meta.dirname, 'process.ts'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        ...process.env,
        ...{ TONGSHANG_LOG: 'silent', NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: join(tmpdir(), 'tongshang-compiled') },
      },
    })
    this.all.add(child)
    const awake = new Promise<ChildProcess>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`a process did not wake up: ${code}`)))
      child.once('message', () => {
        child.removeAllListeners('exit')
        resolve(child)
      })
    })
    awake.catch(() => {})
    return awake
  }
}
