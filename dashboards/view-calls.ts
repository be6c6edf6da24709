// The parameterized views as boards and alert rules call them: as of an instant, by all that is known.
export const casesAt = (asOf: string): string => `case_at(as_of = ${asOf})`;
export const targetsAt = (asOf: string): string => `indicator_targets(as_of = ${asOf})`;

/** Expressions, each as in GET /v1/indicators. */
export interface IndicatorArguments {
  readonly system: string;
  readonly within: string;
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  readonly periodBy: string;
  readonly keys: string;
}

export const indicatorsWith = ({
  system,
  within,
  asOf,
  from,
  to,
  periodBy,
  keys,
}: IndicatorArguments): string =>
  `indicator_cases(system = ${system}, within = ${within}, as_of = ${asOf},
    from = ${from}, to = ${to}, period_by = ${periodBy}, keys = ${keys})`;
