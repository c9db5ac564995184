// Coordinates for the layers of one template; the twin of places.py, which says why.
const GUTTER = 56, DOWN = 18, CELL = 28, APART = 40, BAND = 64, SIDE = 36, POINT = 7;
const ASPECT = 1.4, WIDE = 1000, MUCH_WIDER = 1.4, MOST_CROSSING = 14, ROUNDS = 6;

function place(components, sizes, labels) {
  const parts = components.map((component) => placeComponent(component, sizes, labels));
  let area = 0, widest = 0;
  for (const part of parts) {
    area += (part.width + APART) * (part.height + APART);
    widest = Math.max(widest, part.width);
  }
  widest = Math.max(widest, Math.sqrt(area * ASPECT));
  const whole = { left: new Map(), top: new Map(), span: new Map(), band: new Map(),
    bands: [], lanes: new Map(), width: 0, height: 0 };
  let left = 0, top = 0, row = 0, width = 0;
  for (const part of parts) {
    if (left && left + part.width > widest) {
      top += row + APART;
      left = row = 0;
    }
    addPart(whole, part, left, top);
    width = Math.max(width, left + part.width);
    left += part.width + APART;
    row = Math.max(row, part.height);
  }
  whole.width = width;
  whole.height = top + row;
  return whole;
}

function addPart(whole, part, x, y) {
  const first = whole.bands.length;
  for (const [item, left] of part.left) {
    whole.left.set(item, left + x);
    whole.top.set(item, part.top.get(item) + y);
    const span = part.span.get(item);
    whole.span.set(item, [span[0] + x, span[1] + x]);
    whole.band.set(item, part.band.get(item) + first);
  }
  for (const [t, b, s, e] of part.bands) whole.bands.push([t + y, b + y, s + x, e + x]);
  for (const [item, [a, b, s, e]] of part.lanes) {
    whole.lanes.set(item, [a + y, b + y, s + x, e + x]);
  }
}

function cellsOf(column, sizes) {
  const boxes = column.items.filter((item) => sizes.has(item)).map((item) => sizes.get(item));
  const widest = (list) => list.reduce((most, box) => Math.max(most, box.width), 0);
  if (column.grid === 1) return { width: widest(boxes), height: 0, tops: [], heights: [], lefts: [] };
  const rows = Math.ceil(boxes.length / column.grid);
  const cells = { width: 0, height: 0, tops: [], heights: [], lefts: [] };
  let y = 0, x = 0;
  for (let row = 0; row < rows; row++) {
    let height = 0;
    for (let n = row; n < boxes.length; n += rows) height = Math.max(height, boxes[n].height);
    cells.tops.push(y);
    cells.heights.push(height);
    y += height + DOWN;
  }
  for (let n = 0; n < boxes.length; n += rows) {
    cells.lefts.push(x);
    x += widest(boxes.slice(n, n + rows)) + CELL;
  }
  cells.width = x - CELL;
  cells.height = y - DOWN;
  return cells;
}

function partsOf(column) {
  if (column.grid === 1) return column.items.map((item) => [item]);
  const alone = (points) => points.map((point) => [point]);
  return [...alone(column.above), column.items, ...alone(column.below)];
}

function placeComponent(component, sizes, labels) {
  const columns = component.columns;
  const cells = columns.map((column) => cellsOf(column, sizes));
  const parts = columns.map(partsOf);
  const columnOf = new Map();
  columns.forEach((column, number) => {
    for (const list of [column.above, column.items, column.below]) {
      for (const item of list) columnOf.set(item, number);
    }
  });
  const before = new Map(), after = new Map(), middle = new Map();
  const crossing = columns.map(() => 0);
  const put = (map, key, value) => map.has(key) ? map.get(key).push(value) : map.set(key, [value]);
  for (const [source, target, points] of component.routes) {
    let first = source;
    for (const second of [...points, target]) {
      if (columnOf.get(first) < columnOf.get(second)) {
        put(after, first, second);
        put(before, second, first);
        crossing[columnOf.get(second)] += 1;
      }
      first = second;
    }
  }

  function extent(part, c) {
    if (part.length > 1) return [cells[c].height / 2, cells[c].height / 2];
    const size = sizes.get(part[0]);
    if (size === undefined) return [POINT - DOWN / 2, POINT - DOWN / 2];
    return [size.anchor, size.height - size.anchor];
  }

  function wish(part, beside) {
    if (beside === null) return 0;
    let total = 0, weights = 0;
    for (const item of part) {
      for (const other of beside.get(item) || []) {
        const weight = weightOf(other);
        total += weight * middle.get(other);
        weights += weight;
      }
    }
    return weights ? total / weights : middle.get(part[0]);
  }

  function weightOf(item) {
    const links = (before.get(item) || []).length + (after.get(item) || []).length;
    return Math.max(1, links) ** 2;
  }

  function settle(c, beside) {
    const blocks = [], offsets = [];
    let offset = 0;
    for (const part of parts[c]) {
      const [up, down] = extent(part, c);
      offsets.push(offset + up);
      let weight = 0;
      for (const item of part) weight += weightOf(item);
      blocks.push([(wish(part, beside) - offset - up) * weight, weight, 1]);
      while (blocks.length > 1) {
        const last = blocks[blocks.length - 1], previous = blocks[blocks.length - 2];
        if (previous[0] * last[1] <= last[0] * previous[1]) break;
        blocks.pop();
        previous[0] += last[0];
        previous[1] += last[1];
        previous[2] += last[2];
      }
      offset += up + down + DOWN;
    }
    let n = 0;
    for (const [total, weight, number] of blocks) {
      for (let k = 0; k < number; k++, n++) {
        for (const item of parts[c][n]) middle.set(item, total / weight + offsets[n]);
      }
    }
  }

  for (let c = 0; c < columns.length; c++) settle(c, null);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (let n = 0; n < columns.length; n++) {
      if (turn % 2 === 0) settle(n, before);
      else settle(columns.length - 1 - n, after);
    }
  }

  function reach(first, last) {
    let high = Infinity, low = -Infinity;
    for (let c = first; c < last; c++) {
      for (const part of parts[c]) {
        const [up, down] = extent(part, c);
        high = Math.min(high, middle.get(part[0]) - up);
        low = Math.max(low, middle.get(part[0]) + down);
      }
    }
    return [high, low];
  }

  const gutters = columns.map((column, c) => {
    let label = 0;
    for (const item of column.items) label = Math.max(label, labels.get(item) || 0);
    return GUTTER + label + Math.min(80, 2 * Math.max(0, crossing[c] - 4));
  });

  function starts() {
    const count = columns.length;
    let total = 0;
    for (let c = 0; c < count; c++) total += cells[c].width + (c ? gutters[c] : 0);
    const [high, low] = reach(0, count);
    if (total <= MUCH_WIDER * WIDE || total <= ASPECT * 1.5 * (low - high)) return [0];
    const bands = Math.max(1, roundHalfEven(Math.sqrt(total / (ASPECT * (low - high + BAND)))));
    const aim = Math.max(WIDE * 0.7, total / bands);
    const found = [0];
    let x = 0, best = null, c = 0;
    while (c < count) {
      x += cells[c].width + (c > found[found.length - 1] ? gutters[c] : 0);
      c += 1;
      if (c === count) break;
      if (x >= aim * 0.6 && crossing[c] <= MOST_CROSSING) {
        if (best === null || crossing[c] <= best[0]) best = [crossing[c], c];
      }
      if (x + gutters[c] + cells[c].width > aim * 1.1 && best !== null) {
        found.push(best[1]);
        c = best[1];
        x = 0;
        best = null;
      }
    }
    return found;
  }

  const firsts = starts();
  const result = { left: new Map(), top: new Map(), span: new Map(), band: new Map(),
    bands: [], lanes: new Map(), width: 0, height: 0 };
  const side = firsts.length > 1 ? SIDE : 0;
  let top = 0;
  firsts.forEach((first, band) => {
    const last = band + 1 < firsts.length ? firsts[band + 1] : columns.length;
    const [high, low] = reach(first, last);
    let x = side;
    for (let c = first; c < last; c++) {
      if (c > first || (side && c)) x += gutters[c];
      putColumn(result, c, x, top - high, band);
      x += cells[c].width;
    }
    result.bands.push([top, top + low - high, side, x]);
    result.width = Math.max(result.width, x + side);
    top += low - high + BAND;
  });
  result.height = top - BAND;
  return result;

  function putColumn(result, c, x, shift, band) {
    const column = columns[c], grid = cells[c];
    const span = [x, x + grid.width];
    for (const list of [column.above, column.items, column.below]) {
      for (const item of list) {
        result.span.set(item, span);
        result.band.set(item, band);
        const size = sizes.get(item);
        if (size === undefined) {
          result.left.set(item, x);
          result.top.set(item, middle.get(item) + shift);
        } else if (column.grid === 1) {
          const slack = size.width < DOWN ? grid.width - size.width : 0;
          result.left.set(item, x + slack / 2);
          result.top.set(item, middle.get(item) - size.anchor + shift);
        }
      }
    }
    if (column.grid === 1) return;
    const start = middle.get(column.items[0]) - grid.height / 2 + shift;
    const rows = grid.tops.length;
    column.items.forEach((item, n) => {
      const down = n % rows, across = Math.floor(n / rows);
      result.left.set(item, x + grid.lefts[across]);
      result.top.set(item, start + grid.tops[down]);
      const above = start + grid.tops[down] - DOWN / 2;
      result.lanes.set(item, [above, above + grid.heights[down] + DOWN, ...span]);
    });
  }
}

// As Python rounds, so that both choose the same number of bands.
function roundHalfEven(x) {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
