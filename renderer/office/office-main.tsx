import { createRoot } from 'react-dom/client'
import { Temporal } from 'temporal-polyfill'
import '../look/desk.css'
import './office.css'
import './door.css'
import './lists.css'
import './stations.css'
import { officeLine } from './office-line.ts'
import { officeMemory } from './office-memory.dom.ts'
import { OfficeScreen } from './office-screen.tsx'

const memory = officeMemory(window)
const lineTo = (token: string) => officeLine(location.origin, token, (...asked) => fetch(...asked))
const now = () => Temporal.Now.instant().epochMilliseconds

createRoot(document.getElementById('root')!).render(<OfficeScreen memory={memory} lineTo={lineTo} now={now} />)
