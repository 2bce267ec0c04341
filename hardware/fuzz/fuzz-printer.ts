import { PrinterBytes } from '../codecs/escpos/printer-bytes.ts'
import { encodeSlip } from '../printing/encode-slip.ts'
import { Finding, type FuzzTarget } from './fuzz-target.ts'

const letters = 'abcåäöÅÄÖšžŠŽčđŋŧČĐŊŦ áâõ€–…?本🙂0123456789'

/** Printers: garbage that comes to one, and slips with any letters. */
export const fuzzPrinter: FuzzTarget = {
  name: 'printer',
  round(random) {
    const printer = new PrinterBytes()
    for (let chunks = 0; chunks < 4; chunks++) printer.push(random.bytes(random.below(100)))
    const text = random.text(letters, random.below(90))
    const wide = { kind: 'text', text, align: 'left', bold: false, big: random.below(2) === 0 } as const
    const commands = new PrinterBytes().push(encodeSlip([wide], { columns: 32 }))
    const questions = commands
      .flatMap(command => (command.kind === 'letters' ? [...command.bytes] : []))
      .filter(byte => byte === 0x3f)
    if (questions.length > [...text].filter(letter => letter === '?').length) throw new Finding(`a question mark for ${text}`)
    if (commands.at(-1)?.kind !== 'line-end' && !commands.some(({ kind }) => kind === 'cut')) throw new Finding(`no end: ${text}`)
  },
}
