import 'reflect-metadata';
import { serve } from './serve.js';

try {
  await serve(process.env, process.cwd());
} catch (error) {
  process.stderr.write(`gatewright: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
