// Where drizzle-kit finds the schema and writes migrations: `npx drizzle-kit generate` in this folder.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({ dialect: 'postgresql', schema: './src/history/schema.ts', out: './drizzle' });
