/** A small generator, so that a seed tells the story again. */
export function dice(seed: number): (below: number) => number {
  let state = seed % 2147483647 || 1
  return (below) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}
