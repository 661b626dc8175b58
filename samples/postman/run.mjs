// Runs the collection as Postman does, against the server and as the client that the environment names.
import newman from 'newman';
import { readFile } from 'node:fs/promises';

const here = (path) => new URL(path, import.meta.url);
const read = async (path) => JSON.parse(await readFile(here(path), 'utf8'));

const { FHIRFAX_CLIENT_ID: id, FHIRFAX_CLIENT_SECRET: secret } = process.env;
const client = id && secret ? { id, secret } : await read('../../data/client.json');

newman.run({
  collection: await read('fhirfax.postman_collection.json'),
  environment: await read('fhirfax.postman_environment.json'),
  envVar: [
    { key: 'baseUrl', value: process.env.FHIRFAX_URL ?? 'http://127.0.0.1:8080' },
    { key: 'sandboxUrl', value: process.env.FHIRFAX_SANDBOX_URL ?? '' },
    { key: 'clientId', value: client.id },
    { key: 'clientSecret', value: client.secret },
  ],
  workingDir: here('../documents').pathname,
  timeoutRequest: 60_000,
  reporters: 'cli',
}, (error, summary) => {
  if (error || summary.run.failures.length > 0 || summary.run.executions.length === 0) {
    console.error(error ?? `${summary.run.failures.length} failures`);
    process.exitCode = 1;
  }
});
