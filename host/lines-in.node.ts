import type { FileHandle } from 'node:fs/promises'

const lineFeed = 10

/**
 * The whole lines of UTF-8 bytes that end with a line feed. Read in parts that end at one: no runtime makes one text of half a gigabyte, and a log
 * of some years is longer.
 */
export function linesIn(bytes: Buffer, bytesAtOnce = 64 * 1024 * 1024): readonly string[] {
  const parts: (readonly string[])[] = []
  for (let from = 0; from < bytes.length; ) {
    const to = endOfPart(bytes, from, bytesAtOnce)
    parts.push(bytes.toString('utf8', from, to).split('\n'))
    from = to + 1
  }
  return parts.length === 1 ? parts[0]! : parts.flat()
}

/** The last line feed within the part; of a line that is longer than a part, its own. */
function endOfPart(bytes: Buffer, from: number, bytesAtOnce: number): number {
  if (bytes.length - from <= bytesAtOnce) return bytes.length - 1
  const last = bytes.lastIndexOf(lineFeed, from + bytesAtOnce - 1)
  return last >= from ? last : bytes.indexOf(lineFeed, from)
}

const readAtOnce = 4 * 1024 * 1024

/** Where the last whole line of a file of that many bytes ends. */
export async function endOfLines(file: Pick<FileHandle, 'read'>, size: number): Promise<number> {
  const bytes = Buffer.alloc(Math.min(readAtOnce, size))
  for (let to = size; to > 0; ) {
    const from = Math.max(0, to - bytes.length)
    await readAll(file, bytes.subarray(0, to - from), from)
    const last = bytes.subarray(0, to - from).lastIndexOf(lineFeed)
    if (last >= 0) return from + last + 1
    to = from
  }
  return 0
}

/** Hands on the lines of the first so many bytes, which end with a line feed, behind the first `skip` lines. Resolves to how many lines there are. */
export async function linesInParts(
  file: Pick<FileHandle, 'read'>,
  size: number,
  skip: number,
  take: (lines: readonly string[]) => Promise<void>,
): Promise<number> {
  let count = 0
  /** What was read of a line that has not ended. */
  let begun: Buffer[] = []
  for (let at = 0; at < size; at += readAtOnce) {
    const bytes = Buffer.alloc(Math.min(readAtOnce, size - at))
    await readAll(file, bytes, at)
    let from = 0
    for (; count < skip; count++) {
      const end = bytes.indexOf(lineFeed, from)
      if (end < 0) break
      from = end + 1
    }
    const last = count < skip ? -1 : bytes.lastIndexOf(lineFeed)
    if (last >= from) {
      const lines = linesIn(Buffer.concat([...begun, bytes.subarray(from, last + 1)]))
      begun = []
      from = last + 1
      count += lines.length
      await take(lines)
    }
    if (count >= skip && from < bytes.length) begun.push(bytes.subarray(from))
  }
  return count
}

async function readAll(file: Pick<FileHandle, 'read'>, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done)
    if (bytesRead === 0) throw new Error('the file became shorter while it was read')
    done += bytesRead
  }
}
