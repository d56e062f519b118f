// Bundles the worker that measures the kernel, as the twin's workers are: V8 folds constants within a module only.
export default {
  input: 'src/kernel-worker.ts',
  platform: 'node',
  output: { file: 'dist/kernel-worker.js', format: 'esm' },
};
