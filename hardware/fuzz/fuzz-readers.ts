import type { ByteStream } from '../../host/byte-stream.ts'
import * as padAnswers from '../codecs/3m810/answers.ts'
import { encodeFrame as encodePadFrame, padFraming } from '../codecs/3m810/frame.ts'
import { fromFrame as fromPadFrame } from '../codecs/3m810/requests.ts'
import * as feigAnswers from '../codecs/feig/answers.ts'
import { encodeFrame as encodeFeigFrame, feigFraming } from '../codecs/feig/frame.ts'
import { readBuffer } from '../codecs/feig/read-buffer.ts'
import { fromFrame as fromFeigFrame } from '../codecs/feig/requests.ts'
import { hexOf } from '../codecs/hex.ts'
import { PadReader3m } from '../drivers/3m810-reader.ts'
import { FeigReader } from '../drivers/feig-reader.ts'
import type { TagReader } from '../drivers/tag-reader.ts'
import { memoryLine } from '../transports/memory.ts'
import { PadTwin3m } from '../twins/3m810-twin.ts'
import { FeigTwin } from '../twins/feig-twin.ts'
import { Finding, type FuzzTarget } from './fuzz-target.ts'
import type { Random } from './random.ts'

/** How a protocol is thrown garbage at. */
interface Protocol {
  readonly name: string
  /** Frames that bytes in these pieces come to, encoded again. */
  framesIn(pieces: readonly Uint8Array[]): readonly string[]
  /** Every parser that gets what a frame holds. */
  parseAll(data: Uint8Array): void
  frame(random: Random, data: Uint8Array): Uint8Array
  /** A simulated reader with one tag in its field, and a driver that waits hardly at all. */
  pair(desk: ByteStream, device: ByteStream): { reader: TagReader; memory: Uint8Array; uid: string }
}

const hurry = 0.004
const book = { model: 'iso28560-3', id: '1620154429', owner: 'FI-Sm' } as const

const feig: Protocol = {
  name: 'feig',
  framesIn(pieces) {
    const framing = feigFraming('reader')
    const frames = [...pieces.flatMap(piece => framing.push(piece)), ...framing.afterSilence()]
    for (const frame of frames) fromFeigFrame(frame)
    return frames.map(frame => hexOf(encodeFeigFrame(frame)))
  },
  parseAll(data) {
    for (const parse of [
      feigAnswers.readInventory,
      feigAnswers.readBlocksAnswer,
      feigAnswers.readSystemInfo,
      feigAnswers.readReaderInfo,
      readBuffer,
    ])
      parse(data)
    fromFeigFrame({ advanced: false, address: 0, command: data[0] ?? 0, data: data.subarray(1) })
  },
  frame: (random, data) =>
    encodeFeigFrame({ advanced: random.below(2) === 0, address: 0, command: 0xb0, data: Uint8Array.of(0, ...data) }),
  pair(desk, device) {
    const { uid, memory } = new FeigTwin(device).shelf.put(book)
    return { reader: new FeigReader(desk, 'msb', hurry), memory, uid }
  },
}

const pad3m: Protocol = {
  name: '3m810',
  framesIn(pieces) {
    const framing = padFraming()
    const frames = [...pieces.flatMap(piece => framing.push(piece)), ...framing.afterSilence()]
    for (const frame of frames) fromPadFrame(frame)
    return frames.map(frame => hexOf(encodePadFrame(frame)))
  },
  parseAll(data) {
    for (const parse of [padAnswers.readInventory, padAnswers.readOldBlocks, padAnswers.readNewBlocks, padAnswers.readTagInfo])
      parse(data)
    const frame = { probe: false, payload: Uint8Array.of(data[0] ?? 0, ...data) }
    const answer = padAnswers.answerOf(frame)
    if (answer) padAnswers.uidOf(answer)
    fromPadFrame(frame)
  },
  frame: (_, data) => encodePadFrame({ probe: false, payload: Uint8Array.of(0x02, 0, ...data) }),
  pair(desk, device) {
    const { uid, memory } = new PadTwin3m(device).shelf.put(book)
    return { reader: new PadReader3m(desk, hurry), memory, uid }
  },
}

/** Readers' protocols: garbage on the line, frames with wrong bits, and a driver whose line makes mistakes. */
export const fuzzReaders: readonly FuzzTarget[] = [feig, pad3m].map(protocol => ({
  name: protocol.name,
  async round(random) {
    garbage(protocol, random)
    wrongBits(protocol, random)
    if (random.below(50) === 0) await badLine(protocol, random)
  },
}))

function garbage(protocol: Protocol, random: Random): void {
  const bytes = random.bytes(random.below(200))
  const whole = hexOf(bytes)
  for (const frame of protocol.framesIn(inPieces(bytes, random))) {
    if (!whole.includes(frame)) throw new Finding(`a frame that did not come: ${frame} in ${whole}`)
  }
  protocol.parseAll(random.bytes(random.below(80)))
}

/** Up to three wrong bits are always found by the checksum: nothing of the frame's own length may come out but the frame. */
function wrongBits(protocol: Protocol, random: Random): void {
  const frame = protocol.frame(random, random.bytes(1 + random.below(60)))
  const sent = hexOf(frame)
  if (!protocol.framesIn(inPieces(frame, random)).includes(sent)) throw new Finding(`lost: ${sent}`)
  const wrong = frame.slice()
  for (let flips = 1 + random.below(3); flips > 0; flips--) wrong[random.below(wrong.length)]! ^= 1 << random.below(8)
  const heard = hexOf(wrong)
  for (const got of protocol.framesIn(inPieces(wrong, random))) {
    if (got.length === sent.length && got !== sent) throw new Finding(`${sent} was heard as ${heard}`)
  }
}

/** A driver on a line that makes mistakes reads what is on the tag, or says that it could not. */
async function badLine(protocol: Protocol, random: Random): Promise<void> {
  const line = memoryLine()
  const { reader, memory, uid } = protocol.pair(mistaken(line.desk, random), line.device)
  for (let reads = 0; reads < 6; reads++) {
    const read = await reader.readBlocks(uid, reads, 4).catch(() => undefined)
    const said = memory.subarray(reads * 4, reads * 4 + 16)
    if (read && hexOf(read) !== hexOf(said.subarray(0, read.length)))
      throw new Finding(`read ${hexOf(read)}, on the tag is ${hexOf(said)}`)
    const afi = await reader.readAfi(uid).catch(() => undefined)
    if (afi !== undefined && afi !== 0x07) throw new Finding(`AFI ${afi}, on the tag is 7`)
  }
  await line.desk.close()
}

/** What comes over it has wrong bits, is doubled, delayed or missing now and then. */
function mistaken(stream: ByteStream, random: Random): ByteStream {
  return {
    write: bytes => stream.write(bytes),
    onClose: listener => stream.onClose(listener),
    close: () => stream.close(),
    onBytes(listener) {
      return stream.onBytes(bytes => {
        for (const piece of inPieces(bytes, random)) {
          const heard = piece.slice()
          const fault = random.below(24)
          if (fault === 0) heard[random.below(heard.length)]! ^= 1 << random.below(8)
          if (fault === 1) listener(heard)
          if (fault === 2) setTimeout(() => listener(heard), 5 + random.below(12))
          if (fault > 3) listener(heard)
        }
      })
    },
  }
}

function inPieces(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(12)
    pieces.push(bytes.slice(at, at + length))
    at += length
  }
  return pieces
}
