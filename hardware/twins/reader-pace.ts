/**
 * How long a real reader takes, in milliseconds: its line carries a byte in eleven bits, each tag that an inventory finds, each exchange with a tag and each
 * block costs time in the field (ISO 15693 at its high data rate), a write takes a tag up to twenty, and between two commands there is silence.
 */
export interface ReaderPace {
  readonly perByte: number
  readonly perTag: number
  readonly perExchange: number
  readonly perBlock: number
  readonly perWrite: number
  readonly silence: number
}

/** A FEIG reader at 38400 baud with even parity. */
export const realPace: ReaderPace = {
  perByte: 11_000 / 38_400,
  perTag: 10,
  perExchange: 5,
  perBlock: 1.6,
  perWrite: 20,
  silence: 5,
}

/** What is asked, as far as it costs time. */
export interface PacedRequest {
  readonly kind: string
  readonly count?: number
}

/** The time between a request's first byte and its answer's last. `tags`: those that an inventory finds. */
export function paceOf(pace: ReaderPace, asked: PacedRequest | undefined, bytes: number, tags: number): number {
  return pace.perByte * bytes + fieldTime(pace, asked, tags) + pace.silence
}

function fieldTime(
  { perTag, perExchange, perBlock, perWrite }: ReaderPace,
  asked: PacedRequest | undefined,
  tags: number,
): number {
  switch (asked?.kind) {
    case undefined:
    case 'software-version':
      return 0
    case 'inventory':
      return perExchange + perTag * tags
    case 'read-blocks':
      return perExchange + perBlock * (asked.count ?? 1)
    case 'write-blocks':
    case 'write-afi':
    case 'write-dsfid':
    case 'eas':
      return perExchange + perWrite
    default:
      return perExchange + 4 * perBlock
  }
}
