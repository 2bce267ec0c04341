import { useTranslation } from 'react-i18next'

/** What lies in the book until somebody has taken it where it belongs. No patron's name: others see it. */
export interface Slip {
  readonly key: string
  readonly why: 'hold' | 'transfer' | 'look-for' | 'found' | 'left'
  readonly barcode: string
  readonly title?: string
  readonly holdNumber?: string
  /** Where it is to be taken, in words. */
  readonly to?: string
  /** Where it was scanned, and when, in words. */
  readonly from?: string
  readonly at?: string
}

interface SlipsProps {
  readonly library: string
  readonly slips: readonly Slip[]
  /** When they are printed, in words. */
  readonly printed: string
}

/** One slip for each book, each on a piece of paper of its own: 80 mm wide. */
export function Slips({ library, slips, printed }: SlipsProps) {
  const { t } = useTranslation()
  return (
    <>
      {slips.map(({ key, why, barcode, title, holdNumber, to, from, at }) => (
        <section key={key} className="book-slip" data-why={why}>
          <h2>{t(`slip.${why}`)}</h2>
          {holdNumber && <p className="slip-number">{holdNumber}</p>}
          {to && <p className="slip-to">{to}</p>}
          <p>
            <b>{title}</b>
            <br />
            {barcode}
          </p>
          <p className="slip-small">
            {[from && t('slip.from', { place: from }), at].filter(Boolean).join(', ')}
            <br />
            {[library, t('slip.printed', { at: printed })].join(', ')}
          </p>
        </section>
      ))}
    </>
  )
}

/** All of them on one paper, to walk along the shelves with: a box to tick for each. */
export function PullListPaper({ library, slips, printed }: SlipsProps) {
  const { t } = useTranslation()
  return (
    <section className="pull-paper">
      <h2>{t('slip.list', { count: slips.length })}</h2>
      <p className="slip-small">{[library, t('slip.printed', { at: printed })].join(', ')}</p>
      <ul>
        {slips.map(({ key, why, barcode, title, holdNumber, to }) => (
          <li key={key}>
            <i aria-hidden="true" />
            <span>
              <b>{title ?? barcode}</b>
              <br />
              {[t(`slip.${why}`), holdNumber, to].filter(Boolean).join(' · ')}
              <br />
              {barcode}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
