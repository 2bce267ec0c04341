import { useState } from 'react'
import { Autocomplete, Input, Label, ListBox, ListBoxItem, SearchField, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Patron } from '../../../circulation/patron.ts'
import { cardEnd } from '../../desk/patron-words.ts'
import { scan } from '../../store/acts.ts'
import { useFormats, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'
import { looksLikeNumber, useSearch } from '../use-search.ts'

const most = 20

/** F3: a patron by name and birth year, for whom the card was left at home. Opening one is recorded. */
export function SearchPatron() {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const station = useStation()
  const { desk, screen } = station
  const [name, setName] = useState('')
  const [year, setYear] = useState('')
  const birthYear = /^\d{4}$/.test(year) ? Number(year) : undefined
  const { found, searching } = useSearch<Patron>(
    name.trim().length >= 2 && !looksLikeNumber(name) ? `${name.trim()} ${birthYear ?? ''}` : '',
    () => desk.searchPatrons({ name: name.trim(), limit: most, ...(birthYear && { birthYear }) }),
  )
  const open = (patronId: string) => {
    screen.close()
    void desk.dispatch({ type: 'open-patron', patronId })
  }
  const submit = (text: string) => {
    const only = found?.length === 1 ? found[0] : undefined
    if (looksLikeNumber(text)) {
      screen.close()
      scan(station, text.trim(), 'keyboard')
    } else if (only) open(only.patronId)
  }
  const categoryOf = ({ category }: Patron) => (i18n.exists(`category.${category}`) ? t(`category.${category}`) : category)
  return (
    <TaskPlane title={t('search-patron.title')} note={found ? t('search.found', { count: found.length }) : undefined}>
      <Autocomplete inputValue={name} onInputChange={setName} disableAutoFocusFirst>
        <div className="search-fields">
          <SearchField autoFocus onSubmit={submit} className="search">
            <Label>{t('search-patron.name')}</Label>
            <Input className="field" autoComplete="off" />
          </SearchField>
          <TextFieldOfYear label={t('search-patron.year')} value={year} onChange={setYear} />
        </div>
        <ListBox
          className="hits"
          aria-label={t('search-patron.hits')}
          items={(found ?? []).map(patron => ({ ...patron, id: patron.patronId }))}
          onAction={key => open(String(key))}
          renderEmptyState={() => (
            <p className="quiet">{t(searching ? 'search.searching' : found ? 'search-patron.nothing' : 'search-patron.hint')}</p>
          )}
        >
          {patron => (
            <ListBoxItem className="hit" textValue={nameOf(patron)}>
              <b className="clip">{nameOf(patron)}</b>
              <span>{patron.birthDate ? t('search-patron.born', { year: patron.birthDate.slice(0, 4) }) : ''}</span>
              <span>{categoryOf(patron)}</span>
              <small>{t('patron.card-end', { end: cardEnd(patron.cards[0] ?? '') })}</small>
              <small>{patron.expiresOn ? formats.month(patron.expiresOn) : ''}</small>
            </ListBoxItem>
          )}
        </ListBox>
      </Autocomplete>
    </TaskPlane>
  )
}

const nameOf = ({ name, cards }: Patron): string => (name ? `${name.family} ${name.given}`.trim() : (cards[0] ?? ''))

interface YearProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Outside of the search field's reach: its arrows move in the year, not in the list. */
function TextFieldOfYear({ label, value, onChange }: YearProps) {
  return (
    <TextField className="year" value={value} onChange={onChange} slot={null} maxLength={4}>
      <Label>{label}</Label>
      <Input className="field" inputMode="numeric" autoComplete="off" />
    </TextField>
  )
}
