/** Bytes of two chunks in one. Spreading them into arguments would overflow the stack on a flood. */
export function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other.slice()
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
