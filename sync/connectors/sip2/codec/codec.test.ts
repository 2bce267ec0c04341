import { describe, expect, test } from 'vitest'
import { checksumOf, isSumOf } from './checksum.ts'
import { endOfDay, libraryDay, noDate, readDate, sipDate } from './dates.ts'
import { bytesOf, textOf } from './encodings.ts'
import { answerTo, type Code, type Fixed, layouts } from './layouts.ts'
import { type AnyMessage, textIn, textsIn } from './message.ts'
import { readMessages } from './read-message.ts'
import { LineSplitter, longestLine } from './split-lines.ts'
import { message, writeMessage } from './write-message.ts'

const bytes = (text: string) => bytesOf(text, 'latin1')
const text = (written: Uint8Array) => textOf(written, 'latin1').text
const read = (line: string | Uint8Array) => readMessages(typeof line === 'string' ? bytes(line) : line, 'utf8')
const readOne = (line: string | Uint8Array): AnyMessage => {
  const [found] = read(line)
  if (found?.kind !== 'message') throw new Error(`unreadable: ${line}`)
  return found.message
}

/** Computed by hand from the protocol's rule, four blanks in every date. */
const checked = `9900802.00AY1AZFCA0
990   2.00AY0AZFCD9
9300CNsipuser|COsippass|CPBUS1|AY0AZF37C
9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZEC7B
941AY0AZFDFD
98YYYYYN60000320260101    0900002.00AOVAASA|BXYYYYYYYYYYYNYYYY|AY1AZEDED
2300720260101    090000AOVAASA|AAK123|AC|AD1234|AY4AZF344
6300720260101    090000  Y       AOVAASA|AAK123|AC|AY4AZF392
11YY20260101    09000020260129    235900AOVAASA|AAK123|ABB456|AC|AY3AZEFCF
121NNY20260101    090001AOVAASA|AAK123|ABB456|AJTitle|AH20260129    235900|AY3AZEC4B
09N20260101    09000020260101    090000AP|AOVAASA|AB1234567890|AC|AY2AZEFE7
101YNN20260101    090001AOVAASA|AB1234567890|AQMAIN|AJTitle|AY2AZEF1C
1720260101    090000AOVAASA|ABB456|AY5AZF6A1
3520260101    090000AOVAASA|AAK123|AY6AZF6A1
3720260101    0900000100EURBV4.50|AOVAASA|AAK123|BKbus1-42|AY7AZEFFF`.split('\n')

describe('checksums', () => {
  test.each(checked)('[SP2] %s', line => {
    const [found, ...others] = read(line)
    expect(others).toEqual([])
    expect(found).toMatchObject({ kind: 'message', sum: 'right' })
    expect(text(writeMessage(readOne(line), 'ascii'))).toBe(line)
    const wrong = line.replace(/^(..)./, '$1X')
    expect(read(wrong)).toMatchObject([{ sum: 'wrong' }])
  })

  test('[SP2] 96 and 97 have a checksum and no number', () => {
    expect(checksumOf(bytes('97AZ'))).toBe('FEF5')
    expect(checksumOf(bytes('96AZ'))).toBe('FEF6')
  })

  test('[SP2] the sum depends on the encoding', () => {
    const sums = (['utf8', 'latin1', 'cp850'] as const).map(encoding => checksumOf(bytesOf('AJÄiti|AY0AZ', encoding)))
    expect(sums).toEqual(['FB07', 'FB8A', 'FBC0'])
  })

  test('[SP2] small letters, blanks for zeros, and the sum of code points are right; another is not', () => {
    const title = '1720260101    090000AJaċ|AY5AZ'
    const points = checksumOf([...title].map(letter => letter.codePointAt(0)!))
    expect(readMessages(bytesOf(title + points, 'utf8'), 'utf8')).toMatchObject([{ sum: 'right' }])
    expect(readMessages(bytesOf(title + points.toLowerCase(), 'utf8'), 'utf8')).toMatchObject([{ sum: 'right' }])
    expect(readMessages(bytesOf(`${title}0000`, 'utf8'), 'utf8')).toMatchObject([{ sum: 'wrong' }])
    expect(isSumOf('  1F', Array(255).fill(255).concat([224]))).toBe(checksumOf(Array(255).fill(255).concat([224])) === '001F')
  })
})

describe('text', () => {
  test('[SP3] each encoding gives the same bytes again, and Nordic letters in code page 850 are where they should be', () => {
    for (const encoding of ['latin1', 'cp850', 'utf8'] as const)
      expect(textOf(bytesOf('ÄÅÖäåöé', encoding), encoding).text).toBe('ÄÅÖäåöé')
    expect([...bytesOf('ÄÅÖäåöéæø', 'cp850')]).toEqual([0x8e, 0x8f, 0x99, 0x84, 0x86, 0x94, 0x82, 0x91, 0x9b])
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    for (const encoding of ['ascii', 'latin1', 'cp850', 'utf8'] as const) {
      const read = textOf(all, encoding)
      expect(bytesOf(read.text, read.encoding)).toEqual(all)
    }
  })

  test('[SP3] what an encoding lacks loses its accent, and is a question mark where that does not help', () => {
    expect(text(bytesOf('Jääskeläinen Č', 'ascii'))).toBe('Jaaskelainen C')
    expect(text(bytesOf('Č世', 'latin1'))).toBe('C?')
  })

  test('[SP3] people see composed letters and the bar that was escaped; the message keeps the bytes', () => {
    const line = bytesOf('1803020120260101    090000AB1|AJsinfo\u0301nicos A&#124;B|', 'utf8')
    const found = readOne(line)
    expect(textIn(found, 'AJ')).toBe('sinfónicos A|B')
    expect(writeMessage(found, 'utf8')).toEqual(line)
  })

  test('[SP3] a value ends after 255 bytes, not within a letter', () => {
    const { fields } = message('96', {} as Fixed<'96'>, { AJ: 'ä'.repeat(200) })
    expect(new TextEncoder().encode(fields[0]![1])).toHaveLength(254)
    expect(fields[0]![1]).not.toContain('\ufffd')
  })
})

describe('lines', () => {
  const stream = bytes('941\r\n\r\n98x\n12y\r')

  test('[SP4] CR, LF and both end a message, however the chunks fall', () => {
    for (let size = 1; size <= stream.length; size++) {
      const splitter = new LineSplitter()
      const lines: string[] = []
      for (let at = 0; at < stream.length; at += size)
        lines.push(...splitter.push(stream.subarray(at, at + size)).map(line => text(line.bytes)))
      expect(lines).toEqual(['941', '98x', '12y'])
      expect(splitter.rest()).toBeUndefined()
    }
  })

  test('[SP4] a line without an end takes no more memory than the longest message', () => {
    const splitter = new LineSplitter()
    for (let round = 0; round < 10; round++) expect(splitter.push(new Uint8Array(longestLine / 4).fill(65))).toEqual([])
    expect(splitter.rest()).toMatchObject({ isCut: true, bytes: { length: longestLine } })
    expect(splitter.push(bytes('941\r'))).toMatchObject([{ isCut: false }])
  })
})

describe('broken messages', () => {
  test('[SP5] every cut of a message is unreadable, or says that its checksum is wrong or missing', () => {
    const whole = '121NNY20260101    090001AOVAASA|AAK123|ABB456|AJTitle|AH20260129    235900|AY3AZEC4B'
    for (let end = 0; end < whole.length; end++) {
      const [found] = read(whole.slice(0, end))
      if (end < 24) expect(found?.kind === 'message').toBe(false)
      else expect(found).toMatchObject({ kind: 'message', sum: end < whole.length - 4 ? 'absent' : 'wrong' })
    }
  })

  test('[SP5] messages whose terminators were lost are taken apart', () => {
    const status = '98YYYYYN60000320260101    0900002.00AOVAASA|BXYYYYYYYYYYYNYYYY|AY1AZEDED'
    const codes = (line: string) => read(line).map(found => (found.kind === 'message' ? found.message.code : found.why))
    expect(codes(`941AY0AZFDFD${status}`)).toEqual(['94', '98'])
    expect(codes(`941${status}`)).toEqual(['94', '98'])
    expect(codes(`101YNN20260101    090001AOVAASA|AB1|${status}`)).toEqual(['10', '98'])
    expect(read(`941${status}`)).toMatchObject([{ sum: 'absent' }, { sum: 'right' }])
  })

  test('[SP5] telnet bytes before a message are none of it; what is no message says so', () => {
    expect(readOne(Uint8Array.of(0xff, 0xfd, 0x18, 0x0a, ...bytes('941')))).toMatchObject({ code: '94' })
    expect(read('Login OK.  Initiating SIP')).toEqual([{ kind: 'unreadable', why: 'no-code' }])
    expect(read('')).toEqual([])
  })

  test('[SP7] a value can neither end a message nor begin another', () => {
    const bad = message('17', { at: noDate }, { AO: 'x', AB: '1|AZ0000\r\n09N' })
    const written = text(writeMessage(bad, 'ascii'))
    expect(written).not.toMatch(/[\r\n]/)
    expect(textsIn(readOne(written), 'AB')).toEqual(['1|AZ000009N'])
  })

  test('[SP1] every message of both sides is written and read with all its parts', () => {
    const requests = new Set<string>([...Object.keys(answerTo), ...Object.values(answerTo), '96', '97'])
    expect(new Set(Object.keys(layouts))).toEqual(requests)
    for (const code of Object.keys(layouts) as Code[]) {
      const fixed = Object.fromEntries(layouts[code].map(([name, width], index) => [name, String(index % 10).repeat(width)]))
      const sent = { ...message(code, fixed as Fixed<Code>, { AA: '1', ZZ: ['unknown', 'twice'] }), sequence: 7 }
      expect(readOne(writeMessage(sent, 'utf8'))).toEqual(sent)
    }
  })
})

describe('dates', () => {
  test.each([
    ['20261206    112904', { day: '2026-12-06', time: '11:29:04' }],
    ['20261206    000000', { day: '2026-12-06', time: '00:00:00' }],
    ['20261121   Z120000', { day: '2026-11-21', time: '12:00:00', isUtc: true }],
    ['2026-12-06', { day: '2026-12-06' }],
    ['20261206', { day: '2026-12-06' }],
    ['2026-11-29 23:59:59', { day: '2026-11-29', time: '23:59:59' }],
    ['6.12.2026', { day: '2026-12-06' }],
    ['0', undefined],
    ['', undefined],
    [noDate, undefined],
    ['20261340', undefined],
    ['2026-02-30', undefined],
    ['XXXXXXXX    XXXXXX', undefined],
    ['3 / 3', undefined],
  ])('[SP6] "%s"', (written, expected) => expect(readDate(written)).toEqual(expected))

  test("[SP6] times are sent as the library's clock shows them, also on the days when it changes", () => {
    expect(sipDate('2026-01-15T22:30:00Z', 'Europe/Helsinki')).toBe('20260116    003000')
    expect(sipDate('2026-07-15T22:30:00Z', 'Europe/Helsinki')).toBe('20260716    013000')
    expect(endOfDay('2026-12-06')).toBe('20261206    235900')
    expect(libraryDay({ day: '2026-11-21', time: '23:30:00', isUtc: true }, 'Europe/Helsinki')).toBe('2026-11-22')
    expect(libraryDay({ day: '2026-11-21', time: '23:30:00' }, 'Europe/Helsinki')).toBe('2026-11-21')
  })
})
