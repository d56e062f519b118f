// Builds the dashboard; in development the API is proxied to a twin, and `/dev.html` shows the demo line without one.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const twin = process.env.TWIN_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), demoLine()],
  server: { proxy: { '/api': { target: twin, ws: true } } },
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'three', test: /node_modules[\\/]three/ },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|zustand)[\\/]/ },
          ],
        },
      },
    },
  },
});

/** Serves the demo line's model to the development page, which has no twin to ask. */
function demoLine(): Plugin {
  return {
    name: 'demo-line',
    configureServer(server) {
      server.middlewares.use('/dev/line.json', async (_, response) => {
        const { readLineFile } = await import('@mini-factory-twin/contracts/line-file');
        const file = new URL('../examples/lines/drive-unit.yaml', import.meta.url);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(await readLineFile(file.pathname)));
      });
    },
  };
}
