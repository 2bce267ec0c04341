import { useTranslation } from 'react-i18next'
import type { PatronFacts } from '../../circulation/truth.ts'
import type { RecentVisit } from '../../sync/station/session.ts'
import { useDesk, useFormats, useScreen, useStation } from '../store/station.ts'
import { Sign } from '../symbols.tsx'
import { FitText } from './fit-text.tsx'
import { cardEnd, shortName } from './patron-words.ts'
import { zoneOf } from './place.ts'
import { usePatronFacts } from './use-patron-facts.ts'

const nameSizes = [2.25, 1.75, 1.375]

/** Who is served, and the last five, who reopen with one touch. */
export function PatronPanel({ inert }: { readonly inert: boolean }) {
  const { t } = useTranslation()
  const visit = useDesk(({ session }) => session.visit)
  const facts = useDesk(({ patrons }) => (visit ? patrons[visit.patronId] : undefined))
  return (
    <section className="patron" aria-label={t('patron.panel')} inert={inert}>
      {visit ? <OpenPatron card={visit.card} facts={facts} /> : <NoPatron />}
      <LastPatrons />
    </section>
  )
}

function NoPatron() {
  const { t } = useTranslation()
  const returnsOnly = useDesk(({ session }) => session.returnsOnly)
  return (
    <div className="who-block">
      <h2 className="name quiet">{t('patron.none')}</h2>
      <p className="sub">
        {returnsOnly ? t('patron.returns-only') : t('patron.card-opens')}
        <br />
        {t('patron.item-returns')}
      </p>
    </div>
  )
}

function OpenPatron({ card, facts }: { readonly card: string; readonly facts: PatronFacts | undefined }) {
  const { t } = useTranslation()
  const say = usePatronFacts(facts)
  const name = shortName(facts?.patron) ?? t('patron.card-end', { end: cardEnd(card) })
  return (
    <div className="who-block">
      <FitText as="h2" className="name" text={name} sizes={nameSizes} />
      <p className="sub">
        {say.category}
        <br />
        {say.expiry}
      </p>
      <ul className="facts">
        {say.rows.map(row => (
          <FactRow key={row.words} {...row} />
        ))}
      </ul>
    </div>
  )
}

interface FactRowProps {
  readonly figure: string
  readonly words: string
  readonly small?: string | undefined
  readonly warns?: boolean
}

function FactRow({ figure, words, small, warns }: FactRowProps) {
  const { screen } = useStation()
  return (
    <li className={warns ? 'warns' : undefined}>
      <button type="button" className="plane-btn" onClick={() => screen.open('patron')}>
        <b>{figure}</b>
        <span>
          {words}
          {small && <small>{small}</small>}
        </span>
        <Sign name="go" className="go" />
      </button>
    </li>
  )
}

function LastPatrons() {
  const { t } = useTranslation()
  const recent = useDesk(({ session }) => session.recent)
  const blank = Array.from({ length: 5 - Math.min(5, recent.length) }, (_, at) => `blank-${at}`)
  return (
    <ul className="last" aria-label={t('patron.last')}>
      <li className="h">{recent.length > 0 ? t('patron.reopen') : ' '}</li>
      {recent.map(visit => (
        <LastPatron key={visit.visitId} visit={visit} />
      ))}
      {blank.map(key => (
        <li key={key} aria-hidden="true">
          <i />
        </li>
      ))}
    </ul>
  )
}

function LastPatron({ visit }: { readonly visit: RecentVisit }) {
  const { t } = useTranslation()
  const { desk } = useStation()
  const formats = useFormats()
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const patron = useDesk(({ patrons }) => patrons[visit.patronId]?.patron)
  const hideNames = useScreen(state => state.hideNames)
  const name = (hideNames ? undefined : shortName(patron)) ?? t('patron.card-end', { end: cardEnd(visit.card) })
  return (
    <li>
      <button type="button" className="plane-btn" onClick={() => void desk.dispatch({ type: 'reopen', visitId: visit.visitId })}>
        <time dateTime={visit.closedAt}>{formats.time(visit.closedAt, zone)}</time>
        <span className="clip">{name}</span>
        <Sign name="go" className="go" />
      </button>
    </li>
  )
}
