import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KocDay, KocLeft } from '../../../sync/station/carry/koc-file.ts'
import { useDesk, useStation } from '../../store/station.ts'
import { PinEntry } from '../sign-in/pin-entry.tsx'
import { StaffList } from '../sign-in/staff-list.tsx'
import { TaskPlane } from '../task-plane.tsx'
import { useKocWords } from './carry-words.ts'

const warnings = ['reveals', 'forces', 'loses', 'again'] as const

/** Koha's own file, behind a warning and a member of staff's PIN. A badge is not enough, it may lie on the desk. */
export function KocExit() {
  const { t } = useTranslation()
  const { home } = useStation()
  const staff = useDesk(({ settings }) => settings.staff)
  const [staffId, setStaffId] = useState(useDesk(({ session }) => session.staff?.staffId))
  const [said, setSaid] = useState('')
  const [day, setDay] = useState<KocDay>()
  const words = useKocWords()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file that was written changes what is left
  useEffect(() => void home?.koc().then(setDay), [home, said])
  if (!home) return null
  const who = staff.find(known => known.staffId === staffId)
  const somebodyCan = staff.some(({ pinHash }) => pinHash !== undefined)
  const write = (by: string) => void home.exportKoc(by).then(written => setSaid(words(written)))
  return (
    <TaskPlane title={t('koc.title')} wide>
      <div className="two">
        <section className="task-section koc">
          <p className="plane-note">
            <b>{t('koc.warning')}</b>
          </p>
          <ul>
            {warnings.map(warning => (
              <li key={warning}>
                <span>{t(`koc.${warning}`)}</span>
              </li>
            ))}
          </ul>
          {day && <InFile day={day} />}
          <p className="plane-note said" role="status">
            {said}
          </p>
        </section>
        <section>
          <p className="plane-note">{t(somebodyCan ? 'koc.who' : 'koc.nobody')}</p>
          <StaffList chosen={staffId} onChoose={setStaffId} />
          {who && <PinEntry key={`${who.staffId} ${said}`} who={who} enter={t('koc.write')} onFits={() => write(who.staffId)} />}
        </section>
      </div>
    </TaskPlane>
  )
}

/** What the file would hold, and what of the day it cannot. */
function InFile({ day: { issues, returns, left } }: { readonly day: KocDay }) {
  const { t } = useTranslation()
  const kinds = (Object.entries(left) as readonly [KocLeft, number][]).map(([kind, count]) => t(`koc.left-${kind}`, { count }))
  return (
    <p className="carry-count">
      <b className="carry-many">{t('koc.lines', { issues, count: returns })}</b>
      {kinds.length > 0 && <span>{`${t('koc.left')}: ${kinds.join(', ')}`}</span>}
    </p>
  )
}
