import { createReference, type MedplumClient } from '@medplum/core';
import type { Communication, Organization, Practitioner } from '@medplum/fhirtypes';

/** The integration guide's example, line by line: upload, recipient, Communication, `$send-efax`. */
export async function sendFax(medplum: MedplumClient, file: File): Promise<Communication> {
  // Assuming you have a MedplumClient instance and the sender's Practitioner profile
  const profile = await medplum.getProfile() as Practitioner;

  // Step 1: Upload the file as an attachment (creates Binary resource)
  const attachment = await medplum.createAttachment({
    data: file, // File object from input
    contentType: file.type,
    filename: file.name,
  });

  // Step 2: Create the recipient Organization (fax value must be E.164: + and country code)
  const recipient = await medplum.createResource<Organization>({
    resourceType: 'Organization',
    name: 'Acme Medical Center',
    contact: [{ telecom: [{ system: 'fax', value: '+15551234567' }] }],
  });

  // Step 3: Create the Communication with proper references
  const communication = await medplum.createResource<Communication>({
    resourceType: 'Communication',
    status: 'in-progress',
    category: [{ coding: [{ system: 'http://medplum.com/fhir/CodeSystem/fax-direction', code: 'outbound' }] }],
    medium: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode',
            code: 'FAXWRIT',
          },
        ],
      },
    ],
    sender: createReference(profile),
    recipient: [createReference(recipient)],
    payload: [{ contentAttachment: attachment }],
  });

  // Step 4: Call the $send-efax operation
  await medplum.post(medplum.fhirUrl('Communication', '$send-efax'), communication);

  console.log('Fax sent successfully!');
  return communication;
}
