import { LogicEngine } from "json-logic-engine";
import { run } from "./timing.mjs";

/** Points of each criterion by its ticked option, as one object. */
function pointsLogic(rules) {
  const worth = new Map();
  for (const { field, points } of rules.criteria) {
    const cases = points.flatMap((p, option) => (p ? [{ "===": [{ var: field }, option] }, p] : []));
    worth.set(field, { if: [...cases, 0] });
  }
  const counted = ({ field, zero_at }) => {
    const hasPoints = zero_at.map((other) => ({ ">": [worth.get(other), 0] }));
    return hasPoints.length ? { if: [{ and: hasPoints }, worth.get(field), 0] } : worth.get(field);
  };
  return { eachKey: Object.fromEntries(rules.criteria.map((c) => [c.field, counted(c)])) };
}

/** Total and unmet marks of each level over the points. */
function sumsLogic(rules) {
  const unmet = (level) =>
    rules.marks.filter((m) => m.stars === level).map((m) => ({ if: [{ "<": [{ var: m.field }, m.least] }, 1, 0] }));
  return {
    eachKey: {
      total: { "+": rules.criteria.map((c) => ({ var: c.field })) },
      ...Object.fromEntries(rules.levels.map((level) => [`unmet_${level}`, { "+": unmet(level) }])),
    },
  };
}

/** Stars over the total and the unmet marks: the highest level that has its points and all marks up to it. */
function starsLogic(rules) {
  const reached = ({ stars, first }) => ({
    and: [
      { ">=": [{ var: "total" }, first] },
      ...rules.levels.filter((level) => level <= stars).map((level) => ({ "===": [{ var: `unmet_${level}` }, 0] })),
    ],
  });
  return { if: [...rules.bands.toReversed().flatMap((band) => [reached(band), band.stars]), 0] };
}

await run((rules, sheets) => {
  const engine = new LogicEngine();
  const [points, sums, stars] = [pointsLogic, sumsLogic, starsLogic].map((logic) => engine.build(logic(rules)));
  const unmet = rules.levels.map((level) => `unmet_${level}`);
  return (answers) => {
    let at = 0;
    for (const sheet of sheets) {
      const found = sums(points(sheet));
      answers[at++] = found.total;
      answers[at++] = stars(found);
      for (const level of unmet) answers[at++] = found[level];
    }
  };
});
