import type { Code, Fixed } from './layouts.ts'

/** A variable field: two characters and a value, as it came. */
export type Field = readonly [id: string, value: string]

/** A message of one kind, with the parts of its fixed part by name. */
export interface Message<C extends Code> extends AnyMessage {
  readonly code: C
  readonly fixed: Fixed<C> & Readonly<Record<string, string>>
}

/** Any message of either side. Fields keep their order, also those that nobody knows and those that repeat. */
export interface AnyMessage {
  readonly code: Code
  readonly fixed: Readonly<Record<string, string>>
  readonly fields: readonly Field[]
  /** 0 to 9, where the message carries one: it then carries a checksum too. */
  readonly sequence?: number
  /** Its last field came without the bar that ends it. */
  readonly isOpen?: true
}

/** The first value of a field as people write it: composed letters, and the bar that a server had to escape. */
export function textIn(message: Pick<AnyMessage, 'fields'>, id: string): string | undefined {
  const found = message.fields.find(([one]) => one === id)
  return found && asWritten(found[1])
}

/** Every value of a field that may repeat, in order. */
export function textsIn(message: Pick<AnyMessage, 'fields'>, id: string): readonly string[] {
  return message.fields.flatMap(([one, value]) => (one === id ? asWritten(value) : []))
}

function asWritten(value: string): string {
  return value.replaceAll('&#124;', '|').normalize('NFC')
}
