/** What we use of autocannon 9; the types others publish lack half of it. */
declare module 'autocannon' {
  interface Load {
    on(name: 'response', heard: (client: unknown, status: number, bytes: number, took_ms: number) => void): Load
    stop(): void
  }
  export default function autocannon(
    options: object,
    done: (error: Error | null, result: { errors: number; timeouts: number }) => void,
  ): Load
}
