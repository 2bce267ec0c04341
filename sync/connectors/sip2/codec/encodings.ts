/** How a server writes letters; nothing in the protocol tells, so it stands in the server's profile. */
export type Encoding = 'ascii' | 'latin1' | 'cp850' | 'utf8'

/** The upper half of code page 850, as the protocol's authors had it. */
const cp850 = `ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0`
const cp850Byte = new Map([...cp850].map((letter, index) => [letter, 128 + index] as const))

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const questionMark = 0x3f

export interface Decoded {
  readonly text: string
  /** As which the bytes could be read: Latin-1, which reads everything, where they are not what was expected. */
  readonly encoding: Encoding
}

/** Text of bytes. Written again in the encoding it says, the same bytes come out. */
export function textOf(bytes: Uint8Array, encoding: Encoding): Decoded {
  if (bytes.every(byte => byte < 128)) return { text: latin1Text(bytes), encoding }
  if (encoding === 'utf8') {
    try {
      return { text: utf8.decode(bytes), encoding }
    } catch {
      return { text: latin1Text(bytes), encoding: 'latin1' }
    }
  }
  if (encoding === 'cp850')
    return { text: Array.from(bytes, byte => (byte < 128 ? String.fromCharCode(byte) : cp850[byte - 128]!)).join(''), encoding }
  return { text: latin1Text(bytes), encoding: 'latin1' }
}

/** Bytes of text. Letters that the encoding lacks lose their accents, and are question marks where that does not help. */
export function bytesOf(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf8') return new TextEncoder().encode(text)
  return Uint8Array.from([...text].flatMap(letter => bytesOfLetter(letter, encoding)))
}

function bytesOfLetter(letter: string, encoding: Exclude<Encoding, 'utf8'>): readonly number[] {
  const byte = byteOf(letter, encoding)
  if (byte !== undefined) return [byte]
  const plain = [...letter.normalize('NFD').replace(/\p{M}/gu, '')]
  return plain.map(one => byteOf(one, encoding) ?? questionMark)
}

function byteOf(letter: string, encoding: Exclude<Encoding, 'utf8'>): number | undefined {
  const point = letter.codePointAt(0)!
  if (point < 128) return point
  if (encoding === 'latin1') return point < 256 ? point : undefined
  return encoding === 'cp850' ? cp850Byte.get(letter) : undefined
}

function latin1Text(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
