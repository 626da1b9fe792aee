// Fails when the JavaScript that the first page needs passes the budget (gzipped kilobytes).
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const sizes = new Map();

const gzipped = (file) => gzipSync(readFileSync(new URL(file, dist))).length / 1000;

/** A chunk, all it imports statically, and nothing of what it loads later. */
function collect(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the manifest has no ${key}`);
  if (sizes.has(chunk.file)) return;
  sizes.set(chunk.file, gzipped(chunk.file));
  for (const imported of chunk.imports ?? []) collect(imported);
}

// The first look, the shell, the words of one language, the landing page.
const FIRST = ['index.html', 'src/main.tsx', 'src/i18n/vi/index.ts', 'src/features/home/HomePage.tsx'];
for (const key of FIRST) collect(key);

const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
for (const [file, size] of [...sizes].sort((a, b) => b[1] - a[1])) {
  console.log(`${size.toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${total.toFixed(1).padStart(7)} kB  initial JavaScript, gzipped (budget ${BUDGET_KB} kB)`);
if (total > BUDGET_KB) process.exit(1);
