import type { Migration } from 'kysely'
import * as firstTables from './001-first-tables.ts'
import * as brake from './002-brake.ts'
import * as looks from './003-looks.ts'
import * as answers from './004-answers.ts'
import * as steps from './005-steps.ts'
import * as contacts from './006-contacts.ts'
import * as trialAndPace from './007-trial-and-pace.ts'
import * as policyOfDetail from './008-policy-of-detail.ts'
import * as packedRegister from './009-packed-register.ts'
import * as personKeys from './010-person-keys.ts'
import * as groupsOfStations from './011-groups-of-stations.ts'

/** Every migration by its number; a number that has been released never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-first-tables': firstTables,
  '002-brake': brake,
  '003-looks': looks,
  '004-answers': answers,
  '005-steps': steps,
  '006-contacts': contacts,
  '007-trial-and-pace': trialAndPace,
  '008-policy-of-detail': policyOfDetail,
  '009-packed-register': packedRegister,
  '010-person-keys': personKeys,
  '011-groups-of-stations': groupsOfStations,
}
