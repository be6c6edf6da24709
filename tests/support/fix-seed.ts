// Before every test file: property tests draw from the seed as well.
import fc from 'fast-check';
import { SEED } from './random-seed.ts';

fc.configureGlobal({ seed: SEED });
