import type { MedplumClient } from '@medplum/core';
import type { Communication } from '@medplum/fhirtypes';

const inbox = new URLSearchParams({
  medium: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode|FAXWRIT',
  category: 'http://medplum.com/fhir/CodeSystem/fax-direction|inbound',
  _sort: '-sent',
  _count: '50',
});

/** Fetches what has come at the carrier, and lists the inbox, newest first. */
export async function receiveFaxes(medplum: MedplumClient): Promise<Communication[]> {
  await medplum.post(medplum.fhirUrl('Communication', '$receive-efax'), {});
  return medplum.searchResources('Communication', inbox, { cache: 'reload' });
}

/** The document of a fax. Its url is signed: a browser opens it without a header too. */
export async function openDocument(medplum: MedplumClient, fax: Communication): Promise<Blob> {
  const url = fax.payload?.[0]?.contentAttachment?.url;
  if (!url) {
    throw new Error(`Communication/${fax.id} has no document.`);
  }
  return medplum.download(url);
}
