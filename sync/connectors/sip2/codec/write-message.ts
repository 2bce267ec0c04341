import { checksumOf } from './checksum.ts'
import { bytesOf, type Encoding } from './encodings.ts'
import { type Code, type Fixed, layouts } from './layouts.ts'
import type { AnyMessage, Message } from './message.ts'

/** A field's value is cut after so many bytes; longer ones are lost in many servers, and not all count letters. */
export const longestValue = 255

/**
 * The bytes of a message without its terminator. With a sequence number it ends in a checksum over the bytes in this encoding. Parts of the
 * fixed part that are too short are filled up with blanks, and what could not stand in a message is left out of values.
 */
export function writeMessage(message: AnyMessage, encoding: Encoding): Uint8Array {
  const { code, fields, sequence, isOpen } = message
  const parts = layouts[code] as readonly (readonly [string, number])[]
  const { fixed: values } = message
  let text =
    code +
    parts
      .map(([name, width]) =>
        ascii(values[name] ?? '')
          .slice(0, width)
          .padEnd(width),
      )
      .join('')
  for (const [id, value] of fields) text += `${id}${clean(value)}|`
  if (isOpen && text.endsWith('|')) text = text.slice(0, -1)
  if (sequence === undefined) return bytesOf(text, encoding)
  const summed = bytesOf(`${text}AY${sequence % 10}AZ`, encoding)
  return joined(summed, bytesOf(checksumOf(summed), 'ascii'))
}

/** A message with one field for each value given; those that are undefined are left out. */
export function message<C extends Code>(
  code: C,
  fixed: Fixed<C>,
  fields: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): Message<C> {
  const list = Object.entries(fields).flatMap(([id, value]) =>
    value === undefined ? [] : [value].flat().map(one => [id, cut(one)] as const),
  )
  return { code, fixed: fixed as Message<C>['fixed'], fields: list }
}

function clean(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the message or begin another
  return value.replace(/[\u0000-\u001f\u007f]/g, '').replaceAll('|', '&#124;')
}

/** The fixed part is counted in characters and in bytes alike. */
function ascii(value: string): string {
  return value.replace(/[^\u0020-\u007e]/g, '?')
}

function cut(value: string): string {
  const bytes = new TextEncoder().encode(value)
  if (bytes.length <= longestValue) return value
  let end = longestValue
  while ((bytes[end]! & 0xc0) === 0x80) end--
  return new TextDecoder().decode(bytes.subarray(0, end))
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
