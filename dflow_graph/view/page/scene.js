// The graph as it is open now: instances of calls, and where their boxes and links stand.
// Data comes as arrays, so that no name of a graph is ever the name of a member.
const PADDING = 22, HEADER = 50, EMPTY = 30, CHIP_HEIGHT = 16;

class Instance {
  constructor(scene, item, parent, number) {
    this.item = item; // {kind, name, title, template, card, ...}
    this.parent = parent;
    this.number = number; // among the items of the parent's template, or the roots
    this.key = parent ? parent.key + "." + number : String(number);
    this.depth = parent ? parent.depth + 1 : 0;
    this.template = item.template < 0 ? null : scene.data.templates[item.template];
    this.group = this.template ? this.template.group : null;
    this.open = false;
    this.children = [];
  }

  toggleable() {
    return this.group !== null;
  }
}

class Scene {
  constructor(data) {
    this.data = data;
    this.roots = data.roots.map((item, number) => new Instance(this, item, null, number));
    this.boxes = [];
    this.edges = [];
    this.width = this.height = 0;
    this.callers = this.findCallers();
    this.openAtFirst(300);
    this.layout();
  }

  // Template to the call through which it is shown, nearest to a root: [template, item] or a root.
  findCallers() {
    const callers = this.data.templates.map(() => null);
    const waiting = [];
    this.data.roots.forEach((root, number) => {
      if (callers[root.template] === null) {
        callers[root.template] = [-1, number];
        waiting.push(root.template);
      }
    });
    for (const from of waiting) {
      const group = this.data.templates[from].group;
      if (!group) continue;
      group.items.forEach((item, number) => {
        if (item.template >= 0 && callers[item.template] === null) {
          callers[item.template] = [from, number];
          waiting.push(item.template);
        }
      });
    }
    return callers;
  }

  openInstance(instance) {
    if (instance.open || !instance.group) return;
    instance.open = true;
    if (!instance.children.length) {
      instance.children = instance.group.items.map(
        (item, number) => new Instance(this, item, instance, number));
    }
  }

  // Opens level by level, each template once, while there are few boxes. Says if all are open.
  openAtFirst(most) {
    const opened = new Set();
    let waiting = this.roots.slice(), count = waiting.length, all = true;
    while (waiting.length) {
      const next = [];
      for (const instance of waiting) {
        const group = instance.group;
        if (!group || opened.has(instance.item.template)) continue;
        if (instance.parent && count + group.items.length > most) {
          all = false;
          continue;
        }
        opened.add(instance.item.template);
        count += group.items.length;
        this.openInstance(instance);
        next.push(...instance.children);
      }
      waiting = next;
    }
    return all;
  }

  closeAll() {
    const close = (instance) => {
      instance.open = instance.parent === null && instance.group !== null;
      instance.children.forEach(close);
    };
    this.roots.forEach(close);
  }

  // The instance of an item of a template, with all that it stands in opened.
  reveal(template, number) {
    const path = [];
    let at = template, item = number;
    while (at >= 0) {
      path.push(item);
      [at, item] = this.callers[at] || [-1, 0];
    }
    let instance = this.roots[item];
    for (const step of path.reverse()) {
      this.openInstance(instance);
      instance = instance.children[step];
    }
    return instance;
  }

  // Every instance that is shown, each before those in it; barriers are none.
  shown() {
    const found = [];
    const waiting = this.roots.slice().reverse();
    while (waiting.length) {
      const instance = waiting.pop();
      if (instance.item.kind !== "barrier") found.push(instance);
      if (instance.open) {
        for (let n = instance.children.length - 1; n >= 0; n--) waiting.push(instance.children[n]);
      }
    }
    return found;
  }

  layout() {
    this.boxes = [];
    this.edges = [];
    this.byKey = new Map();
    let y = 0;
    this.width = 0;
    for (const root of this.roots) {
      const size = this.sizeOf(root);
      this.put(root, 0, y, size);
      this.width = Math.max(this.width, size.width);
      y += size.height + 36;
    }
    this.height = Math.max(0, y - 36);
  }

  sizeOf(instance) {
    const card = instance.item.card;
    const closed = { width: card.width, height: card.height, anchor: card.height / 2 };
    if (!instance.open) return closed;
    const group = instance.group;
    const openChildren = instance.children.filter((child) => child.open);
    // Where all are closed, the layout is always the same.
    if (!openChildren.length && group.closed) instance.frame = group.closed;
    else {
      const sizes = new Map(group.items.map((item, n) => [n, { width: item.card.width,
        height: item.height, anchor: item.height / 2 }]));
      for (const child of openChildren) sizes.set(child.number, this.sizeOf(child));
      const room = new Map(group.room);
      const placed = place(group.components, sizes, room);
      const opened = new Set(openChildren.map((child) => child.number));
      const drawn = routed(group.links, group.components, placed, sizes, opened, room);
      instance.frame = { sizes, placed, drawn };
      if (!openChildren.length) group.closed = instance.frame;
    }
    const { placed } = instance.frame;
    const chips = headerChips(instance);
    const header = chips.length ? chips[chips.length - 1].x + chips[chips.length - 1].width + 24 : card.headerChips;
    return { width: Math.max(placed.width, header) + 2 * PADDING,
      height: HEADER + (placed.height || EMPTY) + PADDING, anchor: HEADER / 2 };
  }

  put(instance, x, y, size) {
    const box = { instance, x, y, width: size.width, height: size.height };
    this.boxes.push(box);
    this.byKey.set(instance.key, box);
    if (!instance.open) return;
    const { sizes, placed, drawn } = instance.frame;
    const left = x + PADDING, top = y + HEADER;
    for (const child of instance.children) {
      this.put(child, left + placed.left.get(child.number), top + placed.top.get(child.number),
        sizes.get(child.number));
    }
    drawn.forEach((way, number) => {
      const link = instance.group.links[number];
      const from = this.byKey.get(instance.key + "." + link.source);
      const to = this.byKey.get(instance.key + "." + link.target);
      this.edges.push({ key: instance.key + ">" + number, link, from, to, way, left, top });
    });
  }
}

// Open templates need no chip that says how many calls they hold, or that there are findings.
function headerChips(instance) {
  let x = instance.item.card.headerChips;
  return instance.item.card.chips.filter((chip) => chip.role !== "size" && chip.role !== "inside").map((chip) => {
    const placed = { text: chip.text, role: chip.role, x, row: 0, width: chip.width };
    x += chip.width + 5;
    return placed;
  });
}
