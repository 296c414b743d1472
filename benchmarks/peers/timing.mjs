import { readFileSync, writeFileSync } from "node:fs";

/**
 * Times one engine on the sheets of a job and writes its answers.
 *
 * `prepare` takes the plain rules and the sheets, each an object of option numbers by field, and gives a function that
 * puts the total, the stars and the unmet marks of each level into `answers`, row by row. The first round warms up.
 */
export async function run(prepare) {
  const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const ticks = readFileSync(job.sheets);
  const fields = job.rules.criteria.map((c) => c.field);
  const sheets = [];
  for (let at = 0; at < ticks.length; at += fields.length)
    sheets.push(Object.fromEntries(fields.map((field, i) => [field, ticks[at + i]])));
  const answers = new Uint8Array(sheets.length * (2 + job.rules.levels.length));
  const rate = prepare(job.rules, sheets);
  const seconds = [];
  for (let round = 0; round <= job.rounds; ++round) {
    const start = performance.now();
    await rate(answers);
    seconds.push((performance.now() - start) / 1e3);
  }
  writeFileSync(job.answers, answers);
  const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1];
  console.log(JSON.stringify({ seconds: seconds.slice(1), peak_bytes: peak * 1024 }));
}
