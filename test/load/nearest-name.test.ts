import { describe, expect, test } from 'vitest'
import { findNearestName } from '../../runtime/load/nearest-name.js'

const types = ['http in', 'http response', 'inject', 'debug', 'function', 'jwt', 'mqtt in', 'mqtt out']

describe('findNearestName', () => {
  test.each([
    { name: 'finds a letter left out', given: 'fnction', expected: 'function' },
    { name: 'finds two letters swapped', given: 'debgu', expected: 'debug' },
    { name: 'takes capitals, dashes and underscores for nothing', given: 'HTTP-In', expected: 'http in' },
    { name: 'finds a letter too much in a short name', given: 'jwtt', expected: 'jwt' },
    { name: 'prefers the fewest slips', given: 'mqtt ot', expected: 'mqtt out' },
    { name: 'finds nothing where most letters differ', given: 'zigbee', expected: undefined },
    { name: 'does not offer the name itself', given: 'debug', expected: undefined },
    { name: 'finds nothing for an empty name', given: '', expected: undefined },
  ])('$name', ({ given, expected }) => {
    expect(findNearestName(given, types)).toBe(expected)
  })
})
