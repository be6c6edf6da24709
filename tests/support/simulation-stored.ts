// Waits for the simulation that follows a first start, which the server does not wait for.
import type { Status } from '../../schemas/indicator.ts';

/** The status of a server once every system has cases and no more events come. */
export async function simulationStored(address: string): Promise<Status> {
  for (let before = 0; ; await new Promise((resolve) => setTimeout(resolve, 1000))) {
    const status = (await (await fetch(`${address}/v1/status`)).json()) as Status;
    if (status.systems.every(({ cases }) => cases > 0) && status.events === before) return status;
    before = status.events;
  }
}
