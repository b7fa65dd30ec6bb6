// Draws the curves of runs: for the coordinator's page, with follow.js behind it, and for a report, which brings its data along.
"use strict";

// ---------------------------------------------------------------------------------------------------------- numbers

const none = "–";
const grouped = new Intl.NumberFormat("en-US");
const count = value => (value === null || value === undefined ? none : grouped.format(Math.round(value)));
const percent = (value, decimals = 1) =>
  value === null || value === undefined ? none : `${(100 * value).toFixed(decimals)} %`;
const digits = (value, significant = 3) =>
  value === 0 ? "0" : Math.abs(value) >= 1000 ? count(value) : Number(value.toPrecision(significant)).toString();

function duration(seconds) {
  if (seconds === null || seconds === undefined || !isFinite(seconds)) return none;
  if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds) % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const latency = seconds =>
  seconds === null || seconds === undefined || seconds >= 1 ? duration(seconds) : `${digits(1000 * seconds)} ms`;

// ----------------------------------------------------------------------------------------------------------- elements

const byId = id => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const isDrawing = ["svg", "path", "line", "text", "circle", "g", "title"].includes(name);
  const made = isDrawing
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function say(id, text) {
  const target = byId(id);
  if (target.textContent !== text) target.textContent = text; // What has not changed is not read out again.
}

// ------------------------------------------------------------------------------------------------------------- charts

const charts = {
  top1: { title: "Accuracy", of: history => history.evaluations, low: 0, high: 1, format: percent },
  loss: { title: "Loss", format: value => digits(value, 4) },
  images_per_second: { title: "Images a second", low: 0, format: count, smooth: true },
  uncertainty: { title: "Uncertainty of scored samples", format: value => digits(value, 4) },
  compute_ratio: { title: "Compute, of conventional distillation's", low: 0, format: percent },
  learning_rate: { title: "Learning rate", low: 0, format: digits },
};

const dashes = ["", "7 3", "2 3", "9 3 2 3", "4 4", "1 4"];

/** What a chart shows of some runs: [{name, steps, epochs, values, color}], and levels: [{name, value}]. */
function seriesOf(key, runs) {
  const series = [],
    levels = [];
  runs.forEach((run, place) => {
    const columns = (charts[key].of ?? (history => history.points))(run.history);
    const color = place % dashes.length;
    series.push({
      name: run.label ?? charts[key].title,
      steps: columns.step,
      epochs: columns.epoch,
      values: charts[key].smooth ? smooth(columns[key]) : columns[key],
      color,
    });
    if (key === "loss" && runs.length === 1) {
      series[0].name = "total";
      series.push(...partsOfLoss(columns));
    }
    if (key !== "top1") return;
    const isTelling = columns.top5.some((value, i) => i > columns.top5.length / 2 && value < 0.98);
    if (runs.length === 1 && isTelling) {
      series[0].name = "top-1";
      series.push({
        name: "top-5",
        steps: columns.step,
        epochs: columns.epoch,
        values: columns.top5,
        color: 1,
      });
    }
    const teacher = run.history.plan?.teacher_top1;
    if (teacher && !levels.some(level => level.value === teacher)) levels.push({ name: "teacher", value: teacher });
  });
  return { series: series.filter(each => each.values.some(value => value !== null)), levels };
}

/** What the labels and the teacher add to the loss, where both do. */
function partsOfLoss(columns) {
  const parts = [
    { name: "labels", values: columns.label_loss ?? [], color: 1 },
    { name: "teacher", values: columns.distill_loss ?? [], color: 2 },
  ];
  if (parts.some(part => part.values.every(value => value === null))) return [];
  return parts.map(part => ({ ...part, steps: columns.step, epochs: columns.epoch }));
}

/** Rates of single steps jump, as steps are told in groups: the rate over neighbours is what a person means. */
function smooth(rates) {
  const reach = Math.floor(rates.length / 60);
  return rates.map((rate, i) => {
    const near = rates.slice(Math.max(0, i - reach), i + reach + 1).filter(value => value > 0);
    return rate === null || near.length === 0 ? rate : near.length / near.reduce((sum, value) => sum + 1 / value, 0);
  });
}

/** Round numbers between two others, about so many. */
function ticks(low, high, about, factors = [1, 2, 2.5, 5, 10]) {
  const raw = (high - low) / about,
    power = 10 ** Math.floor(Math.log10(raw));
  const step = factors.map(factor => factor * power).find(each => each >= raw * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(i * step);
  return found;
}

function rangeOf(key, series, levels) {
  const values = series
    .flatMap(each => each.values.filter(value => value !== null))
    .concat(levels.map(level => level.value));
  const chart = charts[key];
  let low = Math.min(...values),
    high = Math.max(...values);
  if (chart.low === 0 && key !== "top1") low = 0;
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  low = chart.low === 0 && low === 0 ? 0 : low - room;
  return [chart.low === undefined ? low : Math.max(chart.low, low), Math.min(chart.high ?? Infinity, high + room)];
}

/** Draws a chart into its figure. marks: [{step, text}], such as the loss of a node. */
function draw(figure, runs, marks = []) {
  const key = figure.dataset.chart,
    chart = charts[key];
  const { series, levels } = seriesOf(key, runs);
  figure.hidden = series.length === 0 && key !== "top1" && key !== "loss";
  const caption = element("figcaption", {}, element("h2", {}, chart.title));
  if (series.length === 0) {
    figure.replaceChildren(
      caption,
      element("p", { class: "empty note" }, key === "top1" ? "No evaluation yet." : "No step yet."),
    );
    return;
  }
  const width = Math.max(240, figure.clientWidth),
    height = width < 420 ? 180 : 210;
  const inner = { left: 46, right: width - 8, top: 10, bottom: height - 22 };
  const isEpochs = series.some(each => each.epochs[each.epochs.length - 1] >= 2);
  const placesOf = each => (isEpochs ? each.epochs : each.steps);
  const lastPlace = Math.max(...series.map(each => placesOf(each)[placesOf(each).length - 1]));
  const [low, high] = rangeOf(key, series, levels);
  const x = place => inner.left + (inner.right - inner.left) * (lastPlace > 0 ? place / lastPlace : 1);
  const y = value => inner.bottom - (inner.bottom - inner.top) * ((value - low) / (high - low || 1));
  const drawing = element("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: "0" });

  for (const tick of ticks(low, high, 4)) {
    const level = Math.round(y(tick)) + 0.5;
    drawing.append(
      element("line", { class: "grid", x1: inner.left, x2: inner.right, y1: level, y2: level }),
      element(
        "text",
        { x: inner.left - 8, y: level + 3.5, "text-anchor": "end" },
        chart.format === percent ? percent(tick, high - low < 0.04 ? 1 : 0) : digits(tick),
      ),
    );
  }
  drawing.append(
    element("line", {
      class: "axis",
      x1: inner.left,
      x2: inner.right,
      y1: inner.bottom + 0.5,
      y2: inner.bottom + 0.5,
    }),
  );
  for (const tick of ticks(0, lastPlace || 1, width < 420 ? 3 : 6, [1, 2, 5, 10]).filter(
    tick => isEpochs || Number.isInteger(tick),
  ))
    drawing.append(
      element(
        "text",
        {
          x: x(tick),
          y: height - 6,
          "text-anchor": tick === 0 ? "start" : x(tick) > inner.right - 16 ? "end" : "middle",
        },
        tick === 0 ? (isEpochs ? "epoch 0" : "step 0") : digits(tick),
      ),
    );

  for (const mark of marks.slice(-40)) {
    const place = isEpochs ? mark.step / runs[0].history.plan.steps_per_epoch : mark.step;
    if (place > lastPlace) continue;
    const at = Math.round(x(place)) + 0.5;
    drawing.append(
      element(
        "g",
        {},
        element("title", {}, mark.text),
        element("line", { class: "mark", x1: at, x2: at, y1: inner.top, y2: inner.bottom }),
        element("text", { class: "flag", x: at, y: inner.top, "text-anchor": "middle" }, "▼"),
      ),
    );
  }
  for (const level of levels) {
    const at = Math.round(y(level.value)) + 0.5;
    drawing.append(
      element("line", {
        class: "curve c5",
        "stroke-dasharray": "2 4",
        x1: inner.left,
        x2: inner.right,
        y1: at,
        y2: at,
      }),
      element(
        "text",
        { x: inner.left + 6, y: at < inner.top + 14 ? at + 13 : at - 5 },
        `${level.name} ${percent(level.value)}`,
      ),
    );
  }
  for (const each of series) drawing.append(...curveOf(each, placesOf(each), x, y));

  const several = series.length > 1;
  if (several) for (const each of series) caption.append(legend(each));
  const reading = element("output", { "aria-live": "off" });
  caption.append(reading);
  const cursor = element("line", { class: "cursor", y1: inner.top, y2: inner.bottom, visibility: "hidden" });
  drawing.append(cursor);
  const latest = words(series, placesOf(series[0]).length - 1, chart, several);
  drawing.setAttribute("aria-label", `${chart.title}: ${latest}`);
  reading.textContent = latest;
  const longest = series.reduce((one, other) => (other.steps.length > one.steps.length ? other : one));
  listen(
    figure,
    drawing,
    placesOf(longest),
    place => {
      cursor.setAttribute("visibility", place === null ? "hidden" : "visible");
      if (place === null) reading.textContent = latest;
      else {
        const at = Math.round(x(placesOf(longest)[place])) + 0.5;
        cursor.setAttribute("x1", at);
        cursor.setAttribute("x2", at);
        reading.textContent = words(series, place, chart, several, longest.steps[place], longest.epochs[place]);
      }
    },
    position => ((position - inner.left) / (inner.right - inner.left)) * lastPlace,
  );
  const hadFocus = figure.contains(document.activeElement);
  figure.replaceChildren(caption, drawing);
  if (hadFocus) drawing.focus();
}

function curveOf(each, places, x, y) {
  let path = "",
    isDown = false;
  each.values.forEach((value, i) => {
    if (value !== null) path += `${isDown ? "L" : "M"}${x(places[i]).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = value !== null;
  });
  const parts = [element("path", { class: `curve c${each.color}`, d: path, "stroke-dasharray": dashes[each.color] })];
  if (each.values.length > 32) return parts;
  each.values.forEach((value, i) => {
    if (value !== null)
      parts.push(
        element("circle", {
          class: `dot c${each.color}`,
          cx: x(places[i]).toFixed(1),
          cy: y(value).toFixed(1),
          r: 2.5,
        }),
      );
  });
  return parts;
}

function legend(each) {
  const sample = element(
    "svg",
    { viewBox: "0 0 22 8", "aria-hidden": "true" },
    element("line", {
      class: `curve c${each.color}`,
      x1: 0,
      x2: 22,
      y1: 4,
      y2: 4,
      "stroke-dasharray": dashes[each.color],
    }),
  );
  return element("span", { class: "key" }, sample, each.name);
}

/** The values at a place of the longest curve; other curves give their nearest point before it. */
function words(series, place, chart, isNamed, step = null, epoch = null) {
  const parts = step === null ? [] : [`step ${count(step)}`, `epoch ${epoch.toFixed(2)}`];
  for (const each of series) {
    let i = Math.min(place, each.values.length - 1);
    if (step !== null) while (i > 0 && each.steps[i] > step) i--;
    if (each.values[i] !== null) parts.push((isNamed ? `${each.name} ` : "") + chart.format(each.values[i]));
  }
  return parts.join(" · ");
}

/** Reads a chart off with the pointer, a finger or the arrow keys. */
function listen(figure, drawing, places, show, placeAt) {
  let at = null;
  const move = next => show((at = next === null ? null : Math.max(0, Math.min(places.length - 1, next))));
  drawing.addEventListener("pointermove", event => {
    const wanted = placeAt(
      ((event.clientX - drawing.getBoundingClientRect().left) / drawing.clientWidth) * drawing.viewBox.baseVal.width,
    );
    let nearest = 0;
    places.forEach((place, i) => {
      if (Math.abs(place - wanted) < Math.abs(places[nearest] - wanted)) nearest = i;
    });
    move(nearest);
  });
  drawing.addEventListener("pointerleave", () => move(null));
  drawing.addEventListener("blur", () => move(null));
  drawing.addEventListener("keydown", event => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[
      event.key
    ];
    if (steps === undefined) return;
    event.preventDefault();
    move((at ?? places.length - 1) + steps);
  });
  figure.isRead = () => at !== null;
}

function drawAll(runs, marks) {
  for (const figure of document.querySelectorAll("figure[data-chart]"))
    if (!figure.isRead?.()) draw(figure, runs, marks); // Not while somebody reads it off.
}

function redrawOnResize(redraw) {
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    redraw();
  });
}

const marksOf = events =>
  events
    .filter(happened => happened.kind === "node_lost" && happened.step !== undefined)
    .map(happened => ({ step: happened.step, text: happened.text }));

// ------------------------------------------------------------------------------------------------------------- report

const brought = byId("report-data");
if (brought) {
  const report = JSON.parse(brought.textContent);
  const marks = report.runs.length === 1 ? marksOf(report.runs[0].events) : [];
  const redraw = () => drawAll(report.runs, marks);
  redraw();
  redrawOnResize(redraw);
}
