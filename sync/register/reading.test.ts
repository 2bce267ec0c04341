import { openLeastRegister } from './detail/least-library.fixture.ts'
import { openMemoryRegister } from './memory-register.ts'
import { readingContract, today } from './reading.contract.ts'
import type { WritableRegister } from './writable-register.ts'

readingContract('the older form, in memory', () => {
  let register: WritableRegister
  const take = async (opened: Promise<WritableRegister>) => {
    register = await opened
    return register
  }
  return {
    open: () => take(openMemoryRegister()),
    fill: load => take(openLeastRegister(load, today, load.named)),
    become: load => take(openLeastRegister({ ...load, version: 2 }, today, load.named)),
    again: async () => register,
    remove: () => register.close(),
  }
})
