import { useTranslation } from 'react-i18next'
import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../circulation/numbers.ts'

import { useLowBattery } from '../devices/use-low-battery.dom.ts'
import { useWatchedDevices } from '../devices/use-watched-devices.ts'
import { usePrintJobs } from '../printing/use-print-jobs.ts'
import type { TaskName } from '../store/screen-store.ts'
import { useDesk, useFormats, usePad, useScreen } from '../store/station.ts'
import { zoneOf } from './place.ts'
import { useIsEveningAlone } from './use-is-evening-alone.ts'

/** Something about this machine that its staff should know. */
export interface StationNotice {
  readonly id: string
  readonly title: string
  readonly why: string
  /** Where it is seen to; the things to sort out otherwise. */
  readonly opens?: TaskName
}

/** What this machine has to say of itself: what recovery found at the start, a second copy that is missing, a hub of its own that is down, a clock that is wrong, a battery that runs out. */
export function useStationNotices(): readonly StationNotice[] {
  const { t } = useTranslation()
  const formats = useFormats()
  const { recovery, copies, clock, noRoom, neighboursLeftOut, refusedAtHome, register } = useDesk(({ status }) => status)
  const now = useDesk(state => state.now)
  const hubState = useScreen(state => state.hubState)
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const isEveningAlone = useIsEveningAlone()
  const devices = useWatchedDevices()
  const battery = useLowBattery()
  const { jobs, failed } = usePrintJobs()
  const half = Object.values(usePad(({ inWork }) => inWork)).flat()
  const titles = usePad(state => state.titles)
  const notices: StationNotice[] = []
  if (recovery.kind !== 'clean') {
    const why = t(`recovery.${recovery.kind}`, { count: 'entries' in recovery ? recovery.entries : 0 })
    notices.push({ id: `recovery-${recovery.kind}`, title: t(`notice.recovery-${recovery.kind}`), why })
  }
  if (copies.kind === 'second-missing')
    notices.push({
      id: 'second-missing',
      title: t('notice.second-missing'),
      why: t('notice-why.second-missing', { why: /^[A-Z]+/.exec(copies.why)?.[0] ?? 'J-30' }),
    })
  if (isEveningAlone)
    notices.push({ id: 'carry-home', title: t('notice.carry-home'), why: t('notice-why.carry-home'), opens: 'carry-home' })
  if (battery !== undefined)
    notices.push({ id: 'battery', title: t('notice.battery', { left: battery }), why: t('notice-why.battery') })
  if (noRoom) notices.push({ id: 'no-room', title: t('notice.no-room'), why: t('notice-why.no-room') })
  if (register.sealed) notices.push({ id: 'sealed', title: t('notice.sealed'), why: t('notice-why.sealed'), opens: 'passphrase' })
  if (refusedAtHome)
    notices.push({ id: refusedAtHome, title: t('notice.refused-at-home'), why: t(`notice-why.${refusedAtHome}`) })
  for (const kind of ['unread', 'older'] as const) {
    const count = neighboursLeftOut?.[kind] ?? 0
    if (count > 0)
      notices.push({ id: `beside-${kind}`, title: t(`notice.beside-${kind}`, { count }), why: t(`notice-why.beside-${kind}`) })
  }
  const { lease } = register
  if (lease) {
    const title = t(`notice.lease-${lease.kind}`, { count: lease.kind === 'ending' ? lease.daysLeft : 0 })
    notices.push({ id: `lease-${lease.kind}`, title, why: t(`notice-why.lease-${lease.kind}`) })
  }
  if (hubState && hubState !== 'running')
    notices.push({ id: `hub-${hubState}`, title: t(`notice.hub-${hubState}`), why: t(`notice-why.hub-${hubState}`) })
  if (clock) {
    const known = Temporal.Instant.from(now).add({ milliseconds: clock.addMs }).toString()
    const why = t(`notice-why.clock-${clock.kind}`, { time: formats.time(known, zone) })
    notices.push({ id: `clock-${clock.kind}`, title: t(`notice.clock-${clock.kind}`), why })
  }
  if (failed && jobs.length > 0)
    notices.push({
      id: 'printer',
      title: t('printer.waits', { count: jobs.length }),
      why: t(`printer.why-${failed}`),
      opens: 'print',
    })
  if (half.length > 0)
    notices.push({
      id: 'half-tags',
      title: t('notice.half-tags', { count: half.length }),
      why: t('notice-why.half-tags', { what: half.map(({ barcode }) => titles[numberKey(barcode)] ?? barcode).join(', ') }),
      opens: 'pad',
    })
  for (const { setting, state } of devices)
    if (state.kind === 'waiting' && state.error)
      notices.push({
        id: `device-${setting.id}`,
        title: t('devices.lost', { id: setting.id }),
        why: t(`devices.why-${state.error}`),
        opens: 'devices',
      })
  return notices
}
