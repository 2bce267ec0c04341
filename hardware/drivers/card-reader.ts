import { type ByteStream, DeviceError } from '../../host/byte-stream.ts'
import { decodeCardMessage } from '../codecs/card-line.ts'
import {
  askBlock,
  askUid,
  type CardAnswer,
  cardMakeOf,
  cardNumberOf,
  formatUid,
  readAnswer,
  type UidFormat,
} from '../codecs/pcsc.ts'
import { readTag } from '../codecs/tags/read-tag.ts'
import type { DeviceEvent, Driver } from './driver.ts'

const answerMs = 2000
const blocksOfTag = 8

/**
 * Card readers on PC/SC: a card that is laid on is a scan of its number. `uid=decimal`, `reversed=1`, `bytes=4`, `pad=10` in the address say how the library
 * system writes the number. Library cards with a data model (ISO 15693) are read as what they say.
 */
export const cardReaderDriver: Driver = {
  name: 'pcsc',
  makes: 'scanner',
  async start(stream, onEvent, setting) {
    const format = formatOf(setting?.address ?? '')
    const cards = new CardLine(stream)
    cards.onInserted = atr => {
      readCard(cards, atr, format).then(onEvent, () => onEvent({ kind: 'unreadable', why: 'the card was taken away too soon' }))
    }
    stream.onClose(why => {
      cards.end()
      onEvent({ kind: 'gone', why })
    })
    return { name: 'PC/SC', close: () => stream.close() }
  },
}

async function readCard(cards: CardLine, atr: Uint8Array, format: UidFormat): Promise<DeviceEvent> {
  if (cardMakeOf(atr)?.standard === 'ISO 15693-3') {
    const id = await libraryIdOf(cards)
    if (id !== undefined) return { kind: 'scan', text: id }
  }
  const number = cardNumberOf(await cards.ask(askUid))
  if (number.kind === 'number') return { kind: 'scan', text: formatUid(number.uid, format) }
  if (number.kind === 'random') return { kind: 'unreadable', why: 'this card or telephone has another number each time' }
  return { kind: 'unreadable', why: 'the card has no number' }
}

/** The id that a tag of one of the library's data models says. */
async function libraryIdOf(cards: CardLine): Promise<string | undefined> {
  const memory: number[] = []
  for (let block = 0; block < blocksOfTag; block++) {
    const answer = await cards.ask(askBlock(block))
    if (answer.kind !== 'done' || answer.data.length !== 4) break
    memory.push(...answer.data)
  }
  const reading = readTag(Uint8Array.from(memory))
  return reading.kind === 'tag' ? reading.tag.id : undefined
}

function formatOf(address: string): UidFormat {
  const wish = new URLSearchParams(address.split('?')[1] ?? '')
  const [bytes, pad] = [Number(wish.get('bytes')), Number(wish.get('pad'))]
  return {
    base: wish.get('uid') === 'decimal' ? 'decimal' : 'hex',
    reversed: wish.get('reversed') === '1',
    ...(bytes > 0 && { bytes }),
    ...(pad > 0 && { pad }),
  }
}

/** One question at a time; a card that goes away answers nothing more. */
class CardLine {
  onInserted: (atr: Uint8Array) => void = () => {}
  private readonly stream: ByteStream
  private hear: ((answer: CardAnswer) => void) | undefined
  private fail: ((error: Error) => void) | undefined

  constructor(stream: ByteStream) {
    this.stream = stream
    stream.onBytes(chunk => {
      const message = decodeCardMessage(chunk)
      if (message?.kind === 'answer') this.hear?.(readAnswer(message.bytes))
      if (message?.kind === 'removed') this.end()
      if (message?.kind === 'inserted') this.onInserted(message.atr)
    })
  }

  async ask(apdu: Uint8Array): Promise<CardAnswer> {
    const answer = new Promise<CardAnswer>((resolve, reject) => {
      this.hear = resolve
      this.fail = reject
    })
    answer.catch(() => undefined)
    const timer = setTimeout(() => this.fail?.(new DeviceError('time-out', 'the card did not answer')), answerMs)
    try {
      await this.stream.write(apdu)
      return await answer
    } finally {
      clearTimeout(timer)
      this.hear = undefined
    }
  }

  end(): void {
    this.fail?.(new DeviceError('gone', 'the card was taken away'))
  }
}
