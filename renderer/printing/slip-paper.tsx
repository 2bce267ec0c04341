import type { Slip, SlipLine } from '../../host/slips.ts'
import { code39 } from '../tasks/help/code39.ts'

/** A slip as it will stand on paper: the preview, and what the system's own printer prints. */
export function SlipPaper({ slip }: { readonly slip: Slip }) {
  return (
    <div className="slip-paper">
      {slip.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a slip does not change, and two lines of it may be the same
        <PaperLine key={at} line={line} />
      ))}
    </div>
  )
}

function PaperLine({ line }: { readonly line: SlipLine }) {
  switch (line.kind) {
    case 'rule':
      return <hr />
    case 'space':
      return <p>{'\u00a0'}</p>
    case 'pair':
      return (
        <p className="slip-pair">
          <span>{line.left}</span>
          <b>{line.right}</b>
        </p>
      )
    case 'barcode':
      return <Bars text={line.text} />
    case 'text':
      return <p className={[`at-${line.align}`, line.bold && 'bold', line.big && 'big'].filter(Boolean).join(' ')}>{line.text}</p>
  }
}

/** A number as Code 39, with the number beneath; the number alone where Code 39 cannot hold it. */
export function Bars({ text }: { readonly text: string }) {
  if (!/^[0-9A-Z\-. $/+%]+$/.test(text)) return <p className="at-centre">{text}</p>
  const { width, bars } = code39(text)
  return (
    <p className="at-centre">
      <svg viewBox={`0 0 ${width} 40`} preserveAspectRatio="none" className="barcode" aria-hidden="true">
        {bars.map(bar => (
          <rect key={bar.x} x={bar.x} y="0" width={bar.width} height="40" />
        ))}
      </svg>
      {text}
    </p>
  )
}
