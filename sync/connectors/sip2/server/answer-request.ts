import { type AnyMessage, type Message, textIn } from '../codec/message.ts'
import { message } from '../codec/write-message.ts'
import { type Answer, type Asked, checkin, checkout, itemInformation, renew } from './item-answers.ts'
import { hold, patronInformation, patronStatus, payment, renewAll } from './patron-answers.ts'

/** What a server says to a message of somebody who has logged in. */
export async function answerRequest(request: AnyMessage, asked: Asked): Promise<Answer> {
  const { institution, at, kind } = asked
  const fields = { AO: institution, AA: textIn(request, 'AA') ?? '' }
  switch (request.code) {
    case '99':
      return status(asked)
    case '23':
      return patronStatus(request as Message<'23'>, asked)
    case '63':
      return patronInformation(request as Message<'63'>, asked)
    case '17':
      return itemInformation(request as Message<'17'>, asked)
    case '11':
      return checkout(request as Message<'11'>, asked)
    case '09':
      return checkin(request as Message<'09'>, asked)
    case '29':
      return renew(request as Message<'29'>, asked)
    case '65':
      return renewAll(request as Message<'65'>, asked)
    case '15':
      return kind.holds ? hold(request as Message<'15'>, asked) : message('16', { ok: '0', available: 'N', at }, fields)
    case '35':
      return message('36', { ended: 'Y', at }, fields)
    case '37':
      return payment(request as Message<'37'>, asked)
    case '01':
      return patronStatus(request as unknown as Message<'23'>, asked)
    default:
      return 'close'
  }
}

function status({ kind, institution, at }: Asked): Answer {
  const fixed = {
    online: 'Y',
    checkinOk: 'Y',
    checkoutOk: 'Y',
    renewalPolicy: 'Y',
    statusUpdateOk: 'N',
    offlineOk: 'N',
    timeout: kind.timeout,
    retries: kind.retries,
    at,
    version: '2.00',
  }
  return message('98', fixed, { AO: institution, BX: kind.supports })
}
