import { defineConfig } from 'vitest/config'

// Runs flows on Node-RED and on Millrace, and compares what comes out: `npm run compare`.
export default defineConfig({
  test: { include: ['test/compare/compare.test.ts'], reporters: ['verbose'] },
})
