import { Client } from 'fhir-kit-client';
import { readFile } from 'node:fs/promises';

export const baseUrl = `${process.env.FHIRFAX_URL ?? 'http://127.0.0.1:8080'}/fhir/R4`;

/** A client with a token of the client credentials grant, whose endpoint the server names itself. */
export async function connect() {
  const client = new Client({ baseUrl });
  const { tokenUrl } = await client.smartAuthMetadata();
  const { id, secret } = await readCredentials();
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
  });
  const token = await answer.json();
  if (!answer.ok) {
    throw new Error(token.error_description);
  }
  client.bearerToken = token.access_token;
  return client;
}

/** `FHIRFAX_CLIENT_ID` and `FHIRFAX_CLIENT_SECRET`, else the file that the server wrote into its data folder. */
async function readCredentials() {
  const { FHIRFAX_CLIENT_ID: id, FHIRFAX_CLIENT_SECRET: secret } = process.env;
  return id && secret ? { id, secret } : JSON.parse(await readFile(new URL('../../../data/client.json', import.meta.url), 'utf8'));
}
