// What a variable is called.
import type { BoardVariable } from '../../../schemas/board.ts';

export const labelOf = ({ label, name }: BoardVariable): string => label || name;
