import { expect, test } from 'vitest'
import { bytesOfHex, hexOf } from '../hex.ts'
import { readTag } from './read-tag.ts'
import { imageOfLine, tagLine } from './tag-line.ts'

const line = (hex: string) => tagLine(readTag(bytesOfHex(hex)!))
const mamk = '9101046091ce43800201a80501106702424103073240de05ab075b0000000000'

test('[HW23] the doctor tells a tag in one line', () => {
  expect(JSON.stringify(line(mamk))).toBe(
    '{"model":"iso28560-2","id":"1620168259","owner":"FI-Mamk-M","part":1,"parts":1,"usage":"10","kind":"item","offlineIssue":true,"offlineReturn":true}',
  )
  const offline = line('11044d9c781f0201a0030432408e9705011300')
  expect(offline).toMatchObject({ usage: '13', offlineIssue: false, offlineReturn: true })
  expect(line('11020331333032303939393939000000000000')).toMatchObject({ model: 'unknown', id: null, damaged: '1302099999' })
  expect(line('0411000032303030303030303030343200000000000000000000000000000000')).toMatchObject({
    model: 'rfid501',
    id: '200000000042',
    owner: null,
    usage: null,
    kind: 'patron',
  })
  expect(line('00000000')).toMatchObject({ model: 'blank', id: null, kind: 'blank' })
  expect(line('deadbeef')).toMatchObject({ model: 'unknown', id: null, kind: 'unknown' })
})

test('[HW23] what the doctor prints can be given back to it', () => {
  for (const hex of [
    mamk,
    '1103023133303230393939393900000000000000000000000000000000000000',
    '0422000931333032303939393939000000000000000000000000000000000000',
  ]) {
    const said = line(hex)
    if (said.model === 'unknown') continue
    const image = imageOfLine(JSON.parse(JSON.stringify(said)))
    expect(tagLine(readTag(image.memory, image.dsfid))).toEqual(said)
  }
  const card = imageOfLine({ model: 'iso28560-3', id: '200000000042', owner: 'FI-He', kind: 'patron' })
  expect(hexOf(card.memory.subarray(0, 34))).toBe('1801013230303030303030303034320000000071a446494865000000000000000000')
})

test('[HW23] a wish that says too little is refused in one readable line', () => {
  expect(() => imageOfLine({ model: 'iso28560-3' })).toThrow(/^id: /)
  expect(() => imageOfLine({ model: 'uhf', id: '1' })).toThrow(/^model: /)
  expect(() => imageOfLine({ model: 'iso28560-2', id: '12', usage: 'zz' })).toThrow(/^usage: /)
  expect(() => imageOfLine('x')).toThrow(/^tag: /)
})
