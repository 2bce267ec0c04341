import type { ComponentType } from 'react'
import type { TaskName } from '../store/screen-store.ts'
import { useScreen } from '../store/station.ts'
import { Devices } from './devices/devices.tsx'
import { LearnLabels } from './devices/learn-labels.tsx'
import { Help } from './help/help.tsx'
import { LeaveKiosk } from './leave-kiosk/leave-kiosk.tsx'
import { MoveVisit } from './move-visit/move-visit.tsx'
import { OnPad } from './pad/on-pad.tsx'
import { WriteTag } from './pad/write-tag.tsx'
import { PatronLoans } from './patron/patron-loans.tsx'
import { Pay } from './pay/pay.tsx'
import { Receipt } from './print/receipt.tsx'
import { Renew } from './renew/renew.tsx'
import { SearchPatron } from './search-patron/search-patron.tsx'
import { SearchTitle } from './search-title/search-title.tsx'
import { Passphrase } from './settings/passphrase.tsx'
import { Settings } from './settings/settings.tsx'
import { SignIn } from './sign-in/sign-in.tsx'
import { ChooseStop } from './stops/choose-stop.tsx'
import { ToSortOut } from './to-sort-out/to-sort-out.tsx'
import { UndoLines } from './undo/undo-lines.tsx'
import { CarryHome } from './ways-home/carry-home.tsx'
import { KocExit } from './ways-home/koc-exit.tsx'

const planes: Readonly<Record<TaskName, ComponentType>> = {
  help: Help,
  'search-patron': SearchPatron,
  'search-title': SearchTitle,
  renew: Renew,
  pay: Pay,
  tasks: ToSortOut,
  print: Receipt,
  undo: UndoLines,
  stops: ChooseStop,
  'sign-in': SignIn,
  settings: Settings,
  passphrase: Passphrase,
  'leave-kiosk': LeaveKiosk,
  'move-visit': MoveVisit,
  patron: PatronLoans,
  'carry-home': CarryHome,
  'koc-exit': KocExit,
  pad: OnPad,
  'write-tag': WriteTag,
  devices: Devices,
  'learn-labels': LearnLabels,
}

/** The plane of the task that is open, if one is. */
export function OpenTask() {
  const task = useScreen(state => state.task)
  const Plane = task && planes[task]
  return Plane ? <Plane /> : null
}
