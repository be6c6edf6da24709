// `shixian simulate` refuses what it cannot do, naming the option, its value and what was expected.
import { expect, test } from 'vitest';
import { runSimulate, type SimulateOptions } from '../../services/cli/run-simulate.ts';

const options: SimulateOptions = {
  seed: 1,
  cases: 10,
  from: '2025-01-02',
  until: '2025-01-31',
  faults: 'some',
  rate: 0,
  to: 'ndjson',
  url: 'http://127.0.0.1:8080',
};

test.each([
  [{ to: 'kafka' }, 'no-kafka', /name the brokers with --kafka or SHIXIAN_KAFKA_BROKERS/],
  [{ to: 'file' }, 'bad-destination', /--to file: expected ndjson, http or kafka/],
  [{ seed: 1.5 }, 'bad-seed', /--seed 1.5: expected a whole number from 0 to 4294967295/],
  [{ cases: 0 }, 'bad-cases', /--cases 0: expected a whole number from 1/],
  [{ rate: Number.NaN }, 'bad-rate', /--rate NaN: expected a whole number from 0/],
  [{ systems: 'power,heat' }, 'unknown-system', /heat: expected one of permit, power, water, gas/],
  [{ from: '2025-02-30' }, 'bad-window', /--from 2025-02-30: expected a date of the calendar, 2018-12-29 to/],
  [{ until: '2199-01-01' }, 'bad-window', /--until 2199-01-01: expected a date of the calendar/],
  [{ from: '2025-03-01' }, 'bad-window', /expected the first day first/],
  [{ faults: 'many' }, 'bad-faults', /--faults many: expected none or some/],
  [{ to: 'http', url: 'localhost' }, 'bad-url', /--url localhost: expected an address/],
])('%o', async (changes, code, message) => {
  await expect(runSimulate({ ...options, ...changes })).rejects.toMatchObject({
    message: expect.stringMatching(message),
    problems: [{ code }],
  });
});
