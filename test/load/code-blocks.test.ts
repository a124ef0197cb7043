import { describe, expect, test } from 'vitest'
import { findCodeBlocks } from '../../runtime/load/code-blocks.js'

// The expected blocks are those of the reference implementation of CommonMark 0.31.
describe('findCodeBlocks', () => {
  test.each([
    { name: 'backticks', page: '```json\n[1]\n```', blocks: ['[1]@2'] },
    { name: 'tildes', page: '~~~\n[1]\n~~~', blocks: ['[1]@2'] },
    { name: 'a fence closed by a longer one', page: '```\na\n`````\nb', blocks: ['a@2'] },
    {
      name: 'a shorter fence inside a longer one',
      page: '````\n```\na\n```\n````',
      blocks: ['```\na\n```@2'],
    },
    { name: 'a fence of the other kind inside', page: '~~~\n```\n~~~', blocks: ['```@2'] },
    { name: 'a fence that the page does not close', page: '```\na\n\nb', blocks: ['a\n\nb@2'] },
    { name: 'no fence of backticks with a backtick behind', page: '``` a`b\nx', blocks: [] },
    { name: 'a closing fence with text behind as text', page: '```\na\n``` b\n```', blocks: ['a\n``` b@2'] },
    {
      name: 'an indented fence, less its indentation',
      page: '  ```\n  a\n   b\n c\n  ```',
      blocks: ['a\n b\nc@2'],
    },
    { name: 'a fence right behind a paragraph', page: 'text\n```\na\n```', blocks: ['a@3'] },
    { name: 'an indented block', page: 'text\n\n    a\n\n    b\ntext', blocks: ['a\n\nb@3'] },
    { name: 'no indented block inside a paragraph', page: 'text\n    a', blocks: [] },
    { name: 'a fence in a list', page: '1. x\n\n   ```\n   a\n   ```\n', blocks: ['a@4'] },
    { name: 'a fence behind a list marker', page: '- ```\n  a\n  ```', blocks: ['a@2'] },
    { name: 'a fence in a nested list', page: '- x\n  - ~~~\n    a\n    ~~~', blocks: ['a@3'] },
    { name: 'a fence that ends with its list', page: '- ```\n  a\nb', blocks: ['a@2'] },
    { name: 'a fence in a quote', page: '> ```\n> a\n>  b\n> ```', blocks: ['a\n b@2'] },
    { name: 'a fence that ends with its quote', page: '> ```\n> a\nb\n```\nc', blocks: ['a@2', 'c@5'] },
    { name: 'a fence in a list in a quote', page: '> - x\n>\n>   ```\n>   a\n>   ```', blocks: ['a@4'] },
    { name: 'a list indented by a tab', page: '-\tx\n\n\t```\n\ta\n\t```', blocks: ['a@4'] },
    { name: 'a fence in a comment not at all', page: '<!--\n```\na\n```\n-->\n```\nb\n```', blocks: ['b@7'] },
    { name: 'a fence in <pre> not at all', page: '<pre>\n```\na\n```\n</pre>', blocks: [] },
    { name: 'the page behind a comment of one line', page: '<!-- x -->\n```\na\n```', blocks: ['a@3'] },
    { name: 'a rule of dashes as no list', page: '- - -\n    a', blocks: ['a@2'] },
    { name: 'a heading underlined, then code', page: 'x\n---\n    a', blocks: ['a@3'] },
    { name: 'lines that end with CR LF', page: '```\r\na\r\nb\r\n```\r\n', blocks: ['a\nb@2'] },
    { name: 'an empty block', page: '```\n```', blocks: ['@2'] },
  ])('finds $name', ({ page, blocks }) => {
    const found = findCodeBlocks(page).map(({ text, line }) => `${text.trimEnd()}@${line}`)
    expect(found).toEqual(blocks)
  })

  test.each([
    { name: 'around the fence', page: '{% raw %}\n```json\n[1]\n```\n{% endraw %}' },
    { name: 'inside the fence', page: '```json\n{% raw %}\n[1]\n{% endraw %}\n```' },
    { name: "on the fence's own lines", page: '{% raw %}```json\n[1]\n```{% endraw %}' },
    { name: 'on the line of the text', page: '```json\n{% raw %}[1]{% endraw %}\n```' },
    { name: 'with dashes that eat white space', page: '{%- raw -%}\n```json\n[1]\n```\n{%- endraw -%}' },
  ])('takes away raw tags $name', ({ page }) => {
    expect(findCodeBlocks(page).map(({ text }) => text.trim())).toEqual(['[1]'])
  })

  test('leaves a raw tag inside a text alone', () => {
    const text = '["{% raw %}{{x}}{% endraw %}", 1]'
    expect(findCodeBlocks(`\`\`\`\n${text}\n\`\`\``)[0]?.text).toBe(text)
  })

  test.each([
    { name: 'a list', page: '1. x\n\n   ```\n   abc\n   ```', shifts: [3] },
    { name: 'a quote', page: '> ```\n> abc\n>abc\n> ```', shifts: [2, 1] },
    { name: 'a list indented by tabs', page: '-\tx\n\n\t```\n\tabc\n\t```', shifts: [1] },
    { name: 'raw tags', page: '```\n{% raw %}abc\n```', shifts: [9] },
  ])('counts what stands before the text on the lines of the page: $name', ({ page, shifts }) => {
    const [block] = findCodeBlocks(page)
    expect(block?.shifts).toEqual(shifts)
    const lines = page.split('\n')
    shifts.forEach((shift, index) => {
      expect(lines[block!.line - 1 + index]?.slice(shift).slice(0, 3)).toBe('abc')
    })
  })
})
