import type { Drawn, DrawRow } from '../../hardware/printing/encode-slip.ts'

const rowHeight = 32

/** Draws a row as the printer would write it: each letter in its own cell, so that columns stay beneath each other. */
export const drawRow: DrawRow = (row, dots, columns): Drawn => {
  const times = row.big ? 2 : 1
  // A picture's width and height come in eights.
  const width = Math.floor(dots / 8) * 8
  const height = rowHeight * times
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.fillStyle = '#000'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const cell = (width / columns) * times
  context.font = `${row.bold ? 'bold ' : ''}${Math.round(cell * 1.7)}px Overpass, monospace`
  ;[...row.text].forEach((letter, at) => {
    context.fillText(letter, cell * (at + 0.5), height / 2, cell * 1.15)
  })
  const { data } = context.getImageData(0, 0, width, height)
  const drawn = new Uint8Array(width * height)
  for (let at = 0; at < drawn.length; at++) drawn[at] = data[at * 4]! < 140 ? 1 : 0
  return { width, height, dots: drawn }
}
