/**
 * What the agents of both hosts would take as a command in the log of a job, one text each, as laxly as the agents
 * read: Azure Pipelines finds `##vso[area.event …]` anywhere in a line, GitHub's runner `##[name]` anywhere, and
 * `::name::` after white space. Escape sequences are looked through.
 */
export function agentCommands(log: string): readonly string[] {
  return log
    .replace(/\u001b\[[\d;]*m/g, '')
    .split(/[\r\n\u0085\u2028\u2029]/)
    .flatMap((line) => [
      ...[...line.matchAll(/##(?:vso)?\[.*/gi)].map(([command]) => command),
      ...(/^\s*::/.test(line) ? [line] : []),
    ]);
}
