import type { Credentials } from './conversation.ts'
import type { Line } from './line.ts'
import { SipError } from './sip-error.ts'

/** After the password a server says what it likes; when it is quiet this long, messages may begin. */
const quietMs = 300

/**
 * Answers the prompts of a server that is spoken to as a terminal, and gives the line on once it is quiet. Rejects with a `SipError` where it
 * asks again, says no or hangs up; the time limit is the caller's.
 */
export function telnetLogin(line: Line, { user, password }: Credentials): Promise<Line> {
  return new Promise((resolve, reject) => {
    let heard = ''
    let step: 'user' | 'password' | 'welcome' = 'user'
    let quiet: ReturnType<typeof setTimeout> | undefined
    let listener: ((bytes: Uint8Array) => void) | undefined
    let isOver = false
    const fail = (why: string) => {
      isOver = true
      clearTimeout(quiet)
      line.close()
      reject(new SipError('unreachable', why))
    }
    const finish = () => {
      isOver = true
      resolve({
        ...methodsOf(line),
        onBytes(next) {
          listener = next
        },
      })
    }
    const send = (text: string) => {
      heard = ''
      void line.write(new TextEncoder().encode(`${text}\r`)).catch(() => fail('the connection broke at the login'))
    }
    line.onEnd(() => isOver || fail('the server hung up at the login'))
    line.onBytes(bytes => {
      if (isOver) return listener?.(bytes)
      heard = (heard + printable(bytes)).slice(-longestPrompt)
      if (step === 'user' && /(login|user\w*)\s*:\s*$/i.test(heard)) {
        step = 'password'
        return send(user)
      }
      if (step === 'password' && /password\s*:\s*$/i.test(heard)) {
        step = 'welcome'
        send(password)
        quiet = setTimeout(finish, quietMs * 4)
        return
      }
      if (step !== 'welcome') return
      if (/(login|user\w*)\s*:\s*$/i.test(heard) || /incorrect|invalid|denied|fail/i.test(heard))
        return fail('the server refused the login')
      clearTimeout(quiet)
      quiet = setTimeout(finish, quietMs)
    })
  })
}

const longestPrompt = 1000

function methodsOf(line: Line): Pick<Line, 'write' | 'onEnd' | 'close'> {
  return {
    write: bytes => line.write(bytes),
    onEnd: listener => line.onEnd(listener),
    close: () => line.close(),
  }
}

/** Without telnet's own negotiation (IAC and two bytes). */
function printable(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0xff) at += 2
    else text += String.fromCharCode(bytes[at]!)
  }
  return text
}
