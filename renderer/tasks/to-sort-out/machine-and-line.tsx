import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { isRefusedAtHome, type Wait } from '../../../sync/protocol/brake.ts'
import { useStationNotices } from '../../desk/station-notices.ts'
import { useWaitWords } from '../../desk/wait-words.ts'
import { useDesk, useStation } from '../../store/station.ts'

/** What is wrong, or was put right, with the machine itself; nothing where nothing is. */
export function ThisMachine() {
  const { t } = useTranslation()
  const notices = useStationNotices()
  if (notices.length === 0) return null
  return (
    <section className="task-section">
      <h2>
        {t('notice.title')} <b>{notices.length}</b>
      </h2>
      <ul>
        {notices.map(({ id, title, why }) => (
          <li key={id} data-notice={id}>
            <b>{title}</b>
            <span>{why}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What has gone home and is held back there, by reason: nobody here has to do anything. What does not get home stands with the machine. */
export function HeldBack() {
  const { t } = useTranslation()
  const words = useWaitWords()
  const waits = Object.values(useDesk(({ status }) => status.waits) ?? {}).filter(({ why }) => !isRefusedAtHome(why))
  if (waits.length === 0) return null
  const reasons = new Map<string, Wait[]>()
  for (const wait of waits) {
    const reason = `${wait.why} ${wait.until ?? ''}`
    reasons.set(reason, [...(reasons.get(reason) ?? []), wait])
  }
  return (
    <section className="task-section">
      <h2>
        {t('waits-why.title')} <b>{waits.length}</b>
      </h2>
      <ul>
        {[...reasons].map(([reason, lines]) => (
          <li key={reason} data-wait={lines[0]!.why}>
            <b>{t('waits-why.lines', { count: lines.length })}</b>
            <span>{words.whole(lines[0]!)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Where a day goes that no line takes home. */
export function WayHome() {
  const { t } = useTranslation()
  const { home, screen } = useStation()
  if (!home) return null
  return (
    <Button className="btn way-home" onPress={() => screen.open('carry-home')}>
      <span className="cap">{t('help.key-shift-F6')}</span>
      <span>{t('carry.open')}</span>
    </Button>
  )
}
