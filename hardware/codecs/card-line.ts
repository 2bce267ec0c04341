/*
 * What goes over the line to a card reader, one message a chunk: towards the card an APDU as it is; from the reader a byte that says what it is, and the
 * bytes themselves. The line is inside this program, so a message is never cut.
 */
const marks = { inserted: 1, removed: 2, answer: 3 } as const

export type CardMessage =
  | { readonly kind: 'inserted'; readonly atr: Uint8Array }
  | { readonly kind: 'removed' }
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }

export function encodeCardMessage(message: CardMessage): Uint8Array {
  const bytes = message.kind === 'inserted' ? message.atr : message.kind === 'answer' ? message.bytes : []
  return Uint8Array.of(marks[message.kind], ...bytes)
}

/** Undefined for a chunk that is no message. */
export function decodeCardMessage(chunk: Uint8Array): CardMessage | undefined {
  const rest = chunk.slice(1)
  switch (chunk[0]) {
    case marks.inserted:
      return { kind: 'inserted', atr: rest }
    case marks.removed:
      return { kind: 'removed' }
    case marks.answer:
      return { kind: 'answer', bytes: rest }
    default:
      return undefined
  }
}
