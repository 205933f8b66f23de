/** Most machines that one matrix may start; GitHub's limit is 256. */
const MAX_SHARDS = 250;

/** Some projects, for one machine. */
export interface Shard {
  readonly shard: number;
  /** Separated by commas, as Nx takes them. */
  readonly projects: string;
}

/** Shares projects out evenly, at most `above` for each machine; none where one machine is enough for all. */
export function planShards(projects: readonly string[], above: number): readonly Shard[] {
  if (projects.length <= above) return [];
  const count = Math.min(MAX_SHARDS, Math.ceil(projects.length / above));
  return Array.from({ length: count }, (_, index) => ({
    shard: index + 1,
    projects: projects.filter((_project, position) => position % count === index).join(','),
  }));
}

/** The matrix as GitHub Actions wants it: a list. */
export function toGithubMatrix(shards: readonly Shard[]): string {
  return JSON.stringify(shards);
}

/** The matrix as Azure Pipelines wants it: variables by name of the job. */
export function toAzureMatrix(shards: readonly Shard[]): string {
  return JSON.stringify(
    Object.fromEntries(shards.map(({ shard, projects }) => [`part_${shard}`, { PROJECTS: projects }])),
  );
}
