import { describe, expect, test } from 'vitest'
import range from '../../nodes/function/range.js'
import { checkNode } from '../helpers/check-node.js'
import { runNode } from '../helpers/run-node.js'

const tenToHundred = { minin: '0', maxin: '10', minout: '0', maxout: '100' }

describe('range', () => {
  test.each([
    { name: 'scales within the range', config: {}, payload: 5, expected: 50 },
    { name: 'scales beyond the range', config: { action: 'scale' }, payload: 12, expected: 120 },
    { name: 'scales where no action is saved', config: { action: '' }, payload: -1, expected: -10 },
    { name: 'limits to the upper end', config: { action: 'clamp' }, payload: 12, expected: 100 },
    { name: 'limits to the lower end', config: { action: 'clamp' }, payload: -12, expected: 0 },
    { name: 'wraps around above', config: { action: 'roll' }, payload: 12, expected: 20 },
    { name: 'wraps around below', config: { action: 'roll' }, payload: -2, expected: 80 },
    { name: 'sends what is at the end of the range', config: { action: 'drop' }, payload: 10, expected: 100 },
    { name: 'reads a number in a text', config: {}, payload: '5', expected: 50 },
    { name: 'reads an empty text as zero', config: { minout: 7 }, payload: '', expected: 7 },
    { name: 'reads true as one', config: {}, payload: true, expected: 10 },
    {
      name: 'scales to a falling range',
      config: { minout: '100', maxout: '0' },
      payload: 2,
      expected: 80,
    },
    {
      name: 'takes the input range in either order',
      config: { minin: 10, maxin: 0 },
      payload: 2,
      expected: 80,
    },
    {
      name: 'wraps within an input range of falling order',
      config: { minin: 10, maxin: 0, action: 'roll' },
      payload: 12,
      expected: 80,
    },
    {
      name: 'scales between ranges below zero',
      config: { minin: -10, maxin: -5, minout: -1, maxout: 1 },
      payload: -7.5,
      expected: 0,
    },
    { name: 'rounds when asked', config: { maxout: 5, round: true }, payload: 5, expected: 3 },
    { name: 'rounds when asked by a text', config: { maxout: 5, round: 'true' }, payload: 5, expected: 3 },
    {
      name: 'keeps rounded results within the range',
      config: { minout: 0.5, maxout: 9.6, round: true, action: 'clamp' },
      payload: 10,
      expected: 9,
    },
    { name: 'does not round else', config: { maxout: 5, round: false }, payload: 5, expected: 2.5 },
    { name: 'takes fields that are not set for zero', config: { minin: '' }, payload: 5, expected: 50 },
  ])('$name', async ({ config, payload, expected }) => {
    const [sent] = await runNode(range, { ...tenToHundred, ...config }, { payload })
    expect(sent?.payload).toBe(expected)
  })

  test.each([
    { config: { minin: '' }, expected: 50 },
    { config: { minin: undefined }, expected: Number.NaN },
    { config: { maxout: undefined }, expected: Number.NaN },
  ])('takes an empty end for 0, and scales nothing without one: %o', async ({ config, expected }) => {
    const [sent] = await runNode(range, { ...tenToHundred, ...config }, { payload: 5 })
    expect(sent?.payload).toBe(expected)
  })

  test.each([{ payload: 10.1 }, { payload: -0.1 }])('drops $payload where asked to', async ({ payload }) => {
    expect(await runNode(range, { ...tenToHundred, action: 'drop' }, { payload })).toEqual([])
  })

  test('scales another property', async () => {
    const config = { ...tenToHundred, property: 'payload.list[1]' }
    const [sent] = await runNode(range, config, { payload: { list: [1, 2] } })
    expect(sent?.payload).toEqual({ list: [1, 20] })
  })

  test.each([{ topic: 'x' }, { payload: undefined }])('passes $0 on unchanged', async (message) => {
    expect(await runNode(range, tenToHundred, { ...message })).toEqual([message])
  })

  test.each([
    { name: 'a text', payload: 'NaN-sense' },
    { name: 'an object', payload: {} },
    { name: 'an object without a prototype', payload: { toString: () => 'x' } },
  ])('fails on $name', async ({ payload }) => {
    const run = runNode(range, tenToHundred, { payload })
    await expect(run).rejects.toMatchObject({ code: 'NODE_FAILED' })
    await expect(run).rejects.toThrow('msg.payload is no number')
  })

  test.each([
    { name: 'an empty range', config: { minin: 3, maxin: 3 }, expected: { severity: 'warning' } },
    { name: 'a bad property', config: { property: 'a..b' }, expected: { code: 'BAD_PROPERTY' } },
    { name: 'a text for a number', config: { minin: 'low' }, expected: { code: 'BAD_CONFIG' } },
    { name: 'an unknown action', config: { action: 'fold' }, expected: { code: 'BAD_CONFIG' } },
  ])('is checked for $name', ({ config, expected }) => {
    expect(checkNode(range, { ...tenToHundred, ...config })).toMatchObject([expected])
  })
})
