// The ways of links between placed items; the twin of routes.py, which says why.
const SPREAD = 13, MARGIN = 9, HEADER_SPREAD = 11, TWIN = 5, HEAD = 8, LANES = 6, LANE = 5, CORNER = 8, LOOP = 60;

// Each link is {source, target}; gives {path, x, y} for each.
function routed(links, components, placed, sizes, opened, labels) {
  const waypoints = new Map();
  const pairKey = (link) => link.source + " " + link.target;
  for (const component of components) {
    for (const [source, target, points] of component.routes) {
      waypoints.set(source + " " + target, points);
    }
  }
  const pointsOf = (link) => waypoints.get(pairKey(link)) || [];
  const twins = new Map(), arriving = new Map(), shifts = [], ends = [];
  links.forEach((link, number) => {
    const twin = twins.get(pairKey(link)) || 0;
    shifts.push(twin * TWIN);
    twins.set(pairKey(link), twin + 1);
    if (arriving.has(link.target)) arriving.get(link.target).push(number);
    else arriving.set(link.target, [number]);
  });

  function heightBefore(link) {
    const points = pointsOf(link);
    const before = points.length ? points[points.length - 1] : link.source;
    const size = sizes.get(before);
    return [placed.band.get(link.target) - placed.band.get(before),
      placed.top.get(before) + (size ? size.anchor : 0)];
  }

  for (const [target, numbers] of arriving) {
    const size = sizes.get(target);
    const room = opened.has(target) ? 2 * HEADER_SPREAD : size.height - 2 * MARGIN;
    const spread = Math.min(SPREAD, room / Math.max(1, numbers.length - 1));
    const heights = new Map(numbers.map((number) => [number, heightBefore(links[number])]));
    numbers.sort((a, b) => {
      const [bandA, a1] = heights.get(a), [bandB, b1] = heights.get(b);
      return bandA - bandB || a1 - b1;
    });
    numbers.forEach((number, at) => { ends[number] = (at - (numbers.length - 1) / 2) * spread; });
  }

  return links.map((link, number) => {
    const label = labels.get(link.target) || 0;
    const stations = stationsOf(link, pointsOf(link), placed, sizes, shifts[number], ends[number], label);
    const last = stations[stations.length - 1];
    return { path: pathOf(stations, placed, number), x: last.leave + HEAD, y: last.y };
  });
}

function stationsOf(link, points, placed, sizes, shift, end, label) {
  const { source, target } = link;
  let band = placed.band.get(source);
  const right = placed.left.get(source) + sizes.get(source).width;
  const start = placed.top.get(source) + sizes.get(source).anchor + shift;
  const stations = [{ enter: right, leave: right, y: start, band }];
  let lanes = placed.lanes.get(source);
  if (lanes && right < lanes[3] - 1) {
    stations.push({ enter: right + 2 * HEAD, leave: lanes[3], y: lanes[1], band });
  }
  for (const point of points) {
    const [enter, leave] = placed.span.get(point);
    stations.push({ enter, leave, y: placed.top.get(point) + shift, band: placed.band.get(point) });
  }
  band = placed.band.get(target);
  const left = placed.left.get(target);
  lanes = placed.lanes.get(target);
  if (lanes && left > lanes[2] + 1) {
    stations.push({ enter: lanes[2], leave: left - 2.5 * HEAD, y: lanes[0], band });
  }
  const y = placed.top.get(target) + sizes.get(target).anchor + end;
  stations.push({ enter: left - HEAD - label, leave: left - HEAD, y, band });
  return stations;
}

const short = (number) => String(Math.round(number * 10) / 10);

function pathOf(stations, placed, number) {
  let { leave: x, y, band } = stations[0];
  const parts = [`M${short(x)} ${short(y)}`];
  for (const station of stations.slice(1)) {
    const end = station.enter;
    if (station.band > band && end < x + HEAD) {
      parts.push(around(x, y, end, station, placed, number));
    } else if (Math.abs(station.y - y) < 0.5 && end >= x) {
      parts.push(`L${short(end)} ${short(y)}`);
    } else {
      const bend = end > x ? Math.max(20, (end - x) / 2) : LOOP;
      parts.push(`C${short(x + bend)} ${short(y)} ${short(end - bend)} ${short(station.y)} ` +
        `${short(end)} ${short(station.y)}`);
    }
    if (station.leave > station.enter) parts.push(`L${short(station.leave)} ${short(station.y)}`);
    ({ leave: x, y, band } = station);
  }
  return parts.join("");
}

function around(x, y, end, station, placed, number) {
  const lane = (number % LANES - LANES / 2) * LANE;
  const [top, , start] = placed.bands[station.band];
  const right = Math.max(x + CORNER, placed.bands[station.band - 1][3]) + 18 + lane;
  const across = top - 32 + lane;
  const left = start - 18 + lane;
  const down = station.y > across ? CORNER : -CORNER;
  const p = (a, b) => `${short(a)} ${short(b)}`;
  return `L${p(right - CORNER, y)}Q${p(right, y)} ${p(right, y + CORNER)}` +
    `L${p(right, across - CORNER)}Q${p(right, across)} ${p(right - CORNER, across)}` +
    `L${p(left + CORNER, across)}Q${p(left, across)} ${p(left, across + down)}` +
    `L${p(left, station.y - down)}Q${p(left, station.y)} ${p(left + CORNER, station.y)}` +
    `L${p(end, station.y)}`;
}
