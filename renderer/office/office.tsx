import { useEffect, useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type Language, languages } from '../i18n/languages.ts'
import { type Theme, themes } from '../store/screen-store.ts'
import { Brake } from './brake.tsx'
import { Changes } from './changes.tsx'
import { Held } from './held.tsx'
import { Journals } from './journals.tsx'
import { LadderTable } from './ladder.tsx'
import { OfficeContext, useOfficeState } from './office-context.ts'
import type { Office } from './office-store.ts'
import { Preview } from './preview.tsx'
import { Pull } from './pull.tsx'
import { Questions } from './questions.tsx'
import { Reconciliation } from './reconciliation.tsx'
import { Stations } from './stations.tsx'
import { TrialRun } from './trial-run.tsx'

export interface Look {
  readonly theme: Theme
  readonly language: Language
}

export interface OfficeProps {
  readonly office: Office
  readonly look: Look
  readonly now: () => number
  readonly onLook: (look: Look) => void
  readonly onSignOut: () => void
}

const sections = {
  stations: Stations,
  questions: Questions,
  pull: Pull,
  held: Held,
  brake: Brake,
  ladder: LadderTable,
  preview: Preview,
  trial: TrialRun,
  reconciliation: Reconciliation,
  journals: Journals,
  changes: Changes,
}
type Section = keyof typeof sections
const names = Object.keys(sections) as Section[]

const askEveryMs = 5000

/** The hub's own page: who is out there, what holds replay back, what waits, what would happen, and what came of it. */
export function OfficePage({ office, look, now, onLook, onSignOut }: OfficeProps) {
  const { t } = useTranslation()
  const [time, setTime] = useState(now)
  const [section, setSection] = useState<Section>('stations')
  useEffect(() => {
    let isAsking = false
    const ask = async () => {
      // A slow library system is not asked the same again while it thinks.
      if (isAsking) return
      isAsking = true
      await office.refresh(section).finally(() => {
        isAsking = false
      })
      setTime(now())
    }
    void ask()
    const timer = setInterval(() => void ask(), askEveryMs)
    return () => clearInterval(timer)
  }, [office, section, now])
  return (
    <OfficeContext value={office}>
      <header className="office-sign">
        <h1>
          Pysäkki <span>{t('office.title')}</span>
        </h1>
        <HowItRuns />
        <LookChoice look={look} onLook={onLook} />
        <button type="button" className="btn small" onClick={onSignOut}>
          <b>{office.who.name}</b>
          <small>{t('office.sign-out')}</small>
        </button>
      </header>
      <main className="office-main">
        <Tabs
          className="office-tabs"
          orientation="vertical"
          selectedKey={section}
          onSelectionChange={chosen => setSection(chosen as Section)}
        >
          <TabList aria-label={t('office.sections')} className="office-sections">
            {names.map(name => (
              <Tab key={name} id={name} className="office-section">
                {t(`office.${name}`)}
                <Count section={name} />
              </Tab>
            ))}
          </TabList>
          {names.map(name => (
            <Panel key={name} section={name} now={time} />
          ))}
        </Tabs>
      </main>
    </OfficeContext>
  )
}

function Panel({ section, now }: { readonly section: Section; readonly now: number }) {
  const { t } = useTranslation()
  const Body = sections[section]
  return (
    <TabPanel id={section} className="office-body">
      <h1>{t(`office.${section}`)}</h1>
      <p className="lead">{t(`office-lead.${section}`)}</p>
      <Trouble />
      <Body now={now} />
    </TabPanel>
  )
}

function Count({ section }: { readonly section: Section }) {
  const asked = useOfficeState(
    ({ questions }) => questions?.filter(({ answered, asked: { closedUntil } }) => !answered && !closedUntil).length,
  )
  const waiting = useOfficeState(({ stations }) => stations?.reduce((sum, row) => sum + row.waiting, 0))
  const differs = useOfficeState(({ reports }) => reports?.[0]?.found)
  const count =
    section === 'questions' ? asked : section === 'held' ? waiting : section === 'reconciliation' ? differs : undefined
  return count ? <b>{count}</b> : null
}

/** In one word beside the name: whether anything is written at all. */
function HowItRuns() {
  const { t } = useTranslation()
  const settings = useOfficeState(({ brake }) => brake?.settings)
  const connector = useOfficeState(({ brake }) => brake?.connector)
  if (!settings) return null
  const how = settings.paused ? 'paused' : settings.shadow ? 'shadow' : 'runs'
  return (
    <p className={`office-state ${how}`} role="status">
      <b>{t(`office.${how}`)}</b>
      <small>{t(`system.${connector}`, { defaultValue: connector })}</small>
    </p>
  )
}

function Trouble() {
  const { t } = useTranslation()
  const trouble = useOfficeState(state => state.trouble)
  if (!trouble) return null
  return (
    <p className="trouble" role="alert">
      {trouble.kind === 'no-answer' || trouble.kind === 'overtaken'
        ? t(`office.${trouble.kind}`)
        : t('office.not-done', { why: trouble.message })}
    </p>
  )
}

function LookChoice({ look, onLook }: Pick<OfficeProps, 'look' | 'onLook'>) {
  const { t } = useTranslation()
  return (
    <>
      <label className="look">
        <span className="spoken">{t('office.language')}</span>
        <select value={look.language} onChange={event => onLook({ ...look, language: event.target.value as Language })}>
          {languages.map(id => (
            <option key={id} value={id}>
              {t(`settings.language-${id}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="look">
        <span className="spoken">{t('office.light')}</span>
        <select value={look.theme} onChange={event => onLook({ ...look, theme: event.target.value as Theme })}>
          {themes.map(id => (
            <option key={id} value={id}>
              {t(`settings.theme-${id}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
