/*
 * What nothing that we could read settles, to be looked at with live hosts. Each choice is the cautious one.
 */

/**
 * How many commits and pull requests GitHub takes: documented are 80 content-creating requests a minute and 500 an
 * hour, without a list of what counts. Every mutation counts towards the minute here, pull requests alone towards the
 * hour. Over any minute at most 20 and 60 are sent, over any hour at most 450; what else the token does has the rest.
 */
export const GITHUB_WRITES = {
  minute: { capacity: 20, refillPerSecond: 1 },
  hour: { most: 450, windowMs: 3_600_000 },
} as const;

/** What a request takes in an estimate; octokit's pacing sends one of GraphQL, or one that writes, a second. */
export const REQUEST_MS = { github: 1000, 'azure-devops': 400 } as const;

/** Whether a repository that does not tell what the token may do, as for tokens of apps, counts as writable. */
export const UNTOLD_PERMISSION_WRITES = true;

/**
 * Repositories and contents in one query of GraphQL at first: for each repository half a dozen contents that no other one
 * has. A query that fails for its size is cut in half.
 */
export const GITHUB_BATCH = { repositories: 100, texts: 600 } as const;

/** A change that is answered is at times not yet seen by the next question: how long to wait before looking. */
export const LOOK_AGAIN_MS = 1000;

/** Longer descriptions of pull requests are refused by Azure DevOps; lists tell about 400 characters of them. */
export const AZURE_DEVOPS_LONGEST_DESCRIPTION = 4000;
