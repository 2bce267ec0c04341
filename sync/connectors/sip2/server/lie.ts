import { answerTo, type Code, type Fixed, layouts, type RequestCode } from '../codec/layouts.ts'
import { type AnyMessage, textIn } from '../codec/message.ts'
import { message } from '../codec/write-message.ts'
import type { Fault } from './fault.ts'
import type { Answer, Asked } from './item-answers.ts'

/** "Done", with the text of a refusal, though nothing was done. */
export function saysYes(request: AnyMessage, { institution, at }: Asked): Answer {
  const code = answerTo[request.code as RequestCode]
  if (!code) return 'close'
  const parts = layouts[code].map(
    ([name, width]) => [name, name === 'at' ? at : name === 'ok' ? '1' : name === 'accepted' ? 'Y' : 'N'.repeat(width)] as const,
  )
  const [barcode, card] = [textIn(request, 'AB'), textIn(request, 'AA')]
  return message(code, Object.fromEntries(parts) as Fixed<typeof code>, { AO: institution, AA: card, AB: barcode, AF: '3 / 3' })
}

/** The answer as a server tells it that has mixed things up. */
export function lieAbout(answer: AnyMessage, kind: Fault['kind']): AnyMessage {
  const { fields, sequence = 0 } = answer
  const saying = (id: string) => ({
    ...answer,
    fields: fields.map(one => (one[0] === id ? ([id, 'SOMETHING-ELSE'] as const) : one)),
  })
  if (kind === 'another-item') return saying('AB')
  if (kind === 'another-patron') return saying('AA')
  if (kind === 'wrong-number') return { ...answer, sequence: (sequence + 3) % 10 }
  if (kind === 'says-no' && 'accepted' in answer.fixed)
    return { ...answer, fixed: { ...answer.fixed, accepted: 'N' } as Fixed<Code> }
  if (kind === 'says-no' && 'ok' in answer.fixed) return { ...answer, fixed: { ...answer.fixed, ok: '0' } as Fixed<Code> }
  return answer
}

/** The same message with another checksum. */
export function wrongSum(bytes: Uint8Array): Uint8Array {
  const wrong = bytes.slice()
  wrong[wrong.length - 1] = wrong.at(-1) === 0x30 ? 0x31 : 0x30
  return wrong
}
