// What happens when: selection, keys, pointer, search. One state: what is open, and what is selected.
const byId = (id) => document.getElementById(id);

function start() {
  const scene = new Scene(readData(byId("data").textContent));
  const surface = byId("surface"), stage = byId("stage");
  const drawing = new Drawing(scene, surface, byId("canvas"), byId("minimap"));
  const act = { select, toggle, show: (template, item) => select(shownAt(template, item), { move: true }) };
  const tree = new Tree(scene, byId("tree"), act);
  const panel = new Panel(scene, byId("panel"), act);
  const search = new Search(scene);
  byId("title").textContent = scene.data.name;
  byId("about").textContent = scene.data.about;
  panel.overview();
  drawing.fitReadable();

  function say(text) {
    byId("status").textContent = text;
  }

  function relayout() {
    scene.layout();
    tree.refresh();
    drawing.rebuild();
  }

  // A node stays where it is on the screen when it is opened or closed.
  function toggle(instance) {
    if (!instance.group) return;
    const before = scene.byKey.get(instance.key);
    if (instance.open) {
      instance.open = false;
      if (drawing.selected && !sees(drawing.selected)) drawing.selected = instance;
    } else scene.openInstance(instance);
    relayout();
    const after = scene.byKey.get(instance.key);
    drawing.pan((before.x - after.x) * drawing.view.scale, (before.y - after.y) * drawing.view.scale);
    say(`${instance.item.title} ${instance.open ? "opened" : "closed"}`);
  }

  function sees(instance) {
    for (let above = instance.parent; above; above = above.parent) if (!above.open) return false;
    return true;
  }

  function shownAt(template, item) {
    const instance = template < 0 ? scene.roots[item] : scene.reveal(template, item);
    if (!scene.byKey.has(instance.key)) relayout();
    return instance;
  }

  function select(instance, options = {}) {
    drawing.selected = instance;
    if (instance === null) {
      panel.overview();
      surface.removeAttribute("aria-activedescendant");
      drawing.update();
      return;
    }
    const box = scene.byKey.get(instance.key);
    if (options.from !== "surface") drawing.show(box);
    else if (options.key) drawing.show(box);
    tree.activate(instance);
    panel.show(instance);
    surface.setAttribute("aria-activedescendant", "node-" + instance.key);
    if (options.from !== "tree") say(instance.item.sentence);
    if (options.enter) byId("panel").focus();
    drawing.update();
  }

  // Keys on the picture: along links to the right and left, beside each other up and down.
  function neighbour(instance, key) {
    const parent = instance.parent;
    const along = { ArrowRight: ["source", "target"], ArrowLeft: ["target", "source"] }[key];
    if (along && parent) {
      const links = parent.group.links.filter((link) => link[along[0]] === instance.number);
      for (const link of links) {
        let end = parent.children[link[along[1]]];
        if (end.item.kind === "barrier") {
          const on = parent.group.links.find((l) => l[along[0]] === end.number);
          if (!on) continue;
          end = parent.children[on[along[1]]];
        }
        return end;
      }
      return key === "ArrowLeft" ? parent : instance;
    }
    if (key === "ArrowRight" && instance.open) return instance.children.find((c) => c.item.kind !== "barrier");
    const own = scene.byKey.get(instance.key);
    const siblings = parent ? parent.children : scene.roots;
    const sign = key === "ArrowDown" ? 1 : -1;
    let best = null, nearest = Infinity;
    for (const other of siblings) {
      if (other === instance || other.item.kind === "barrier") continue;
      const box = scene.byKey.get(other.key);
      const down = (box.y - own.y) * sign, across = Math.abs(box.x - own.x);
      if (down > 1 && down + 3 * across < nearest) [best, nearest] = [other, down + 3 * across];
    }
    return best || instance;
  }

  surface.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const selected = drawing.selected;
    const at = selected || scene.roots[0];
    if (event.key.startsWith("Arrow")) {
      if (event.shiftKey) {
        const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
        drawing.pan(...by);
      } else if (at) select((selected && neighbour(at, event.key)) || at, { from: "surface", key: true });
    } else if (event.key === "Enter" && at) select(at, { from: "surface", key: true, enter: true });
    else if (event.key === " " && at) toggle(at);
    else if (event.key === "Escape") select(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "Escape" && (typing || event.target.closest("#panel, #results"))) {
      if (typing) clearSearch();
      surface.focus();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const command = { "/": () => byId("search").focus(), f: () => drawing.fit(), "+": () => drawing.zoom(1.25),
      "=": () => drawing.zoom(1.25), "-": () => drawing.zoom(0.8), e: expandAll, c: collapseAll,
      "?": () => byId("help").showModal() }[event.key];
    if (!command || byId("help").open) return;
    event.preventDefault();
    command();
  });

  function expandAll() {
    const all = scene.openAtFirst(4000);
    relayout();
    drawing.fit();
    say(all ? "All templates are open, each once" : "As many templates are open as can be drawn well");
  }

  function collapseAll() {
    scene.closeAll();
    if (drawing.selected && !sees(drawing.selected)) select(null);
    relayout();
    drawing.fit();
    say("All templates are closed");
  }

  pointer(surface, drawing, (element) => {
    const node = element.closest ? element.closest("[data-key]") : null;
    const box = node && scene.byKey.get(node.getAttribute("data-key"));
    if (!box) return coarseHit;
    if (element.closest(".toggle")) toggle(box.instance);
    else select(box.instance, { from: "surface" });
    return null;
  }, (instance) => toggle(instance));

  // Where cards are drawn on the canvas, they are found by their place.
  function coarseHit(x, y) {
    const { view } = drawing;
    const px = (x - view.x) / view.scale, py = (y - view.y) / view.scale;
    let hit = null;
    for (const box of scene.boxes) {
      if (px >= box.x && py >= box.y && px <= box.x + box.width && py <= box.y + box.height &&
        box.instance.item.kind !== "barrier") hit = box.instance;
    }
    select(hit, { from: "surface" });
  }

  surface.addEventListener("dblclick", (event) => {
    const node = event.target.closest("[data-key]");
    const box = node && scene.byKey.get(node.getAttribute("data-key"));
    if (box && !event.target.closest(".toggle")) toggle(box.instance);
  });

  const results = byId("results");
  function clearSearch() {
    byId("search").value = "";
    find();
  }
  function find() {
    const text = byId("search").value;
    const found = search.find(text);
    results.hidden = !text.trim();
    byId("tree").hidden = !results.hidden;
    const rows = found.slice(0, MOST_RESULTS).map((entry) => html("li", {}, html("button", {
      type: "button", class: `${entry.item.card.kind} ${entry.item.state}`,
      onclick: () => select(shownAt(entry.template, entry.number), { enter: false }),
    }, html("span", { class: "bullet", "aria-hidden": "true" }),
    html("span", { class: "name" }, entry.item.title), html("span", { class: "kind" }, entry.item.card.subtitle))));
    const more = found.length - rows.length;
    const count = found.length === 0 ? "Nothing found" : `${found.length} found` + (more > 0 ? `, ${rows.length} shown` : "");
    byId("count").textContent = text.trim() ? count : "";
    byId("hits").replaceChildren(...rows);
    drawing.matches = new Set();
    if (found.length <= 2000) {
      const hit = new Set(found.map((entry) => entry.item));
      for (const box of scene.boxes) if (hit.has(box.instance.item)) drawing.matches.add(box.instance.key);
    }
    surface.classList.toggle("searching", found.length > 0);
    drawing.update();
  }
  byId("search").addEventListener("input", find);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      const first = byId("hits").querySelector("button");
      if (!first) return;
      event.preventDefault();
      if (event.key === "Enter") first.click();
      else first.focus();
    }
  });
  results.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...results.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    event.preventDefault();
    if (next) next.focus();
    else if (step < 0) byId("search").focus();
  });

  const buttons = { fit: () => drawing.fit(), in: () => drawing.zoom(1.25), out: () => drawing.zoom(0.8),
    expand: expandAll, collapse: collapseAll, overview: () => select(null), theme: changeTheme,
    keys: () => byId("help").showModal(), done: () => byId("help").close() };
  for (const id of Object.keys(buttons)) byId(id).addEventListener("click", buttons[id]);

  function changeTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    byId("theme").setAttribute("aria-pressed", String(!dark));
    drawing.update();
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawing.update());

  const minimap = byId("minimap");
  const jump = (event) => {
    if (event.buttons !== 1) return;
    const at = minimap.getBoundingClientRect();
    drawing.goTo(event.clientX - at.left, event.clientY - at.top);
  };
  minimap.addEventListener("pointerdown", jump);
  minimap.addEventListener("pointermove", jump);
  new ResizeObserver(() => { tree.draw(); drawing.update(); }).observe(stage);
}

// Drag moves, the wheel and two fingers zoom, a click without a drag hits.
function pointer(surface, drawing, hit) {
  const fingers = new Map();
  let moved = 0, spread = 0;
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, event);
    moved = 0;
  });
  surface.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const dx = event.clientX - before.clientX, dy = event.clientY - before.clientY;
    fingers.set(event.pointerId, event);
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved > 4 && !surface.hasPointerCapture(event.pointerId)) surface.setPointerCapture(event.pointerId);
    if (fingers.size === 1 && moved > 4) drawing.pan(dx, dy);
    if (fingers.size === 2) {
      const [a, b] = [...fingers.values()];
      const now = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      const at = surface.getBoundingClientRect();
      const x = (a.clientX + b.clientX) / 2 - at.left, y = (a.clientY + b.clientY) / 2 - at.top;
      if (spread) drawing.zoom(now / spread, x, y);
      spread = now;
    }
  });
  const end = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    spread = 0;
    if (event.type !== "pointerup" || moved > 4) return;
    const at = surface.getBoundingClientRect();
    const miss = hit(event.target);
    if (miss) miss(event.clientX - at.left, event.clientY - at.top);
  };
  surface.addEventListener("pointerup", end);
  surface.addEventListener("pointercancel", end);
  surface.addEventListener("wheel", (event) => {
    event.preventDefault();
    const at = surface.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 16 : 1;
    const by = Math.max(-120, Math.min(120, event.deltaY * lines));
    drawing.zoom(Math.exp(-by / 300), event.clientX - at.left, event.clientY - at.top);
  }, { passive: false });
}

// Arrays of the data become objects with names.
function readData(text) {
  const data = JSON.parse(text);
  const card = ([title, subtitle, kind, chips, rows, width, height, header]) => ({
    title, subtitle, kind, rows, width, height, headerChips: header,
    chips: chips.map(([words, role, x, row, wide]) => ({ text: words, role, x, row, width: wide })),
  });
  const item = ([kind, name, title, fullTitle, called, template, sentence, state, height, drawn, findings, given, more]) => ({
    kind, name, title, fullTitle, called, template, sentence, state, height, card: card(drawn), findings, given, facts: more,
  });
  const ports = (list) => list.map(([name, what, type, note]) => ({ name, what, type, note }));
  data.roots = data.roots.map(item);
  data.templates = data.templates.map(([kind, words, inputs, outputs, more, sources, group]) => ({
    kind, search: words, inputs: ports(inputs), outputs: ports(outputs), facts: more, sources,
    group: group && {
      items: group.items.map(item),
      links: group.links.map(([source, target, kindOfLink, label, words2]) => ({
        source, target, kind: kindOfLink, label, text: words2 })),
      components: group.components.map(([columns, routes]) => ({
        columns: columns.map(([items, grid, above, below]) => ({ items, grid, above, below })), routes })),
      room: group.room, closed: null,
    },
  }));
  data.findings = data.findings.map(([severity, code, message, hint, place, at]) => ({
    severity, code, message, hint, place, at }));
  return data;
}

start();
