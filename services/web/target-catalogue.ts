// The catalogue as the reader asks for it: which targets match, gathered by document, and how each was kept.
import type { CatalogueTarget, Document, NotMeasured } from '../../schemas/target.ts';
import type { TargetRow } from '../../schemas/target-row.ts';
import type { Language } from './format.ts';
import type { z } from 'zod';

export type Reason = z.infer<typeof NotMeasured>['reason'];
