import type { Account } from './server-session.ts'

/** A login as at a terminal: two prompts, three tries. */
export class TelnetPrompts {
  account: Account | undefined
  #user: string | undefined
  #tries = 0

  constructor(
    private readonly say: (text: string) => void,
    private readonly accounts: readonly Account[],
  ) {
    say('login: ')
  }

  answer(line: string): 'asks-on' | 'in' | 'refused' {
    if (this.#user === undefined) {
      this.#user = line.trim()
      this.say('password: ')
      return 'asks-on'
    }
    this.account = this.accounts.find(({ user, password }) => user === this.#user && password === line.trim())
    if (this.account) {
      this.say('Login OK.  Initiating SIP\r\n')
      return 'in'
    }
    this.#user = undefined
    if (++this.#tries >= 3) return 'refused'
    this.say('Invalid login\r\nlogin: ')
    return 'asks-on'
  }
}
