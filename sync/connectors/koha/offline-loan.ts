import { Temporal } from 'temporal-polyfill'
import type { OfflineLoan } from './carry-out.ts'
import type { KohaSettings } from './configuration.ts'
import { KohaError } from './koha-error.ts'
import type { Reply, Send } from './over-network.ts'

/**
 * Loans through `offline_circ/service.pl`: dated as they were, past all of Koha's checks. It answers "Success." whatever became of it, so the
 * caller looks before and after. Undefined where the administrator has not turned it on.
 */
export function offlineLoan({ url, offlineLoans, answerMs }: KohaSettings, send: Send): OfflineLoan | undefined {
  if (!offlineLoans) return
  return async ({ barcode, card, at, branch }) => {
    const account = offlineLoans.accounts.find(one => one.branch === branch)
    if (!account) throw new KohaError('refused', `offlineLoans.accounts names no user of branch ${branch}`)
    const { user, password } = account
    const query = new URLSearchParams({
      // Renamed in 24.05: whichever it is, the other is not looked at.
      userid: user,
      password,
      login_userid: user,
      login_password: password,
      branchcode: branch,
      // Whole seconds, as the only client of that page that is known sends them.
      timestamp: Temporal.Instant.from(at).round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString(),
      action: 'issue',
      barcode,
      cardnumber: card,
      pending: 'false',
    })
    const said = await answerTo(() => send(`${url}/cgi-bin/koha/offline_circ/service.pl?${query}`, {}, answerMs))
    if (said !== 'Success.') throw new KohaError('refused', `offline_circ/service.pl: ${said.slice(0, 100) || 'no word'}`)
  }
}

/** The address holds a password: it is in no message. */
async function answerTo(ask: () => Promise<Reply>): Promise<string> {
  const { status, text: whole } = await ask().catch(() => {
    throw new KohaError('silent', 'offline_circ/service.pl did not answer')
  })
  const text = whole.trim()
  if (status >= 500) throw new KohaError('silent', `offline_circ/service.pl: ${status}`)
  if (status !== 200) throw new KohaError('refused', `offline_circ/service.pl: ${status}`)
  if (/Authentication failed|auth_status/.test(text))
    throw new KohaError('unreachable', 'offline_circ/service.pl refuses the user and password')
  return text
}
