// The peer of bench_study: the same columns in DuckDB. Reads a number of threads a line, runs the report, answers with
// milliseconds, milliseconds of the processor, rows and the median of the first segment.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [folder, data] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(`${folder}/`)("@duckdb/node-api");
const db = await (await DuckDBInstance.create(":memory:")).connect();
await db.run(`CREATE TABLE stay AS SELECT class::ENUM('bus','car','minibus','motorcycle','special','truck') AS class, direction::ENUM('KG-KZ','KZ-KG') AS direction,
  layout::ENUM('combined','two_stop') AS layout, hour::UTINYINT AS hour, weekday::UTINYINT AS weekday, ms::BIGINT AS ms FROM read_csv('${data}')`);

const figures = `count(*) AS n, avg(ms), exp(avg(ln(ms))), quantile_cont(ms, [0.5, 0.75, 0.9, 0.95]) AS q, min(ms), max(ms), stddev_samp(ms)`;
const by = (list, where = "") => `SELECT ${list}, ${figures} FROM stay ${where} GROUP BY ${list} ORDER BY ${list}`;
const report = [
  by("class, direction, hour", "WHERE layout = 'two_stop'"),
  by("class, direction, hour", "WHERE layout = 'combined'"),
  by("weekday, hour"),
  by("class::VARCHAR, direction::VARCHAR, layout::VARCHAR"),
  by("layout, class"),
  by("layout"),
];

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  await db.run(`SET threads = ${Number(line)}`);
  const began = performance.now();
  const spent = process.cpuUsage();
  let rows = 0;
  let check = 0;
  for (const [i, sql] of report.entries()) {
    const found = await (await db.runAndReadAll(sql)).getRows();
    rows += found.length;
    if (i === 3) check = found[0][6].items[0];
  }
  const { user, system } = process.cpuUsage(spent);
  console.log(`${performance.now() - began} ${(user + system) / 1000} ${rows} ${check}`);
}
