/** One thing wrong with an API description. */
export interface SpecificationProblem {
  /** `orders.yaml:12:5`, or the file alone. */
  readonly at: string;
  readonly message: string;
  /** `warning`: against the standard, but API Management imports it. */
  readonly severity: 'error' | 'warning';
}
