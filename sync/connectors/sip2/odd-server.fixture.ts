import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { MemoryTables } from '../builtin/memory-tables.fixture.ts'
import { checksumOf } from './codec/checksum.ts'
import { sip2Settings } from './configuration.ts'
import { opener } from './open-link.node.ts'
import { type Sip2Ports, sip2Library } from './sip2-library.ts'

const at = '20261118    120000'

/** What a server does otherwise than it should. */
export interface Oddness {
  /** The answer in place of the usual one: `close` hangs up, `nothing` says nothing. */
  answer?(code: string, usual: string, request: string): string | 'close' | 'nothing'
  /** CR if not said. */
  readonly ending?: string
  /** Numbers and checksums are left out of answers. */
  readonly unchecked?: boolean
  readonly encoding?: 'utf8' | 'latin1'
  /** After its answers to these it hangs up, and hears nothing more. */
  readonly hangsUpAfter?: readonly string[]
}

/** A server written for its oddities alone: items by barcode with the card that has them, everybody known, nothing asked. */
export async function oddServer(
  oddness: Oddness = {},
  profile: Record<string, unknown> = {},
  more: Pick<Sip2Ports, 'wasOnItsWay'> = {},
) {
  const { answer = (_, usual) => usual, ending = '\r', encoding = 'utf8', hangsUpAfter, unchecked } = oddness
  const loans = new Map<string, string>()
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const deaf = new Set<Socket>()
  const reply = (socket: Socket, request: string): unknown => {
    if (deaf.has(socket)) return undefined
    const code = request.slice(0, 2)
    heard.push(code)
    const said = answer(code, usualAnswer(request, loans), request)
    if (said === 'nothing') return undefined
    if (said === 'close') return socket.destroy()
    const number = /AY(\d)AZ.{4}$/.exec(request)?.[1]
    const begun = `${said}AY${number}AZ`
    const whole = unchecked || number === undefined || said === '96' ? said : begun + checksumOf(Buffer.from(begun, encoding))
    const bytes = Buffer.from(whole + ending, encoding)
    if (!hangsUpAfter?.includes(code)) return socket.write(bytes)
    deaf.add(socket)
    return socket.end(bytes)
  }
  const server = createServer(socket => {
    sockets.add(socket)
    let rest = ''
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', bytes => {
      const lines = (rest + bytes.toString('latin1')).split('\r')
      rest = lines.pop()!
      for (const line of lines) reply(socket, line)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const tables = new MemoryTables()
  const item = (barcode: string) => {
    const rest = { titleId: `t-${barcode}`, title: barcode, homeBranch: 'BUS', circulationStatus: 'ok' } as const
    return { kind: 'put-item', item: { barcode, ...rest } } as const
  }
  const patron = { patronId: 'Anna', cards: ['1001'], category: 'adult', blocks: [], feesCents: 0 }
  await tables.write([item('0012'), item('B34'), item('C56'), { kind: 'put-patron', patron }], 'seed')
  const settings = sip2Settings({
    server: { over: 'tcp', host: '127.0.0.1', port },
    institution: 'PIKI',
    accounts: [{ user: 'bus', password: 'secret' }],
    profile: { like: 'koha-4', answerMs: 500, ...profile },
  })
  const connector = sip2Library(settings, { known: tables, open: opener(settings), now: () => '2026-11-18T10:00:00Z', ...more })
  onTestFinished(async () => {
    connector.close()
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  return { connector, heard, loans, tables, count: (code: string) => heard.filter(one => one === code).length }
}

function usualAnswer(request: string, loans: Map<string, string>): string {
  const field = (id: string) => new RegExp(`${id}([^|]*)\\|`).exec(request.slice(20))?.[1] ?? ''
  const [AB, AA] = [field('AB'), field('AA')]
  switch (request.slice(0, 2)) {
    case '93':
      return '941'
    case '99':
      return `98YYYYNN600003${at}2.00AOPIKI|BXYYYYYYYYYYYYYYYY|`
    case '17':
      return `18${loans.has(AB) ? '04' : '03'}0001${at}AB${AB}|AJ${AB}|${loans.has(AB) ? 'AH20261206    235900|' : ''}`
    case '63': {
      const list = [...loans].filter(([, card]) => card === AA).map(([barcode]) => barcode)
      const items = request.slice(23, 33).includes('Y') ? list.map(one => `AU${one}|`).join('') : ''
      const charged = String(list.length).padStart(4, '0')
      return `64              000${at}00000000${charged}000000000000AOPIKI|AA${AA}|AEAnna|BLY|${items}`
    }
    case '11': {
      const done = !loans.has(AB)
      if (done) loans.set(AB, AA)
      return `12${done ? '1NUY' : '0NUN'}${at}AOPIKI|AA${AA}|AB${AB}|AJ${AB}|AH20261206    235900|`
    }
    case '09':
      return `10${loans.delete(AB) ? '1YNN' : '0NUY'}${at}AOPIKI|AB${AB}|AQBUS|`
    case '35':
      return `36Y${at}AOPIKI|AA${AA}|`
    default:
      return '96'
  }
}
