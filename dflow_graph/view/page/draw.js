// Draws what can be seen of a scene: as SVG while that is little, on a canvas while it is much.
const SVG = "http://www.w3.org/2000/svg";
const MOST_DETAILED = 900, LEAST_SCALE = 0.02, MOST_SCALE = 3;

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

function headPath(kind, x, y) {
  const a = x - 7, t = y - 4, b = y + 4;
  return {
    artifact: `M${x} ${y}l-9 -4.5v9z`,
    parameter: `M${a} ${t}L${x} ${y}L${a} ${b}M${x} ${y}h-8`,
    condition: `M${x} ${y}l-5 -4l-5 4l5 4z`,
    loop: `M${x} ${y}l-8 -4v8z`,
    hook: `M${x} ${y}l-8 -4.5v9z`,
    order: `M${a} ${t}L${x} ${y}L${a} ${b}`,
  }[kind];
}

class Drawing {
  constructor(scene, surface, canvas, minimap) {
    this.scene = scene;
    this.surface = surface;
    this.canvas = canvas;
    this.minimap = minimap;
    this.layer = svg("g", {});
    this.frames = svg("g", {});
    this.links = svg("g", {});
    this.cards = svg("g", {});
    this.layer.append(this.frames, this.links, this.cards);
    surface.append(this.layer);
    this.nodes = new Map();
    this.drawnLinks = new Map();
    this.view = { x: 0, y: 0, scale: 1 };
    this.selected = null;
    this.pending = false;
    this.matches = new Set();
  }

  // To be called when what is open has changed.
  rebuild() {
    for (const map of [this.nodes, this.drawnLinks]) {
      for (const element of map.values()) element.remove();
      map.clear();
    }
    this.paths = null;
    this.update();
  }

  update() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.draw();
    });
  }

  size() {
    return [this.surface.clientWidth, this.surface.clientHeight];
  }

  fit(box, most = 1.15, margin = 32) {
    const [width, height] = this.size();
    const target = box || { x: 0, y: 0, width: this.scene.width, height: this.scene.height };
    const scale = Math.min(most, (width - 2 * margin) / Math.max(1, target.width),
      (height - 2 * margin) / Math.max(1, target.height));
    this.view.scale = Math.max(LEAST_SCALE, scale);
    this.view.x = (width - target.width * this.view.scale) / 2 - target.x * this.view.scale;
    this.view.y = (height - target.height * this.view.scale) / 2 - target.y * this.view.scale;
    this.update();
  }

  // A whole that would be too small to read begins at its upper left corner.
  fitReadable() {
    this.fit();
    if (this.view.scale >= 0.45) return;
    this.view = { x: 32, y: 32, scale: 0.75 };
    const first = this.scene.boxes[1];
    // What runs first may stand far down.
    const below = first ? (first.y + Math.min(first.height, 300)) * 0.75 + 64 - this.size()[1] : 0;
    if (below > 0) this.view.y -= below;
    this.update();
  }

  zoom(factor, x, y) {
    const [width, height] = this.size();
    const atX = x === undefined ? width / 2 : x, atY = y === undefined ? height / 2 : y;
    const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, this.view.scale * factor));
    const change = scale / this.view.scale;
    this.view.x = atX - (atX - this.view.x) * change;
    this.view.y = atY - (atY - this.view.y) * change;
    this.view.scale = scale;
    this.update();
  }

  pan(dx, dy) {
    this.view.x += dx;
    this.view.y += dy;
    this.update();
  }

  // Moves the view as little as shows a box; comes nearer if it could not be read.
  show(box) {
    const [width, height] = this.size();
    if (this.view.scale < 0.5) {
      this.view.scale = 0.9;
      this.view.x = width / 2 - (box.x + Math.min(box.width, 300) / 2) * 0.9;
      this.view.y = height / 2 - (box.y + Math.min(box.height, 200) / 2) * 0.9;
    }
    const { scale } = this.view, margin = 40;
    const left = box.x * scale + this.view.x, top = box.y * scale + this.view.y;
    const right = left + Math.min(box.width * scale, width - 2 * margin);
    const bottom = top + Math.min(box.height * scale, height - 2 * margin);
    if (right > width - margin) this.view.x -= right - width + margin;
    if (left < margin) this.view.x += margin - left;
    if (bottom > height - margin) this.view.y -= bottom - height + margin;
    if (top < margin) this.view.y += margin - top;
    this.update();
  }

  seen(x, y, width, height) {
    return x < this.right && y < this.bottom && x + width > this.left && y + height > this.top;
  }

  draw() {
    const { x, y, scale } = this.view;
    const [width, height] = this.size();
    const margin = 60 / scale;
    this.left = -x / scale - margin;
    this.top = -y / scale - margin;
    this.right = (width - x) / scale + margin;
    this.bottom = (height - y) / scale + margin;
    this.layer.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    const boxes = this.scene.boxes.filter((b) => this.seen(b.x, b.y, b.width, b.height));
    const coarse = scale < 0.16 || boxes.length > MOST_DETAILED;
    this.surface.classList.toggle("coarse", coarse);
    this.canvas.hidden = !coarse;
    if (coarse) this.drawCoarsely(boxes);
    this.keep(coarse ? boxes.filter((b) => b.instance === this.selected) : boxes, coarse);
    const whole = this.scene;
    this.minimap.hidden = x >= 0 && y >= 0 && x + whole.width * scale <= width &&
      y + whole.height * scale <= height;
    if (!this.minimap.hidden) this.drawMinimap();
  }

  // Brings the elements in line with what is to be seen; what stays is left alone.
  keep(boxes, coarse) {
    const wanted = new Map(boxes.map((box) => [box.instance.key, box]));
    for (const [key, element] of this.nodes) {
      if (!wanted.has(key)) {
        element.remove();
        this.nodes.delete(key);
      }
    }
    for (const [key, box] of wanted) {
      if (!this.nodes.has(key)) {
        const element = nodeElement(box);
        this.nodes.set(key, element);
        (box.instance.open ? this.frames : this.cards).append(element);
      }
      const element = this.nodes.get(key);
      element.classList.toggle("selected", box.instance === this.selected);
      element.classList.toggle("match", this.matches.has(key));
    }
    const ways = new Map();
    if (!coarse) {
      for (const edge of this.scene.edges) {
        const x = Math.min(edge.from.x, edge.to.x), y = Math.min(edge.from.y, edge.to.y);
        const right = Math.max(edge.from.x + edge.from.width, edge.to.x + edge.to.width);
        const bottom = Math.max(edge.from.y + edge.from.height, edge.to.y + edge.to.height);
        if (ways.size < 3 * MOST_DETAILED && this.seen(x, y, right - x, bottom - y)) {
          ways.set(edge.key, edge);
        }
      }
    }
    for (const [key, element] of this.drawnLinks) {
      if (!ways.has(key)) {
        element.remove();
        this.drawnLinks.delete(key);
      }
    }
    for (const [key, edge] of ways) {
      if (!this.drawnLinks.has(key)) {
        const element = edgeElement(edge);
        this.drawnLinks.set(key, element);
        this.links.append(element);
      }
      const own = this.selected !== null && !this.selected.open &&
        (edge.from.instance === this.selected || edge.to.instance === this.selected);
      this.drawnLinks.get(key).classList.toggle("own", own);
    }
    this.links.classList.toggle("some", this.selected !== null && !this.selected.open);
  }

  // All boxes and links as few paths, made once for each layout.
  outlines() {
    if (this.paths) return this.paths;
    const cards = new Map(), frames = [], ways = new Map();
    for (const { instance, x, y, width, height } of this.scene.boxes) {
      if (instance.open) {
        frames.push({ instance, x, y, width, height });
        continue;
      }
      const colour = instance.item.state || instance.item.card.kind;
      if (!cards.has(colour)) cards.set(colour, new Path2D());
      cards.get(colour).rect(x, y, width, height);
    }
    for (const { link, way, left, top } of this.scene.edges) {
      if (!ways.has(link.kind)) ways.set(link.kind, new Path2D());
      ways.get(link.kind).addPath(new Path2D(way.path), new DOMMatrix([1, 0, 0, 1, left, top]));
    }
    this.paths = { cards, frames, ways };
    return this.paths;
  }

  drawCoarsely(boxes) {
    const [width, height] = this.size();
    const context = prepared(this.canvas, width, height);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    const { x, y, scale } = this.view;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
    const { cards, frames, ways } = this.outlines();
    for (const frame of frames) {
      context.globalAlpha = 0.45;
      context.fillStyle = colour("frame");
      context.fillRect(frame.x, frame.y, frame.width, frame.height);
      context.globalAlpha = 1;
      context.lineWidth = 1 / scale;
      context.strokeStyle = colour(frame.instance.item.state || "line");
      context.strokeRect(frame.x, frame.y, frame.width, frame.height);
    }
    context.lineWidth = Math.max(1.2, 0.6 / scale);
    context.globalAlpha = Math.min(1, 0.25 + 40 / Math.sqrt(1 + this.scene.edges.length) * 0.2);
    for (const [kind, path] of ways) {
      context.strokeStyle = colour(kind);
      context.stroke(path);
    }
    context.globalAlpha = 1;
    for (const [kind, path] of cards) {
      context.fillStyle = colour(KIND_COLOURS[kind] || "group");
      context.fill(path);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.nameFrames(context, boxes, colour);
  }

  // The names of open templates, in a size that can be read however small they are.
  nameFrames(context, boxes, colour) {
    const { x, y, scale } = this.view;
    context.font = "600 12px system-ui, sans-serif";
    context.textBaseline = "top";
    for (const box of boxes.filter((b) => b.instance.open).slice(0, 200)) {
      const room = box.width * scale - 8;
      if (room < 50 || box.height * scale < 30) continue;
      const name = box.instance.item.title;
      const width = Math.min(context.measureText(name).width, room);
      const left = Math.max(box.x * scale + x, 0) + 4, top = box.y * scale + y + 3;
      context.fillStyle = colour("canvas");
      context.fillRect(left - 2, top - 1, width + 4, 16);
      context.fillStyle = colour("text");
      context.fillText(name, left, top, room);
    }
  }

  drawMinimap() {
    const { width: all, height: high } = this.scene;
    const width = 168, height = 112;
    const context = prepared(this.minimap, width, height);
    const ratio = window.devicePixelRatio || 1;
    const scale = Math.min((width - 8) / Math.max(1, all), (height - 8) / Math.max(1, high));
    const left = (width - all * scale) / 2, top = (height - high * scale) / 2;
    this.miniature = { scale, left, top };
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    context.setTransform(scale * ratio, 0, 0, scale * ratio, left * ratio, top * ratio);
    const { cards, frames } = this.outlines();
    context.fillStyle = colour("frame");
    for (const frame of frames) context.fillRect(frame.x, frame.y, frame.width, frame.height);
    for (const [kind, path] of cards) {
      context.fillStyle = colour(KIND_COLOURS[kind] || "group");
      context.fill(path);
    }
    const [w, h] = this.size();
    const view = this.view;
    context.lineWidth = 1.5 / scale;
    context.strokeStyle = colour("accent");
    context.strokeRect(-view.x / view.scale, -view.y / view.scale, w / view.scale, h / view.scale);
  }

  // The view goes where the minimap was touched.
  goTo(miniX, miniY) {
    const [width, height] = this.size();
    const { scale, left, top } = this.miniature;
    this.view.x = width / 2 - (miniX - left) / scale * this.view.scale;
    this.view.y = height / 2 - (miniY - top) / scale * this.view.scale;
    this.update();
  }
}

const KIND_COLOURS = { python: "python", pythonscript: "script", script: "script", shell: "script",
  container: "container", http: "http", resource: "resource", suspend: "suspend",
  error: "error", warning: "warning", barrier: "order" };

function prepared(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}

function nodeElement(box) {
  const { instance, width, height } = box;
  const { item } = instance;
  const root = instance.parent === null ? " root" : "";
  const node = svg("g", {
    class: `node ${item.card.kind}${root} ${item.state}`,
    transform: `translate(${short(box.x)} ${short(box.y)})`,
    id: "node-" + instance.key, "data-key": instance.key,
  });
  if (item.kind === "barrier") {
    node.append(svg("circle", { class: "dot", cx: 7, cy: 7, r: 4 }));
    node.setAttribute("aria-hidden", "true");
    return node;
  }
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", item.sentence);
  node.append(svg("title", {}, item.sentence));
  if (instance.open) {
    node.append(svg("rect", { class: "frame", width, height, rx: 10 }),
      svg("rect", { class: "strip", y: 10, width: 4, height: 26 }));
    texts(node, item.card, headerChips(instance), 11);
  } else {
    if (instance.group) node.append(svg("rect", { class: "stack", x: 5, y: 5, width, height, rx: 7 }));
    node.append(svg("rect", { class: "box", width, height, rx: 7 }),
      svg("rect", { class: "strip", y: 7, width: 4, height: height - 14 }));
    texts(node, item.card, item.card.chips, 44);
  }
  if (instance.group) node.append(toggleElement(instance, width));
  return node;
}

function toggleElement(instance, width) {
  const toggle = svg("g", { class: "toggle", transform: `translate(${short(width - 15)} 15)` },
    svg("circle", { r: 9 }), svg("path", { d: instance.open ? "M-4 0H4" : "M-4 0H4M0 -4V4" }));
  toggle.setAttribute("aria-hidden", "true"); // the node itself says it, and Space does it
  return toggle;
}

function texts(node, card, chips, top) {
  node.append(svg("text", { class: "title", x: 14, y: 20 }, card.title),
    svg("text", { class: "sub", x: 14, y: 36 }, card.subtitle));
  for (const chip of chips) {
    const x = 14 + chip.x, y = top + chip.row * (CHIP_HEIGHT + 3);
    node.append(svg("g", { class: "chip " + chip.role },
      svg("rect", { x, y, width: chip.width, height: CHIP_HEIGHT, rx: 8 }),
      svg("text", { x: x + chip.width / 2, y: y + 11.5 }, chip.text)));
  }
}

function edgeElement(edge) {
  const { link, way } = edge;
  const element = svg("g", {
    class: "edge " + link.kind, transform: `translate(${short(edge.left)} ${short(edge.top)})`,
    "aria-hidden": "true",
  }, svg("title", {}, `${edge.from.instance.item.title} to ${edge.to.instance.item.title}: ${link.text}`),
  svg("path", { d: way.path }),
  svg("path", { class: "head", d: headPath(link.kind, way.x, way.y) }));
  if (link.label) element.append(svg("text", { x: way.x - 12, y: way.y - 3.5 }, link.label));
  return element;
}
