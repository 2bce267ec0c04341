import type { Slip, SlipLine } from '../../host/slips.ts'

/** One row of paper: text that fits, or bars. */
export type SlipRow =
  | { readonly kind: 'text'; readonly text: string; readonly bold: boolean; readonly big: boolean }
  | { readonly kind: 'barcode'; readonly text: string; readonly align: 'left' | 'centre' | 'right' }

/** The slip cut to a paper's width, aligned with spaces: what a preview shows is what is printed. Nothing is left out; what is long is broken. */
export function slipRows(slip: Slip, columns: number): readonly SlipRow[] {
  return slip.flatMap(line => rowsOf(line, columns))
}

function rowsOf(line: SlipLine, columns: number): readonly SlipRow[] {
  switch (line.kind) {
    case 'space':
      return Array.from({ length: line.lines }, () => plain('', false))
    case 'rule':
      return [plain('-'.repeat(columns), false)]
    case 'barcode':
      return [line]
    case 'pair':
      return pairRows(line, columns)
    case 'text': {
      const width = line.big ? Math.floor(columns / 2) : columns
      return broken(line.text, width).map(text => ({
        kind: 'text',
        text: aligned(text, width, line.align),
        bold: line.bold,
        big: line.big,
      }))
    }
  }
}

/** The right side stands on the first row; the left one goes on beneath itself. */
function pairRows({ left, right, bold }: Extract<SlipLine, { kind: 'pair' }>, columns: number): readonly SlipRow[] {
  const width = columns - lengthOf(right) - 1
  if (width < 8) return [...broken(left, columns), ...broken(right, columns)].map(text => plain(text, bold))
  const [first = '', ...rest] = broken(left, width)
  const gap = ' '.repeat(columns - lengthOf(first) - lengthOf(right))
  return [plain(first + gap + right, bold), ...rest.map(text => plain(text, bold))]
}

function plain(text: string, bold: boolean): SlipRow {
  return { kind: 'text', text, bold, big: false }
}

/** Broken between words where that is possible. */
function broken(text: string, width: number): readonly string[] {
  const rows: string[] = []
  let row = ''
  for (const word of text
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .split(' ')) {
    let rest = word
    if (row !== '' && lengthOf(row) + 1 + lengthOf(rest) <= width) {
      row += ` ${rest}`
      continue
    }
    if (row !== '') rows.push(row)
    while (lengthOf(rest) > width) {
      rows.push([...rest].slice(0, width).join(''))
      rest = [...rest].slice(width).join('')
    }
    row = rest
  }
  return [...rows, row]
}

function aligned(text: string, width: number, align: 'left' | 'centre' | 'right'): string {
  const free = width - lengthOf(text)
  if (align === 'left') return text
  return ' '.repeat(align === 'right' ? free : Math.floor(free / 2)) + text
}

function lengthOf(text: string): number {
  return [...text].length
}
