import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { CarriedDay } from '../../../sync/station/carry/carry-out.ts'
import type { WaysHome, WhatToCarry } from '../../../sync/station/carry/ways-home.ts'
import { useDesk, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'
import { CarriedHere } from './carried-here.tsx'
import { useTakenWords, useTime, useWrittenWords } from './carry-words.ts'

/** Shift F6: this station's day into a file, another station's file into here, and the way to Koha's own file. All by F10 to F12. */
export function CarryHome() {
  const { t } = useTranslation()
  const { home, screen } = useStation()
  const [said, setSaid] = useState('')
  const [works, setWorks] = useState(false)
  const written = useWrittenWords()
  const taken = useTakenWords()
  const day = useDay(home, said)
  if (!home) return null
  /** One at a time: a second press while a window asks for a place would open another. */
  const run = (work: () => Promise<string>) => {
    if (works) return
    setWorks(true)
    setSaid('')
    void work()
      .then(setSaid)
      .finally(() => setWorks(false))
  }
  const write = (what: WhatToCarry) => run(async () => written(await home.carryOut(what)))
  const acts = [
    { words: t('carry.write'), act: () => write('unsent'), disabled: works || !day?.last },
    { words: t('carry.take'), act: () => run(async () => taken(await home.takeIn())), disabled: works },
    { words: t('koc.title'), act: () => screen.open('koc-exit') },
  ]
  return (
    <TaskPlane wide title={t('carry.title')} acts={acts}>
      <div className="two">
        <section className="task-section carry">
          <p className="plane-note">{t('carry.why')}</p>
          <Standing day={day} />
          <p className="plane-note said" role="status">
            {said}
          </p>
          <p className="plane-note">{t('carry.reveals')}</p>
          <p className="plane-note">{t('carry.stays')}</p>
          <Button className="btn" isDisabled={works} onPress={() => write('whole')}>
            {t('carry.whole')}
          </Button>
        </section>
        <CarriedHere home={home} />
      </div>
    </TaskPlane>
  )
}

/** How much lies here, read anew after everything that was done. */
function useDay(home: WaysHome | undefined, after: string): CarriedDay | undefined {
  const unsent = useDesk(({ status }) => status.unsent)
  const [day, setDay] = useState<CarriedDay>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent or done changes the answer
  useEffect(() => {
    let isOver = false
    void home?.toCarry('unsent').then(found => {
      if (!isOver) setDay(found)
    })
    return () => {
      isOver = true
    }
  }, [home, unsent, after])
  return day
}

function Standing({ day }: { readonly day: CarriedDay | undefined }) {
  const { t } = useTranslation()
  const time = useTime()
  if (!day) return null
  if (!day.last || day.acts === 0) return <p className="carry-count">{t('carry.none')}</p>
  return (
    <p className="carry-count">
      <b className="carry-many">{t('carry.unsent', { count: day.entries })}</b>
      <span>{t('carry.acts', { count: day.acts })}</span>
      <span>{t('carry.until', { time: time(day.last.at) })}</span>
    </p>
  )
}
