import { expect, test } from 'vitest'
import { showField } from '../../runtime/cli/show-field.js'
import { property, typedValue } from '../../runtime/define-node.js'

const description = 'What it is.'

test.each([
  {
    name: 'a typed value',
    field: typedValue({
      types: ['msg', { type: 'nul', hasValue: false }],
      default: { type: 'msg', value: 'a' },
      description,
    }),
    text: 'f  value with its type in fType: msg nul, default msg a',
  },
  {
    name: 'a typed value that is needed, with a type field of its own',
    field: typedValue({ types: ['num'], typeField: 't', needed: true, description }),
    text: 'f  value with its type in t: num, required',
  },
  {
    name: 'a property',
    field: property({ default: 'payload', description }),
    text: 'f  property of the message, default msg payload',
  },
  {
    name: 'a property that may be empty',
    field: property({ mayBeEmpty: true, description }),
    text: 'f  property of the message, may be empty',
  },
  {
    name: 'a property somewhere',
    field: property({ of: ['msg', 'global'], description }),
    text: 'f  property, with its place in fType: msg global',
  },
])('the page of a node type shows $name', ({ field, text }) => {
  const shown = showField('f', field, { isRequired: false, indent: '', paint: (_colour, word) => word })
  expect(shown).toBe(`${text}\n    ${description}`)
})
