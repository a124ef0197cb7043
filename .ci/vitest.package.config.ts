import { defineConfig } from 'vitest/config'

// The slow tests of the package as users install it: `npm run test:package`.
export default defineConfig({
  test: { include: ['test/package/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000 },
})
