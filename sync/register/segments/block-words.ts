import type { Patron, PatronBlock } from '../../../circulation/patron.ts'

type Blocks = Pick<Patron, 'blocks'> & { readonly barredUntil?: string | undefined }

const until = 'until:'

/** Blocks as words, and the last day of the bar as one more: a reader that does not know that word bars all the same. */
export function blockWords({ blocks, barredUntil }: Blocks): string {
  return [...blocks, ...(barredUntil === undefined ? [] : [until + barredUntil])].join(' ')
}

export function blocksIn(text: string): Blocks {
  const at = text.indexOf(until)
  const words = at < 0 ? text : text.slice(0, at)
  const blocks = words.split(' ').filter(word => word !== '') as PatronBlock[]
  return { blocks, ...(at >= 0 && { barredUntil: text.slice(at + until.length) }) }
}
