import { useTranslation } from 'react-i18next'
import { useMayHaveCamera } from '../../camera/use-has-camera.ts'
import { OnOff } from '../../on-off.tsx'
import { useScreen, useStation } from '../../store/station.ts'

/** The last resort where there is neither a scanner nor a pad: this device's own camera. */
export function CameraChoice() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const camera = useScreen(state => state.camera)
  if (!useMayHaveCamera()) return null
  return (
    <section className="task-section">
      <h2>{t('camera.camera')}</h2>
      <OnOff words={t('camera.use')} note={t('camera.use-note')} on={camera} onChange={on => screen.choose({ camera: on })} />
    </section>
  )
}
