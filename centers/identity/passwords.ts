import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Busy } from '#core/batch.ts'
import { newToken } from '#core/secrets.ts'

// 19 MiB and two passes, argon2id (the library's default): what current advice calls the minimum, about 50 ms here.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes in the thread pool, never on the server's loop. Refuses with `Busy` when too many wait. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password.normalize('NFKC'), cost))

/**
 * Whether the password is right. With no hash to compare (nobody has the handle, or no password) it takes as long and answers no,
 * so the time tells nothing.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const right = await inTurn(async () => verify(stored ?? (await nobodysHash()), password.normalize('NFKC'), cost))
  return stored !== null && right
}

let dummy: Promise<string> | undefined
/** Made when the doors open, or the first stranger would wait twice as long as others. */
export const nobodysHash = (): Promise<string> => {
  dummy ??= hash(newToken(), cost)
  return dummy
}

// A storm of sign-ins may fill the thread pool, where files and names are looked up too: it is given one place less than there are processors.
const places = Math.max(1, Math.min(3, availableParallelism() - 1))
const longest_queue = 200
let running = 0
const queue: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= places) {
    if (queue.length >= longest_queue) throw new Busy('password hashing is busy')
    await new Promise<void>((begin) => queue.push(begin))
  } else {
    running++
  }
  try {
    return await work()
  } finally {
    const next = queue.shift()
    if (next) next()
    else running--
  }
}
