/** Loaded into the measured process: leaves its peak memory, in megabytes, in the file that BENCH_MEMORY_FILE names. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env.BENCH_MEMORY_FILE;
  if (file) writeFileSync(file, String(Math.round(process.resourceUsage().maxRSS / 1024)));
});
