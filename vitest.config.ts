import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/bench/**',
      'test/package/**',
      'test/compare/**',
      'test/sandbox/{escapes,harm,run-corpus}.test.ts',
      '**/node_modules/**',
    ],
    globalSetup: ['test/helpers/build-once.ts'],
    testTimeout: 15_000,
    // The default leaves one of two cores idle.
    maxWorkers: 2,
    // Modules that tests write into temporary folders are loaded as Node loads them.
    server: { deps: { external: [/millrace-test-/] } },
  },
})
