import type { Question, Verdict } from '../../sync/station/session.ts'
import { useDesk, useScreen } from '../store/station.ts'
import { Sign } from '../symbols.tsx'
import { Answers } from './answers.tsx'
import { Board } from './board.tsx'
import { FitText } from './fit-text.tsx'
import { isSaid, markOf } from './line-list.tsx'
import { useVerdictWords, type VerdictFact } from './verdict-words.ts'

const wordSizes = [4.5, 4, 3.5, 3, 2.5, 2.25]
const titleSizes = [2.25, 2, 1.75, 1.5, 1.375, 1.25]
const noteSizes = [1.375, 1.2, 1.125]
const bigSizes = [5, 4, 3.25, 2.75, 2.25, 1.75]
const numberSizes = [6.75, 5.5, 4.5, 3.5, 2.5]

/** The last verdict, the biggest thing on the screen; the stop's board while there is none. The same size in every state. */
export function VerdictPlane() {
  const verdict = useDesk(({ session }) => session.verdict)
  const question = useDesk(({ session }) => session.question)
  return (
    <div className="verdict-place" role="status" aria-live="assertive" aria-atomic="true">
      {verdict ? <VerdictSign key={verdict.number} verdict={verdict} question={question} /> : <Board />}
      <Flash />
    </div>
  )
}

function VerdictSign({ verdict, question }: { readonly verdict: Verdict; readonly question: Question | undefined }) {
  const { word, who, title, note, fact } = useVerdictWords(verdict, question)
  const asks = verdict.shape === 'ask' && question !== undefined
  const line = useDesk(({ session }) => session.lines[0])
  const mark = markOf(line && isSaid(line, verdict) ? line : undefined)
  return (
    <section className={`verdict ${verdict.shape}`} data-number={verdict.number} {...mark} aria-label={word}>
      <Sign name={verdict.shape} className="v-sym" />
      <div className="v-top">
        <div className="v-word">
          <FitText as="h1" text={word} sizes={wordSizes} />
          {who && !asks && who !== word && <span className="who clip">{who}</span>}
        </div>
        {title && <FitText as="p" className={`v-title clamp2 ${note ? 'noted' : ''}`} text={title} sizes={titleSizes} />}
        {note && <FitText as="p" className="v-note clamp2" text={note} sizes={noteSizes} />}
      </div>
      {asks ? <Answers question={question} who={who} /> : <Fact fact={fact} code={verdict.code} />}
    </section>
  )
}

function Fact({ fact, code }: { readonly fact: VerdictFact | undefined; readonly code: string | undefined }) {
  if (!fact) return <div className="v-fact" />
  const { label, big, size, detail, place } = fact
  return (
    <div className={`v-fact ${size === 'wordy' ? 'has-words' : ''}`}>
      <span className="lab">
        {label}
        {code && <small>{code}</small>}
      </span>
      {size === 'wordy' ? (
        <FitText as="strong" className="big wordy" text={big} sizes={bigSizes} />
      ) : (
        <FitText as="strong" className="big" text={big} sizes={size === 'number' ? numberSizes : bigSizes} />
      )}
      <span className="tail">
        {place && <b className="clamp2">{place}</b>}
        {detail}
      </span>
    </div>
  )
}

/** In quiet mode the plane flashes as often as there would have been beeps. */
function Flash() {
  const flash = useScreen(state => state.flash)
  if (flash.number === 0) return null
  return <i key={flash.number} className="flash on" style={{ '--flashes': flash.times } as React.CSSProperties} />
}
