import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useStation } from '../../store/station.ts'
import { PinEntry } from '../sign-in/pin-entry.tsx'
import { StaffList } from '../sign-in/staff-list.tsx'
import { TaskPlane } from '../task-plane.tsx'

/** The way out of a kiosk: a member of staff's PIN ends the program. A badge is not enough, it may lie on the desk. */
export function LeaveKiosk() {
  const { t } = useTranslation()
  const { leave } = useStation()
  const staff = useDesk(({ settings }) => settings.staff)
  const [staffId, setStaffId] = useState(useDesk(({ session }) => session.staff?.staffId))
  const [left, setLeft] = useState(false)
  const who = staff.find(known => known.staffId === staffId)
  const somebodyCan = staff.some(({ pinHash }) => pinHash !== undefined)
  const out = () => {
    setLeft(true)
    void leave?.()
  }
  return (
    <TaskPlane title={t('leave-kiosk.title')} wide>
      <p className="plane-note">{t(left ? 'leave-kiosk.leaving' : somebodyCan ? 'leave-kiosk.how' : 'leave-kiosk.nobody')}</p>
      <div className="two">
        <section>
          <StaffList chosen={staffId} onChoose={setStaffId} />
        </section>
        {who && <PinEntry key={who.staffId} who={who} enter={t('leave-kiosk.leave')} onFits={out} />}
      </div>
    </TaskPlane>
  )
}
