import './globals.js';
import { MedplumClient } from '@medplum/core';
import { readFile } from 'node:fs/promises';

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** The server's root, which is what a MedplumClient calls its base url. */
export const baseUrl = (process.env.FHIRFAX_URL ?? 'http://127.0.0.1:8080').replace(/\/*$/, '/');

/** Signs in as the client of the environment, else as the one that the server made at its first start. */
export async function connect(): Promise<MedplumClient> {
  const { id, secret } = await readCredentials();
  const medplum = new MedplumClient({ baseUrl });
  await medplum.startClientLogin(id, secret);
  return medplum;
}

/** `FHIRFAX_CLIENT_ID` and `FHIRFAX_CLIENT_SECRET`, else the file that the server wrote into its data folder. */
export async function readCredentials(): Promise<Credentials> {
  const { FHIRFAX_CLIENT_ID: id, FHIRFAX_CLIENT_SECRET: secret } = process.env;
  if (id && secret) {
    return { id, secret };
  }
  return JSON.parse(await readFile(new URL('../../../../data/client.json', import.meta.url), 'utf8')) as Credentials;
}
