/**
 * How long a real reader takes, in milliseconds: its line carries a byte in eleven bits, each tag of an inventory and each exchange with a tag costs time in
 * the field, and between two commands there is silence. A FEIG reader at 38400 baud with even parity.
 */
export interface ReaderPace {
  readonly perByte: number
  readonly perTag: number
  readonly perRead: number
  readonly perWrite: number
  readonly silence: number
}

export const realPace: ReaderPace = { perByte: 11_000 / 38_400, perTag: 7, perRead: 12, perWrite: 22, silence: 5 }

/** The time between a request's first byte and its answer's last. */
export function paceOf(
  pace: ReaderPace,
  kind: string | undefined,
  bytes: { readonly request: number; readonly answer: number },
  tags: number,
): number {
  const inField =
    kind === 'inventory' ? pace.perTag * tags : kind?.startsWith('write') || kind === 'eas' ? pace.perWrite : pace.perRead
  return pace.perByte * (bytes.request + bytes.answer) + inField + pace.silence
}
