// Refuses a system that no vocabulary has, naming those there are.
import { systems } from '../../schemas/events/vocabulary.ts';
import { Refusal } from './refusal.ts';

export function requireSystem(system: string): void {
  if (systems.includes(system)) return;
  const message = `system "${system}" is not known; expected one of ${systems.join(', ')}`;
  throw new Refusal(400, [{ code: 'unknown-system', message, field: 'system', value: system }]);
}
