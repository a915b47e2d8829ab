/** Stops at a state that cannot be; the sentence says which promise would have been broken. */
export function assert(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new Bug(promise)
}

/** A mistake in our code, never in the input: answered as 500 and logged whole. */
export class Bug extends Error {
  override name = 'Bug'
}
