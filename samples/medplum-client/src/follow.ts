import type { MedplumClient } from '@medplum/core';
import type { Communication } from '@medplum/fhirtypes';
import { setTimeout } from 'node:timers/promises';

/** Reads a sent fax until it has ended; how it ended is its `status` and, when it went wrong, its `statusReason`. */
export async function followToItsEnd(medplum: MedplumClient, id: string, timeLimitSeconds = 60): Promise<Communication> {
  const end = Date.now() + timeLimitSeconds * 1000;
  while (true) {
    const fax = await medplum.readResource('Communication', id, { cache: 'reload' });
    if (fax.status !== 'in-progress') {
      return fax;
    }
    if (Date.now() > end) {
      throw new Error(`Communication/${id} is still under way; the server goes on by itself.`);
    }
    await setTimeout(500);
  }
}
