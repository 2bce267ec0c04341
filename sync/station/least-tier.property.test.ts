import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { openLeastRegister } from '../register/detail/least-library.fixture.ts'
import { anyActs, eventOf } from './testing/any-acts.ts'
import { library, today } from './testing/library.ts'
import { openLeastLibrary } from './testing/open-least-library.node.ts'
import { openTestStation, type TestStation } from './testing/station.ts'

type Act = Parameters<typeof eventOf>[0]

const unknown = ['3999', 'X9', '2999']

/** Without the patron on whose loan an item stood: that is what a station of the least tier is not told. */
function withoutOthers(transaction: Transaction): object {
  if (transaction.kind === 'checkin') {
    const { patronId: _, ...rest } = transaction
    return rest
  }
  if (transaction.kind !== 'checkout') return transaction
  const { takenFrom: _, ...rest } = transaction
  return rest
}

const seen = ({ desk }: TestStation) => {
  const { verdict, question, visit, lines } = desk.session()
  return {
    verdict: [verdict?.shape, verdict?.word.key, verdict?.code, verdict?.fact, verdict?.note?.key],
    question: [question?.about, question?.barcode, question?.choices],
    visit: visit?.patronId,
    lines: lines.map(({ kind, shape, barcode, undone, fact }) => [kind, shape, barcode, undone, fact]),
  }
}

/** Journals differ in the name of their epoch, which a hold that was asked for here carries too. */
async function recorded({ desk }: TestStation): Promise<Transaction[]> {
  const entries = await desk.entries()
  return entries.map(({ transaction, epoch }) => JSON.parse(JSON.stringify(transaction).replaceAll(epoch, '')))
}

const forms = {
  'the older form': () => openLeastRegister(library, today),
  'the packed form': () => openLeastLibrary(library, today),
}

test.each(Object.entries(forms))(
  '[DT4] in %s a desk that is told the least says and records what one that is told everything does, but for persons who were not there',
  async (_, openRegister) => {
    // By name nobody is found in the least tier; and what an unknown number looks like is learnt from every number that was seen, those of listed loans too.
    const isTheSame = (act: Act) => act.type !== 'open-patron' && !(act.type === 'scan' && unknown.includes(act.scan.text))
    const acts = anyActs.map(script => script.filter(isTheSame))
    await fc.assert(
      fc.asyncProperty(acts, async script => {
        const whole = await openTestStation()
        const least = await openTestStation({}, { register: await openRegister() })
        for (const act of script) {
          for (const at of [whole, least]) {
            at.clock.pass(act.type === 'tick' ? 200 : 1)
            await at.do(eventOf(act, at.desk.session()))
          }
          expect(seen(least)).toEqual(seen(whole))
        }
        const [all, few] = await Promise.all([whole, least].map(recorded))
        expect(few!.map(withoutOthers)).toEqual(all!.map(withoutOthers))
        // Where it does say whose loan an item stood on, it says the same.
        few!.forEach((transaction, at) => {
          expect(all![at]).toMatchObject(transaction)
        })
      }),
      { numRuns: 150 },
    )
  },
  60_000,
)
