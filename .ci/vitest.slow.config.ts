import { defineConfig } from 'vitest/config'

// What takes its time: the sandbox under attack, and the package as users install it: `npm run test:slow`.
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts', 'test/sandbox/{escapes,harm,run-corpus}.test.ts'],
    globalSetup: ['test/helpers/build-once.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
