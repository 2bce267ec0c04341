import { ListBox, ListBoxItem } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { PickupPlace } from '../../../circulation/loan.ts'
import type { LibrarySettings } from '../../../sync/register/register.ts'
import { branchOf } from '../../desk/place.ts'
import { useDesk } from '../../store/station.ts'

interface PickUpPlaceProps {
  readonly chosen: PickupPlace
  readonly onChoose: (place: PickupPlace) => void
}

/** Every stop and every library where a hold can be picked up; the stops of the branch that serves come first. */
export function PickUpPlace({ chosen, onChoose }: PickUpPlaceProps) {
  const { t } = useTranslation()
  const settings = useDesk(state => state.settings)
  const places = placesOf(settings, chosen.branch)
  return (
    <ListBox
      className="stops"
      aria-label={t('search-title.places')}
      autoFocus="first"
      items={places}
      onAction={key => {
        const place = places.find(({ id }) => id === key)?.place
        if (place) onChoose(place)
      }}
    >
      {({ name, line }) => (
        <ListBoxItem className="choice place" textValue={name}>
          <b className="clip">{name}</b>
          <span>{line === undefined ? t('search-title.library') : t('verdict-word.line', { line })}</span>
        </ListBoxItem>
      )}
    </ListBox>
  )
}

/** The name of a stop, or of the branch where there is none. */
export function nameOfPlace(settings: LibrarySettings, { branch, stopId }: PickupPlace): string {
  const stop = settings.stops.find(known => known.stopId === stopId && known.branch === branch)
  return stop?.name ?? branchOf(settings, branch)?.name ?? branch
}

interface Place {
  readonly id: string
  readonly name: string
  readonly place: PickupPlace
  /** Of a stop. */
  readonly line?: string
}

function placesOf({ stops, branches }: LibrarySettings, first: string): readonly Place[] {
  const atStops = stops
    .toSorted((one, other) => Number(other.branch === first) - Number(one.branch === first))
    .map(({ stopId, name, line, branch }) => ({ id: `${branch} ${stopId}`, name, line, place: { branch, stopId } }))
  const inside = branches
    .filter(({ kind }) => kind === 'library')
    .map(({ branch, name }) => ({ id: branch, name, place: { branch } }))
  return [...atStops, ...inside]
}
