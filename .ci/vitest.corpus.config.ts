import { defineConfig } from 'vitest/config'

// Tries every payload in Node-RED as well, and prints the table of what each did: `npm run corpus`.
export default defineConfig({
  test: {
    include: ['test/sandbox/corpus-table.test.ts'],
    globalSetup: ['test/helpers/build-once.ts'],
    hookTimeout: 240_000,
  },
})
