import { lines } from './lines.fixture.ts'
import { padContract } from './pads.contract.ts'

for (const [name, open] of Object.entries(lines)) padContract(name, open)
