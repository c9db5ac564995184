// The outline: all calls that are open as a tree, of which only the rows in sight exist.
const ROW = 28, MOST_RESULTS = 200;

function html(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const key of Object.keys(attributes)) {
    if (key === "onclick") element.addEventListener("click", attributes[key]);
    else element.setAttribute(key, attributes[key]);
  }
  element.append(...children);
  return element;
}

class Tree {
  // `act` has select(instance, options) and toggle(instance).
  constructor(scene, element, act) {
    this.scene = scene;
    this.element = element;
    this.act = act;
    this.rows = [];
    this.place = new Map();
    this.active = null;
    this.body = html("div", { role: "presentation", class: "rows" });
    element.append(this.body);
    element.addEventListener("scroll", () => this.draw());
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("focus", () => {
      // A pointer that gave the focus is about to hit a row, which must not be made anew.
      if (!element.matches(":focus-visible")) return;
      if (this.active === null && this.rows.length) this.activate(this.rows[0]);
    });
    this.refresh();
  }

  // To be called when what is open has changed.
  refresh() {
    this.rows = this.scene.shown();
    this.place = new Map(this.rows.map((instance, row) => [instance, row]));
    this.body.style.height = this.rows.length * ROW + "px";
    if (this.active !== null && !this.place.has(this.active)) this.active = this.rows[0] || null;
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW) - 5);
    const last = Math.min(this.rows.length,
      Math.ceil((this.element.scrollTop + this.element.clientHeight) / ROW) + 5);
    const rows = [];
    for (let row = first; row < last; row++) rows.push(this.rowElement(row));
    if (this.active !== null) {
      const at = this.place.get(this.active);
      if (at < first || at >= last) rows.push(this.rowElement(at));
    }
    this.body.replaceChildren(...rows);
    if (this.active === null) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", "row-" + this.active.key);
  }

  rowElement(row) {
    const instance = this.rows[row];
    const { item } = instance;
    const siblings = instance.parent ? instance.parent.children.filter((c) => c.item.kind !== "barrier")
      : this.scene.roots;
    const element = html("div", {
      role: "treeitem", id: "row-" + instance.key, "aria-level": instance.depth + 1,
      "aria-setsize": siblings.length, "aria-posinset": siblings.indexOf(instance) + 1,
      "aria-selected": String(instance === this.active), "aria-label": item.sentence,
      class: `row ${item.card.kind} ${item.state}`,
    });
    element.style.top = row * ROW + "px";
    element.style.paddingLeft = 8 + Math.min(instance.depth, 12) * 14 + "px";
    const arrow = html("span", { class: "arrow", "aria-hidden": "true" });
    if (instance.group) {
      element.setAttribute("aria-expanded", String(instance.open));
      arrow.textContent = instance.open ? "▾" : "▸";
      arrow.addEventListener("click", (event) => {
        event.stopPropagation();
        this.act.toggle(instance);
      });
    }
    const name = html("span", { class: "name" }, item.title);
    element.append(arrow, html("span", { class: "bullet", "aria-hidden": "true" }), name);
    if (item.state) {
      element.append(html("span", { class: "flag " + item.state }, item.state === "error" ? "✕" : "!"));
    }
    element.append(html("span", { class: "kind" }, item.card.subtitle));
    element.addEventListener("click", () => this.act.select(instance, { from: "tree" }));
    return element;
  }

  activate(instance) {
    this.active = instance;
    const row = this.place.get(instance);
    if (row === undefined) return;
    const top = row * ROW, height = this.element.clientHeight;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + ROW > this.element.scrollTop + height) this.element.scrollTop = top + ROW - height;
    this.draw();
  }

  key(event) {
    const row = this.active === null ? 0 : this.place.get(this.active);
    if (!this.rows.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW) - 1);
    const move = { ArrowDown: row + 1, ArrowUp: row - 1, Home: 0, End: this.rows.length - 1,
      PageDown: row + page, PageUp: row - page }[event.key];
    if (move !== undefined) {
      this.select(Math.min(this.rows.length - 1, Math.max(0, move)));
    } else if (this.active === null) this.select(0);
    else if (event.key === "ArrowRight") {
      if (this.active.group && !this.active.open) this.act.toggle(this.active);
      else if (this.active.open) this.select(row + 1);
    } else if (event.key === "ArrowLeft") {
      if (this.active.open) this.act.toggle(this.active);
      else if (this.active.parent) this.select(this.place.get(this.active.parent));
    } else if (event.key === " ") {
      this.act.toggle(this.active);
    } else if (event.key === "Enter") {
      this.act.select(this.active, { from: "tree", enter: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  select(row) {
    if (row < this.rows.length) this.act.select(this.rows[row], { from: "tree" });
  }
}

// Finds calls by what they are called, what they call, its kind and its image.
class Search {
  constructor(scene) {
    this.entries = [];
    const add = (template, number, item) => {
      if (item.kind === "barrier") return;
      const called = item.template < 0 ? null : scene.data.templates[item.template];
      const words = [item.name, item.title, item.called, item.card.subtitle, called ? called.search : ""];
      this.entries.push({ template, number, item, text: words.join("\n").toLowerCase() });
    };
    scene.data.roots.forEach((item, number) => add(-1, number, item));
    scene.data.templates.forEach((template, place) => {
      if (template.group) template.group.items.forEach((item, n) => add(place, n, item));
    });
  }

  // Calls in which each word occurs; those whose name begins so come first.
  find(text) {
    const words = text.toLowerCase().split(/\s+/).filter((word) => word);
    if (!words.length) return [];
    const found = this.entries.filter((entry) => words.every((word) => entry.text.includes(word)));
    const rank = (entry) => {
      const name = entry.item.name.toLowerCase();
      return name === words[0] ? 0 : name.startsWith(words[0]) ? 1 : name.includes(words[0]) ? 2 : 3;
    };
    return found.map((entry, n) => [rank(entry), n, entry])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((ranked) => ranked[2]);
  }
}
