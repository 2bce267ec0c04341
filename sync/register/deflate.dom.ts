/** Bytes packed by the platform's own raw deflate. */
export function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return through(new CompressionStream('deflate-raw'), bytes)
}

/** The bytes again. Rejects where they are damaged. */
export function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  return through(new DecompressionStream('deflate-raw'), bytes)
}

/** Writer and reader by hand: through Blob and Response the same takes three times as long. */
async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const writer = stream.writable.getWriter()
  const written = Promise.all([writer.write(bytes as BufferSource), writer.close()])
  const chunks: Uint8Array[] = []
  const reader = stream.readable.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value)
  } finally {
    await written.catch(() => undefined)
  }
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
