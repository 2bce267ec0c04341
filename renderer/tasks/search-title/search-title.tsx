import { useEffect, useState } from 'react'
import { Autocomplete, Input, Label, ListBox, ListBoxItem, SearchField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { PickupPlace } from '../../../circulation/loan.ts'
import type { TitleHit } from '../../../sync/register/register.ts'
import { shortName } from '../../desk/patron-words.ts'
import { scan } from '../../store/acts.ts'
import { useDesk, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'
import { looksLikeNumber, useSearch } from '../use-search.ts'
import { nameOfPlace, PickUpPlace } from './pick-up-place.tsx'

const most = 30

/** F4: titles, those on board first. With a patron open, one touch places a hold that is picked up here, or at another place chosen before. */
export function SearchTitle() {
  const { t } = useTranslation()
  const station = useStation()
  const { desk, screen } = station
  const [words, setWords] = useState('')
  // Going through all titles of a region takes a while: it begins before the first word is typed.
  useEffect(() => void desk.searchTitles('', 0), [desk])
  const settings = useDesk(state => state.settings)
  const { visit, branch, stopId } = useDesk(({ session }) => session)
  const [elsewhere, setElsewhere] = useState<PickupPlace>()
  const [choosesPlace, setChoosesPlace] = useState(false)
  const pickup = elsewhere ?? { branch, ...(stopId && { stopId }) }
  const place = nameOfPlace(settings, pickup)
  const patron = useDesk(({ patrons }) => (visit ? patrons[visit.patronId]?.patron : undefined))
  const asked = words.trim().length >= 2 && !looksLikeNumber(words) ? words.trim() : ''
  const { found, searching } = useSearch<TitleHit>(asked, () => desk.searchTitles(words.trim(), most))
  const hits = [...(found ?? [])].sort((a, b) => Number(b.onBoard > 0) - Number(a.onBoard > 0))
  const hold = (titleId: string) => {
    if (!visit) return
    screen.close()
    void desk.dispatch({ type: 'hold', titleId, ...(elsewhere && { pickup: elsewhere }) })
  }
  const submit = (text: string) => {
    if (!looksLikeNumber(text)) return
    screen.close()
    scan(station, text.trim(), 'keyboard')
  }
  const hint = visit
    ? t('search-title.holds-for', { name: shortName(patron) ?? t('keys.patron'), place })
    : t('search-title.no-patron')
  if (choosesPlace)
    return (
      <TaskPlane
        title={t('search-title.places')}
        note={place}
        acts={[undefined, { words: t('search-title.to-titles'), act: () => setChoosesPlace(false) }]}
      >
        <PickUpPlace
          chosen={pickup}
          onChoose={chosen => {
            setElsewhere(chosen)
            setChoosesPlace(false)
          }}
        />
      </TaskPlane>
    )
  const choosePlace = { words: t('search-title.pick-up', { place }), act: () => setChoosesPlace(true) }
  return (
    <TaskPlane
      title={t('search-title.title')}
      note={found ? t('search.found', { count: found.length }) : undefined}
      acts={visit ? [undefined, choosePlace] : []}
    >
      <Autocomplete inputValue={words} onInputChange={setWords} disableAutoFocusFirst>
        <div className="search-fields">
          <SearchField autoFocus onSubmit={submit} className="search">
            <Label>{t('search-title.words')}</Label>
            <Input className="field" autoComplete="off" />
          </SearchField>
        </div>
        <p className="plane-note">{hint}</p>
        <ListBox
          className="hits titles"
          aria-label={t('search-title.hits')}
          items={hits.map(hit => ({ ...hit, id: hit.title.titleId }))}
          onAction={key => hold(String(key))}
          renderEmptyState={() => (
            <p className="quiet">{t(searching ? 'search.searching' : found ? 'search.nothing' : 'search-title.hint')}</p>
          )}
        >
          {({ title, onBoard, copies, available }) => (
            <ListBoxItem className="hit" textValue={title.title}>
              <b className="clip">{title.title}</b>
              <span className="clip">{[title.author, title.year].filter(Boolean).join(', ')}</span>
              <span className={onBoard > 0 ? 'on-board' : 'quiet'}>
                {onBoard > 0 ? t('search-title.on-board', { count: onBoard }) : t('search-title.not-on-board')}
              </span>
              <small>{t('search-title.available', { available, copies })}</small>
            </ListBoxItem>
          )}
        </ListBox>
      </Autocomplete>
    </TaskPlane>
  )
}
