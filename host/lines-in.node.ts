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
