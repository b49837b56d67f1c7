// Reads BPMN files and prints, as JSON, what bpmn-moddle warns of and what bpmnlint's recommended rules report.
const { readFileSync } = require("node:fs");
const { BpmnModdle } = require("bpmn-moddle");
const { Linter } = require("bpmnlint");
const NodeResolver = require("bpmnlint/lib/resolver/node-resolver");

async function look(file) {
  const { rootElement, warnings } = await new BpmnModdle().fromXML(readFileSync(file, "utf8"));
  const linter = new Linter({ config: { extends: "bpmnlint:recommended" }, resolver: new NodeResolver() });
  const reports = await linter.lint(rootElement);
  const found = Object.entries(reports).flatMap(([rule, each]) => each.map((r) => `${rule}: ${r.id}: ${r.message}`));
  return [file, [...warnings.map((w) => w.message), ...found]];
}

Promise.all(process.argv.slice(2).map(look)).then((all) => console.log(JSON.stringify(Object.fromEntries(all))));
