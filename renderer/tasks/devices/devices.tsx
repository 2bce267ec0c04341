import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { testSlip } from '../../../hardware/printing/test-slip.ts'
import { useWatchedDevices } from '../../devices/use-watched-devices.ts'
import { printFailures } from '../../printing/print-queue.ts'
import { useStation } from '../../store/station.ts'
import { type PlaneAct, TaskPlane } from '../task-plane.tsx'
import { AddDevice } from './add-device.tsx'
import { CameraChoice } from './camera-choice.tsx'
import { DeviceLine } from './device-line.tsx'
import { KeyboardTest } from './keyboard-test.tsx'
import { Ports } from './ports.tsx'
import { SlipPreviews } from './slip-previews.tsx'

/** The device doctor: what is connected, what it said last, whether a scanner types rightly, what slips look like. For IT; nothing here lends. */
export function Devices() {
  const { t } = useTranslation()
  const { ownDevices, screen, printing } = useStation()
  useEffect(() => {
    // Whoever tries a scanner out lends nothing, and the plane stays.
    screen.setState({ takesScan: () => {} })
    return () => screen.setState({ takesScan: undefined })
  }, [screen])
  const devices = useWatchedDevices()
  const printNow = printing?.printNow
  const [tried, setTried] = useState('')
  const tryIt = async () => {
    if (!printNow) return
    setTried(t('devices.printing'))
    try {
      await printNow(testSlip)
      setTried(t('devices.printed'))
    } catch (error) {
      const kind = printFailures.find(known => known === (error as { kind?: unknown }).kind) ?? 'failed'
      setTried(t(`printer.why-${kind}`))
    }
  }
  const act: PlaneAct | undefined = printNow && { words: t('devices.test-slip'), act: () => void tryIt() }
  return (
    <TaskPlane wide title={t('devices.title')} acts={[act, { words: t('learn.title'), act: () => screen.open('learn-labels') }]}>
      <section className="task-section">
        <h2>{t('devices.connected')}</h2>
        {devices.length === 0 && <p className="plane-note">{t('devices.none')}</p>}
        <ul>
          {devices.map(device => (
            <DeviceLine key={device.setting.id} device={device} />
          ))}
        </ul>
        <p role="status">{tried}</p>
        {ownDevices && <AddDevice own={ownDevices} />}
      </section>
      <Ports />
      <KeyboardTest />
      <CameraChoice />
      <SlipPreviews />
    </TaskPlane>
  )
}
