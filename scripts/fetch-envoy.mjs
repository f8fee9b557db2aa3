/**
 * Prints the path of an Envoy binary; fetches one when there is none yet.
 *
 * Usage: node scripts/fetch-envoy.mjs
 */
import { envoyBinary } from './lib/envoy-binary.mjs';

try {
  console.log(await envoyBinary());
} catch (error) {
  console.error(`gatewright: ${error.message}`);
  process.exitCode = 1;
}
