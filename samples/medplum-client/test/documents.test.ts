import { createFax, fax, fhirUrl, newNumber, organization, readDocument, readPlain, refusal, send, signedIn, type UploadedBinary } from './support.js';
import type { Binary, Bundle, Communication, DocumentReference } from '@medplum/fhirtypes';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const medplum = await signedIn;
const pdf = await readDocument();
const contentType = 'application/pdf';
const upload = async (): Promise<UploadedBinary> => await medplum.createBinary({ data: pdf, contentType, filename: 'referral.pdf' }) as UploadedBinary;
const size = async (url: string): Promise<number> => (await medplum.download(url)).size;

test('a document may be a File, a Blob, an array of bytes, a text or a stream', async () => {
  const sources = [
    new File([pdf], 'referral.pdf', { type: contentType }),
    new Blob([pdf]),
    pdf,
    new Blob([pdf]).stream(),
  ];
  for (const data of sources) {
    const attachment = await medplum.createAttachment({ data: data as Blob, contentType, filename: 'referral.pdf' });
    assert.equal(await size(attachment.url as string), pdf.length);
  }

  const text = await medplum.createAttachment({ data: 'a letter', contentType: 'text/plain', filename: 'letter.txt' });
  assert.equal(await (await medplum.download(text.url as string)).text(), 'a letter');
});

test('an upload answers the Binary with a url that opens without credentials for an hour, and not without its signature', async () => {
  const binary = await medplum.createBinary({ data: pdf, contentType, filename: 'my fax é.pdf' }) as UploadedBinary;
  const url = new URL(binary.url);
  assert.ok(binary.id && binary.meta?.versionId);
  assert.ok(Number(url.searchParams.get('Expires')) > Date.now() / 1000 + 3_500);
  assert.ok(url.searchParams.get('Signature') && url.searchParams.get('Key-Pair-Id'));

  const opened = await fetch(url);
  assert.deepEqual([opened.status, opened.headers.get('content-type')], [200, contentType]);
  assert.match(opened.headers.get('content-disposition') ?? '', /my%20fax%20%C3%A9\.pdf/);
  assert.deepEqual(new Uint8Array(await opened.arrayBuffer()), pdf);

  url.searchParams.set('Signature', 'forged');
  assert.equal((await fetch(url)).status, 401);
  assert.equal((await fetch(`${url.origin}${url.pathname}`)).status, 401);
});

test('a Binary is read as its bytes, and as a resource when the client asks for FHIR', async () => {
  const { id } = await upload();

  const blob = await medplum.download(`Binary/${id}`);
  assert.deepEqual([blob.type, blob.size], [contentType, pdf.length]);
  const resource = await medplum.readResource('Binary', id as string);
  assert.deepEqual([resource.resourceType, resource.contentType], ['Binary', contentType]);
});

test('a Binary posted as a resource keeps its data; any other JSON is content', async () => {
  const data = Buffer.from(pdf).toString('base64');
  const resource = await medplum.createResource<Binary>({ resourceType: 'Binary', contentType, data });
  assert.equal(await size(`Binary/${resource.id}`), pdf.length);

  const json = await medplum.createBinary({ data: '{"a": 1}', contentType: 'application/json', filename: 'a.json' });
  assert.equal(await (await medplum.download(`Binary/${json.id}`)).text(), '{"a": 1}');
});

test('an upload may be compressed', async () => {
  const answer = await fetch(fhirUrl('/Binary'), {
    method: 'POST',
    headers: { Authorization: `Bearer ${medplum.getAccessToken()}`, 'Content-Type': contentType, 'Content-Encoding': 'gzip' },
    body: new Uint8Array(gzipSync(pdf)),
  });

  assert.equal(answer.status, 201);
  assert.equal(await size(`Binary/${(await answer.json() as Binary).id}`), pdf.length);
});

test('an upload can be bound to a resource', async () => {
  const patient = await medplum.createResource({ resourceType: 'Patient' });

  const binary = await medplum.createBinary({ data: pdf, contentType, securityContext: { reference: `Patient/${patient.id}` } });

  assert.equal((await readPlain<Binary>(medplum, `/Binary/${binary.id}?_format=json`)).securityContext?.reference, `Patient/${patient.id}`);
});

test('every form of our urls is stored as Binary/id, an expired one too, and is signed anew on each read', async () => {
  const { id, url } = await upload();
  const expired = new URL(url);
  expired.searchParams.set('Expires', '1500000000');
  const recipient = await medplum.createResource(organization(newNumber()));

  for (const form of [`Binary/${id}`, fhirUrl(`/Binary/${id}`), url, expired.toString()]) {
    const created = await medplum.createResource(fax(`Organization/${recipient.id}`, form));
    const stored = await readPlain<Communication>(medplum, `/Communication/${created.id}`);
    assert.equal(stored.payload?.[0]?.contentAttachment?.url, `Binary/${id}`);
    const read = await medplum.readResource('Communication', created.id, { cache: 'reload' });
    assert.equal((await fetch(read.payload?.[0]?.contentAttachment?.url as string)).status, 200);
    assert.equal((await medplum.updateResource(read)).meta?.versionId, created.meta?.versionId);
  }
});

test('what is on a foreign host is stored, never fetched, and refused by $send-efax', async () => {
  let visits = 0;
  const foreign = createServer((_, response) => {
    visits++;
    response.end(pdf);
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const { port } = foreign.address() as AddressInfo;
  const recipient = await medplum.createResource(organization(newNumber()));
  const urls = [`http://127.0.0.1:${port}/fax.pdf`, `http://127.0.0.1:${port}/fhir/R4/Binary/1`, `http://127.0.0.1:${port}/storage/1/1`, 'file:///etc/passwd'];
  for (const url of urls) {
    const created = await medplum.createResource(fax(`Organization/${recipient.id}`, url));
    assert.equal(created.payload?.[0]?.contentAttachment?.url, url);
    const { outcome } = await refusal(send(medplum, created));
    assert.notEqual(outcome.id, 'not-found');
    assert.match(outcome.issue[0]?.expression?.[0] ?? '', /payload\[0\]/);
  }
  foreign.close();
  assert.equal(visits, 0);
});

test('createMedia and createDocumentReference attach what they upload', async () => {
  const media = await medplum.createMedia({ data: pdf, contentType, filename: 'x-ray.pdf' });
  assert.equal(await size(media.content.url as string), pdf.length);

  const document = await medplum.createDocumentReference({ data: pdf, contentType, filename: 'referral.pdf' });
  assert.equal(document.content[0]?.attachment.title, 'referral.pdf');
  assert.equal(await size(document.content[0]?.attachment.url as string), pdf.length);
});

test('a fax may name its document by a DocumentReference', async () => {
  const document: DocumentReference = await medplum.createDocumentReference({ data: pdf, contentType, filename: 'referral.pdf' });
  const recipient = await medplum.createResource(organization(newNumber()));
  const created = await medplum.createResource(
    fax(`Organization/${recipient.id}`, undefined, { payload: [{ contentReference: { reference: `DocumentReference/${document.id}` } }] }));

  const sent = await send(medplum, created);

  assert.equal(sent.identifier?.[0]?.system, 'https://efax.com');
});

test('a Communication that was created without its document says so when it is sent', async () => {
  const { id } = await createFax(medplum);
  const stored = await medplum.readResource('Communication', id);
  const { outcome } = await refusal(send(medplum, { ...stored, id: undefined, payload: [{ contentAttachment: { contentType } }] }));
  assert.match(outcome.issue[0]?.details?.text ?? '', /\w+ \w+/);
});

test('urls are signed wherever a Communication comes out', async () => {
  const created = await createFax(medplum);
  const path = `Communication/${created.id}`;
  const url = (communication: Communication | undefined): string | undefined => communication?.payload?.[0]?.contentAttachment?.url;
  const bundled = async (bundle: Promise<Bundle>): Promise<string | undefined> => url((await bundle).entry?.[0]?.resource as Communication);

  const urls = {
    create: url(created),
    version: url(await medplum.readVersion('Communication', created.id, created.meta?.versionId as string)),
    search: await bundled(medplum.search('Communication', { _id: created.id }, { cache: 'reload' })),
    include: url((await medplum.search('Communication', { _id: created.id, _include: 'Communication:recipient' })).entry?.[0]?.resource as Communication),
    history: await bundled(medplum.readHistory('Communication', created.id)),
    batch: await bundled(medplum.executeBatch({ resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: path } }] })),
    update: url(await medplum.updateResource<Communication>({ ...created, topic: { text: 'Referral' } })),
    patch: url(await medplum.patchResource('Communication', created.id, [{ op: 'remove', path: '/topic' }])),
    send: url(await send(medplum, created)),
  };
  for (const [where, signed] of Object.entries(urls)) {
    assert.match(signed ?? '', /\/storage\/.*Signature=/, where);
    assert.equal((await fetch(signed as string, { method: 'HEAD' })).status, 200, where);
  }
});
