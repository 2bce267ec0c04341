/** One extension block behind the basic block of ISO 28560-3. */
export interface ExtensionBlock {
  readonly id: number
  readonly payload: Uint8Array
}

/** One that was read, with all its bytes. */
export interface ReadBlock extends ExtensionBlock {
  readonly frame: Uint8Array
}

/** Fields of the structured blocks; `media` is one byte, the rest are texts ended by 00. */
const fields: Readonly<Record<number, readonly string[]>> = {
  1: ['media', 'alternativeId', 'otherOwner'],
  2: ['supplier', 'localProduct', 'order', 'invoice', 'gs1', 'supplyStage'],
  3: ['shelf', 'marcMedia', 'onixMedia', 'subsidiary'],
  4: ['title'],
  5: ['illInstitution', 'illTransaction', 'alternativeIll'],
}

/**
 * The blocks from `memory[0]` on: length (of the whole block), number (low byte first; FF means that two more bytes follow), a byte that makes all
 * exclusive-or to 0, payload. A length of 0 ends them, of 1 is a filler. A block with a wrong check byte is left out, the ones behind it count.
 */
export function readBlocks(memory: Uint8Array): readonly ReadBlock[] {
  const blocks: ReadBlock[] = []
  let at = 0
  while (at < memory.length) {
    const length = memory[at]!
    if (length === 0) break
    const block = memory.subarray(at, at + length)
    at += length
    if (length === 1) continue
    const far = block[2] === 0xff
    const payload = far ? 6 : 4
    if (block.length < length || length < payload) break
    if (block.reduce((check, byte) => check ^ byte, 0) !== 0) continue
    const id = far ? block[1]! | (block[3]! << 8) | (block[4]! << 16) : block[1]! | (block[2]! << 8)
    blocks.push({ id, payload: block.slice(payload), frame: block.slice() })
  }
  return blocks
}

/** Bytes of blocks, without the 00 behind them. Only two-byte numbers are written. */
export function writeBlocks(blocks: readonly ExtensionBlock[]): Uint8Array {
  return Uint8Array.from(
    blocks.flatMap(({ id, payload }) => {
      const frame = [payload.length + 4, id & 0xff, id >> 8, ...payload]
      frame.splice(
        3,
        0,
        frame.reduce((check, byte) => check ^ byte, 0),
      )
      return frame
    }),
  )
}

/** Named fields of the structured blocks; empty ones are left out. */
export function fieldsOf(blocks: readonly ExtensionBlock[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const { id, payload } of blocks) {
    const names = fields[id] ?? []
    let rest = payload
    for (const name of names) {
      if (rest.length === 0) break
      const end = name === 'media' ? 1 : rest.includes(0) ? rest.indexOf(0) : rest.length
      const value = name === 'media' ? String(rest[0]) : new TextDecoder().decode(rest.subarray(0, end))
      if (value) found[name] = value
      rest = rest.subarray(name === 'media' ? 1 : end + 1)
    }
  }
  return found
}

/** The blocks that hold these fields; trailing empty fields and the 00 behind the last one are left out. Names of other models are not for here: they come back as `left`. */
export function blocksOf(more: Readonly<Record<string, string>>): {
  readonly blocks: readonly ExtensionBlock[]
  readonly left: readonly string[]
} {
  const known = Object.values(fields).flat()
  const blocks = Object.entries(fields).flatMap(([id, names]) => {
    const last = names.findLastIndex(name => more[name])
    if (last < 0) return []
    const payload = names
      .slice(0, last + 1)
      .flatMap(name => (name === 'media' ? [Number(more.media ?? 0)] : [...new TextEncoder().encode(more[name] ?? ''), 0]))
    return [{ id: Number(id), payload: Uint8Array.from(names[last] === 'media' ? payload : payload.slice(0, -1)) }]
  })
  return { blocks, left: Object.keys(more).filter(name => !known.includes(name)) }
}
