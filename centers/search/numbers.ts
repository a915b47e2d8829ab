/** A larger list of the same numbers. */
export function grown<Numbers extends Int32Array | Uint8Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}

/** Whole numbers that become more and more, without a gap between them. */
export class Row {
  values = new Int32Array(4)
  length = 0
  add(value: number): void {
    if (this.length === this.values.length) this.values = grown(this.values, new Int32Array(Math.ceil(this.length * 1.6)))
    this.values[this.length++] = value
  }
}
