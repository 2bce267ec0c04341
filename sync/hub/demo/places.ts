import { Temporal } from 'temporal-polyfill'
import type { Branch, Stop, Visit } from '../../../circulation/place.ts'

const zone = 'Europe/Helsinki'

function branch(code: string, name: string, kind: Branch['kind'], closedWeekdays: readonly number[]): Branch {
  // The demo's items belong somewhere, on a bus too, so that a return can show where a book goes.
  return { branch: code, name, kind, zone, closedOn: [], closedWeekdays, floating: false }
}

export const branches: readonly Branch[] = [
  branch('PYS', 'Pääkirjasto', 'library', [7]),
  branch('LAH', 'Lahdenperän kirjasto', 'library', [6, 7]),
  branch('MET', 'Metsäkylän kirjasto', 'library', [1, 6, 7]),
  branch('PYS1AU', 'Kirjastoauto Hertta', 'bookmobile', []),
  branch('PYS2AU', 'Kirjastoauto Onni', 'bookmobile', []),
]

/** Stop id, name, from, to. The first six are driven today, the others tomorrow; each again two weeks later. */
const lines: Readonly<Record<string, readonly (readonly [string, string, string, string])[]>> = {
  '3': [
    ['3-kulju', 'Kuljun päiväkoti', '08:30', '09:15'],
    ['3-saaksjarvi', 'Sääksjärven koulu', '09:40', '10:25'],
    ['3-hakkari', 'Hakkarin palvelukeskus', '10:45', '11:15'],
    ['3-moisio', 'Moision koulu', '12:30', '13:30'],
    ['3-hoytamo', 'Höytämö, maitolaituri', '15:00', '15:20'],
    ['3-rantatie', 'Rantatie, kääntöpaikka', '16:30', '18:00'],
    ['3-nurmi', 'Nurmen kylätalo', '09:00', '09:40'],
    ['3-lippo', 'Lippo, vanha kauppa', '10:00', '10:30'],
    ['3-sarkola', 'Sarkolan koulu', '11:00', '12:15'],
    ['3-pihlaja', 'Pihlajamäen palvelutalo', '13:15', '14:00'],
    ['3-myllyoja', 'Myllyojan risteys', '15:10', '15:40'],
    ['3-asema', 'Asemanseutu', '17:00', '18:30'],
  ],
  '5': [
    ['5-saija', 'Säijän koulu', '08:45', '09:45'],
    ['5-herrala', 'Herralan silta', '10:10', '10:30'],
    ['5-kirkonkyla', 'Kirkonkylän päiväkoti', '10:50', '11:30'],
    ['5-innila', 'Innilä, osuuskauppa', '12:40', '13:20'],
    ['5-vaskivesi', 'Vaskiveden seurantalo', '14:30', '15:15'],
    ['5-lahdenpera', 'Lahdenperä, uimaranta', '16:30', '17:45'],
    ['5-tottijarvi', 'Tottijärven koulu', '09:00', '10:00'],
    ['5-sorva', 'Sorva, bussikatos', '10:20', '10:40'],
    ['5-haikka', 'Haikan asukastupa', '11:10', '11:50'],
    ['5-kurikka', 'Kurikan palvelukoti', '13:00', '13:40'],
    ['5-alinen', 'Alinen, satama', '14:20', '15:00'],
    ['5-korpi', 'Korpikylän koulu', '16:15', '17:30'],
  ],
}

/** Line 3 belongs to the first bus, line 5 to the second; every stop has a visit today or tomorrow, and the next ones every two weeks. */
export function stopsAround(today: string): readonly Stop[] {
  return Object.entries(lines).flatMap(([line, stops], bus) =>
    stops.map(([stopId, name, from, to], index) => ({
      stopId,
      name,
      line,
      branch: `PYS${bus + 1}AU`,
      visits: visitsAround(today, index < 6 ? 0 : 1, from, to),
    })),
  )
}

function visitsAround(today: string, offset: number, from: string, to: string): Visit[] {
  const first = Temporal.PlainDate.from(today).add({ days: offset })
  return [-28, -14, 0, 14, 28, 42, 56].map(days => ({ day: first.add({ days }).toString(), from, to }))
}
