// Generates src/api/schema.d.ts from the server's own OpenAPI document: node scripts/types.mjs [address of the server]
import { writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const base = process.argv[2] ?? process.env.ONESTOP_URL ?? 'http://127.0.0.1:8080';
const tree = await openapiTS(new URL('/api/v1/openapi.json', base));
const target = new URL('../src/api/schema.d.ts', import.meta.url);
writeFileSync(target, `// Made by npm run types from the server's OpenAPI document; not edited by hand.\n${astToString(tree)}`);
console.log(`wrote ${target.pathname}`);
