import { describe, expect, test } from 'vitest'
import { readContentType, withDefaultCharset, withUtf8 } from '../../runtime/http/content-type.js'

describe('a Content-Type header', () => {
  test.each([
    { header: 'text/plain', mediaType: 'text/plain', parameters: {} },
    { header: ' Text/HTML ;charset="utf-8"', mediaType: 'text/html', parameters: { charset: 'utf-8' } },
    { header: 'a/b; Q="x \\"y\\""; z=1', mediaType: 'a/b', parameters: { q: 'x "y"', z: '1' } },
  ])('$header is read', ({ header, mediaType, parameters }) => {
    const type = readContentType(header)
    expect(type?.mediaType).toBe(mediaType)
    expect(Object.fromEntries(type?.parameters ?? [])).toEqual(parameters)
  })

  test.each(['', 'text', 'text/', 'a b/c', 'text/plain; x', 'text/plain; x=', 'text/plain; x="'])(
    '"%s" is none',
    (header) => {
      expect(readContentType(header)).toBeUndefined()
    },
  )

  test.each([
    { header: 'application/json', sent: 'application/json; charset=utf-8' },
    { header: 'text/css', sent: 'text/css; charset=utf-8' },
    { header: 'text/css; charset=x', sent: 'text/css; charset=x' },
    { header: 'image/png', sent: 'image/png' },
  ])('$header is completed to $sent', ({ header, sent }) => {
    expect(withDefaultCharset(header)).toBe(sent)
  })

  test.each([
    { header: 'image/png', sent: 'image/png; charset=utf-8' },
    { header: 'Text/X; z="a b"; Charset=latin1; b=1', sent: 'text/x; b=1; charset=utf-8; z="a b"' },
    { header: 'nonsense', sent: 'nonsense' },
  ])('$header is sent with text as $sent', ({ header, sent }) => {
    expect(withUtf8(header)).toBe(sent)
  })
})
