// The side panel: what is known of the call that is selected, or of the whole graph.
const MOST_ROWS = 200;

class Panel {
  // `act` has show(template, item) and select(instance).
  constructor(scene, element, act) {
    this.scene = scene;
    this.element = element;
    this.act = act;
  }

  overview() {
    const { data } = this.scene;
    const parts = [html("h2", { id: "panel-title" }, data.name), html("p", { class: "muted" }, data.about)];
    if (data.findings.length) {
      parts.push(html("h3", {}, "Findings"), this.findings(data.findings.map((_, n) => n), true));
    } else parts.push(html("p", { class: "good" }, "✓ Nothing was found."));
    if (data.facts.length) parts.push(html("h3", {}, "Workflow"), facts(data.facts));
    parts.push(html("h3", {}, "Links"), legend(data));
    parts.push(html("p", { class: "muted" }, "Select a call to see its ports, types and source."));
    this.fill(parts);
  }

  show(instance) {
    const { item, template } = instance;
    const title = html("h2", { id: "panel-title" }, item.fullTitle);
    const parts = [title];
    const kind = template ? template.kind : "unknown template";
    const callsLine = html("p", { class: "muted" }, item.kind === "template" ? "template" : item.kind);
    if (instance.parent) callsLine.append(" · calls ", html("b", {}, item.called));
    callsLine.append(" · ", kind);
    parts.push(callsLine);
    if (item.card.chips.length) {
      parts.push(html("p", { class: "chips" }, ...item.card.chips.map(
        (chip) => html("span", { class: "pill " + chip.role }, chip.text))));
    }
    if (item.findings.length) parts.push(html("h3", {}, "Findings"), this.findings(item.findings, false));
    if (instance.parent) parts.push(...this.links(instance));
    if (template) parts.push(...this.ports(item, template));
    if (item.facts.length) parts.push(html("h3", {}, "Call"), facts(item.facts));
    if (template) {
      if (template.facts.length) parts.push(html("h3", {}, "Template"), facts(template.facts));
      for (const [name, text] of template.sources) {
        parts.push(html("h3", {}, name),
          html("pre", { tabindex: "0", "aria-label": name, role: "region" }, text));
      }
    }
    this.fill(parts);
  }

  fill(parts) {
    this.element.replaceChildren(...parts);
    this.element.scrollTop = 0;
  }

  findings(numbers, places) {
    const list = html("ul", { class: "findings" });
    for (const number of numbers.slice(0, MOST_ROWS)) {
      const finding = this.scene.data.findings[number];
      const line = html("li", { class: finding.severity },
        html("span", { class: "code" }, `${finding.severity} ${finding.code}`), " ", finding.message);
      if (finding.hint) line.append(html("span", { class: "hint" }, finding.hint));
      line.append(html("span", { class: "muted place" }, finding.place));
      if (places && finding.at) {
        const [template, item] = finding.at;
        line.append(html("button", { type: "button", onclick: () => this.act.show(template, item) }, "Show"));
      }
      list.append(line);
    }
    if (numbers.length > MOST_ROWS) list.append(html("li", {}, `and ${numbers.length - MOST_ROWS} more`));
    return list;
  }

  links(instance) {
    const parts = [];
    const siblings = instance.parent.children;
    for (const [heading, own, other] of [["Comes from", "target", "source"], ["Goes to", "source", "target"]]) {
      const links = instance.parent.group.links.filter((link) => link[own] === instance.number);
      if (!links.length) continue;
      const list = html("ul", { class: "links" });
      for (const link of links.slice(0, MOST_ROWS)) {
        const end = siblings[link[other]];
        const line = html("li", {}, sample(link.kind), " ");
        if (end.item.kind === "barrier") line.append("the group of steps beside");
        else {
          line.append(html("button", { type: "button", onclick: () => this.act.select(end) }, end.item.title));
        }
        line.append(html("span", { class: "muted" }, " " + link.text));
        list.append(line);
      }
      if (links.length > MOST_ROWS) list.append(html("li", {}, `and ${links.length - MOST_ROWS} more`));
      parts.push(html("h3", {}, heading), list);
    }
    return parts;
  }

  ports(item, template) {
    const given = new Map(item.given);
    const parts = [];
    for (const [heading, ports] of [["Inputs", template.inputs], ["Outputs", template.outputs]]) {
      if (!ports.length) continue;
      const body = html("tbody", {});
      for (const port of ports.slice(0, MOST_ROWS)) {
        const value = heading === "Inputs" && given.has(port.name) ? given.get(port.name) : port.note;
        body.append(html("tr", {}, html("th", { scope: "row" }, port.name,
          html("span", { class: "muted what" }, port.what)),
        html("td", { class: "type" }, port.type || "any"), html("td", {}, value)));
      }
      const head = html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "Name"),
        html("th", { scope: "col" }, "Type"), html("th", { scope: "col" }, "Value")));
      parts.push(html("h3", {}, heading), html("table", {}, head, body));
    }
    const known = new Set(template.inputs.map((port) => port.name));
    const unknown = item.given.filter(([name]) => !known.has(name));
    if (unknown.length) parts.push(html("h3", {}, "Further arguments"), facts(unknown));
    return parts;
  }
}

function facts(pairs) {
  const list = html("dl", {});
  for (const [name, value] of pairs.slice(0, MOST_ROWS)) {
    list.append(html("dt", {}, name), html("dd", {}, value));
  }
  return list;
}

// A short piece of a link, as it is drawn.
function sample(kind) {
  return svg("svg", { class: "sample", width: 38, height: 12, "aria-hidden": "true" },
    svg("g", { class: "edge " + kind }, svg("path", { d: "M1 6H28" }),
      svg("path", { class: "head", d: headPath(kind, 36, 6) })));
}

function legend(data) {
  const list = html("ul", { class: "legend" });
  for (const [kind, meaning] of data.kinds) list.append(html("li", {}, sample(kind), html("b", {}, kind), " " + meaning));
  if (!data.kinds.length) list.append(html("li", {}, "Nothing flows between calls."));
  return list;
}
