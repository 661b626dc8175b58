import { baseUrl, connect } from '../src/connect.js';
import { OperationOutcomeError, type MedplumClient } from '@medplum/core';
import type { Binary, Communication, Organization } from '@medplum/fhirtypes';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import assert from 'node:assert/strict';

export { baseUrl, connect, readCredentials } from '../src/connect.js';

export const eFax = 'https://efax.com';
export const direction = 'http://medplum.com/fhir/CodeSystem/fax-direction';
export const medium = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode';

/** Medplum's upload answers this property, which is not FHIR's. */
export type UploadedBinary = Binary & { url: string };

export const fhirUrl = (path: string): string => `${baseUrl}fhir/R4${path}`;

export async function readDocument(name = 'referral.pdf'): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(`../../../documents/${name}`, import.meta.url)));
}

/** A number that no other test faxes to, which the sandbox delivers to. */
export const newNumber = (): string => `+1303555${String(randomInt(1_000, 10_000))}`;

export function organization(value: string): Organization {
  return { resourceType: 'Organization', name: 'Acme Medical Center', contact: [{ telecom: [{ system: 'fax', value }] }] };
}

export function fax(recipient: string, url: string | undefined, more: Partial<Communication> = {}): Communication {
  return {
    resourceType: 'Communication',
    status: 'in-progress',
    category: [{ coding: [{ system: direction, code: 'outbound' }] }],
    medium: [{ coding: [{ system: medium, code: 'FAXWRIT' }] }],
    recipient: [{ reference: recipient }],
    payload: [{ contentAttachment: { contentType: 'application/pdf', url } }],
    ...more,
  };
}

/** An uploaded document, a recipient and the Communication that faxes the one to the other, not sent yet. */
export async function createFax(medplum: MedplumClient, number = newNumber()): Promise<Communication & { id: string }> {
  const attachment = await medplum.createAttachment({ data: await readDocument(), contentType: 'application/pdf', filename: 'referral.pdf' });
  const recipient = await medplum.createResource(organization(number));
  return medplum.createResource(fax(`Organization/${recipient.id}`, attachment.url));
}

export function send(medplum: MedplumClient, communication: Communication): Promise<Communication> {
  return medplum.post<Communication>(medplum.fhirUrl('Communication', '$send-efax'), communication);
}


/** How often the carrier accepted a fax to a number: what only its side knows. */
export async function acceptedFor(number: string): Promise<number> {
  const answer = await fetch(`${process.env.FHIRFAX_SANDBOX_URL}/_sandbox/faxes`);
  const ledger = await answer.json() as { number: string }[];
  return ledger.filter((entry) => entry.number === number.slice(1)).length;
}

/** Somebody faxes a document to the project's mailbox; the carrier's id of it. */
export async function drop(from: string): Promise<string> {
  const answer = await fetch(`${process.env.FHIRFAX_SANDBOX_URL}/_sandbox/inbound?from=${encodeURIComponent(from)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/pdf' },
    body: await readDocument(),
  });
  assert.equal(answer.status, 201);
  return (await answer.json() as { faxId: string }).faxId;
}

/** What the server refuses, as the client throws it. */
export async function refusal(call: Promise<unknown>): Promise<OperationOutcomeError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof OperationOutcomeError, `not an outcome: ${String(error)}`);
    return error;
  }
  return assert.fail('It was not refused.');
}

/** The resource as it is stored, which a client that is not Medplum's sees: no signed urls. */
export async function readPlain<T>(medplum: MedplumClient, path: string): Promise<T> {
  const answer = await fetch(fhirUrl(path), { headers: { Authorization: `Bearer ${medplum.getAccessToken()}` } });
  assert.equal(answer.status, 200);
  return await answer.json() as T;
}

export const signedIn: Promise<MedplumClient> = connect();
