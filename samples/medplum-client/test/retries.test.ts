import { acceptedFor, baseUrl, createFax, newNumber, readCredentials, signedIn } from './support.js';
import { MedplumClient } from '@medplum/core';
import assert from 'node:assert/strict';
import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

type Mishap = (response: ServerResponse) => void;

/** A proxy that passes every request on, and loses the answers to the first sends as it is told. */
async function unreliable(mishaps: Mishap[]): Promise<{ url: string; sends: () => number; server: Server }> {
  const upstream = new URL(baseUrl);
  let sends = 0;
  const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    const isSend = incoming.url?.endsWith('$send-efax') === true;
    const mishap = isSend ? mishaps[sends++] : undefined;
    const outgoing = forward({ host: upstream.hostname, port: upstream.port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      if (mishap) {
        answer.resume().on('end', () => mishap(response));
      } else {
        response.writeHead(answer.statusCode as number, answer.headers);
        answer.pipe(response);
      }
    });
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, sends: () => sends, server };
}

const cutOff: Mishap = (response) => response.destroy();
const badGateway: Mishap = (response) => response.writeHead(502).end();

async function sendThrough(mishaps: Mishap[]): Promise<{ sends: number; accepted: number; id: string | undefined }> {
  const number = newNumber();
  const created = await createFax(await signedIn, number);
  const proxy = await unreliable(mishaps);
  try {
    const { id, secret } = await readCredentials();
    const medplum = new MedplumClient({ baseUrl: proxy.url });
    await medplum.startClientLogin(id, secret);
    const fax = await medplum.readResource('Communication', created.id);
    const sent = await medplum.post(medplum.fhirUrl('Communication', '$send-efax'), fax);
    assert.equal(sent.id, created.id);
    return { sends: proxy.sends(), accepted: await acceptedFor(number), id: sent.id };
  } finally {
    proxy.server.closeAllConnections();
    proxy.server.close();
  }
}

test('a send whose answer is cut off is repeated by the client, and faxed once', async () => {
  const { sends, accepted } = await sendThrough([cutOff]);
  assert.deepEqual([sends, accepted], [2, 1]);
});

test('a send that a gateway answers 502 is sent three times by the client, and faxed once', async () => {
  const { sends, accepted } = await sendThrough([badGateway, badGateway]);
  assert.deepEqual([sends, accepted], [3, 1]);
});

test('three sends of one Communication at the same moment are one fax', async () => {
  const medplum = await signedIn;
  const number = newNumber();
  const fax = await createFax(medplum, number);

  const answers = await Promise.all([1, 2, 3].map(() => medplum.post(medplum.fhirUrl('Communication', '$send-efax'), fax)));

  assert.deepEqual(new Set(answers.map((answer) => answer.id)), new Set([fax.id]));
  assert.equal(await acceptedFor(number), 1);
});
