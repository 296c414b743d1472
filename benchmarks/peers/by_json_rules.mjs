import { Engine } from "json-rules-engine";
import { run } from "./timing.mjs";

/** One rule per mark, fired where it is not met, and one per star band. */
function addRules(engine, rules) {
  const criteria = new Map(rules.criteria.map((c) => [c.field, c]));
  const below = (field, least) => ({
    fact: field,
    operator: "in",
    value: criteria.get(field).points.flatMap((p, option) => (p < least ? [option] : [])),
  });
  for (const { stars, field, least } of rules.marks)
    engine.addRule({
      conditions: { any: [below(field, least), ...criteria.get(field).zero_at.map((at) => below(at, 1))] },
      event: { type: "unmet", params: { stars } },
    });
  rules.bands.forEach(({ stars, first }, at) => {
    const above = rules.bands[at + 1];
    const isBelow = above ? [{ fact: "total", operator: "lessThan", value: above.first }] : [];
    engine.addRule({
      conditions: { all: [{ fact: "total", operator: "greaterThanInclusive", value: first }, ...isBelow] },
      event: { type: "band", params: { stars } },
    });
  });
}

/** The fact that adds the points of a sheet. */
function addTotal(engine, rules) {
  engine.addFact("total", async (params, almanac) => {
    const sheet = await almanac.factValue("sheet");
    const worth = ({ field, points }) => points[sheet[field]];
    const zero = new Set(rules.criteria.filter((c) => worth(c) === 0).map((c) => c.field));
    let total = 0;
    for (const c of rules.criteria) if (!c.zero_at.some((at) => zero.has(at))) total += worth(c);
    return total;
  });
}

await run((rules, sheets) => {
  const engine = new Engine();
  addRules(engine, rules);
  addTotal(engine, rules);
  const facts = sheets.map((sheet) => ({ ...sheet, sheet }));
  return async (answers) => {
    let at = 0;
    for (const sheet of facts) {
      const { events, almanac } = await engine.run(sheet);
      const unmet = events.filter((e) => e.type === "unmet").map((e) => e.params.stars);
      const band = events.find((e) => e.type === "band").params.stars;
      answers[at++] = await almanac.factValue("total");
      answers[at++] = Math.min(band, ...unmet.map((stars) => stars - 1));
      for (const level of rules.levels) answers[at++] = unmet.filter((stars) => stars === level).length;
    }
  };
});
