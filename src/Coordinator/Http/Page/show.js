// Shows what is known of a run: the part of the coordinator's page that a report does not need.

const model = {
  run: null,
  nodes: [],
  history: null,
  events: [],
  seen: new Map(),
  lastEventId: null,
  answeredAt: null,
  failures: 0,
};

const phases = {
  gathering: ["waiting for nodes", "warn"],
  pausing: ["changing members", "warn"],
  catching_up: ["changing members", "warn"],
  running: ["training", "good"],
  saving: ["saving", "good"],
  finished: ["ended", "done"],
};

function show() {
  showLink();
  if (model.run) showRun(model.run);
  showNodes();
  showTeachers();
  showEvents();
  if (model.history) drawAll([{ history: model.history }], marksOf(model.events));
}

/** How the run ended, as it was answered or heard last; null while it goes on. */
function outcome() {
  if (model.run?.outcome) return model.run.outcome;
  const last = model.events[model.events.length - 1];
  if (last?.kind !== "ended" || model.failures === 0) return null; // While it answers, that was an attempt before.
  const [reason, ...words] = last.text.split(": ");
  return { reason, text: words.join(": "), next: "" };
}

function showLink() {
  const isOver = outcome() !== null;
  const isGone = model.failures > 0;
  byId("link").hidden = !isGone || isOver;
  if (!isGone) return;
  const since =
    model.answeredAt === null ? "" : ` It was heard ${duration((Date.now() - model.answeredAt) / 1000)} ago.`;
  say(
    "link",
    `The coordinator does not answer. Nodes keep their state and wait for it; this page tries again.${since}`,
  );
  if (!isOver) state("out of reach", "bad");
}

function state(text, kind) {
  say("state", text);
  byId("state").dataset.kind = kind;
}

function showRun(run) {
  say("name", run.name);
  say("method", run.method);
  const end = outcome();
  if (end) state(end.reason, { completed: "done", failed: "bad" }[end.reason] ?? "warn");
  else if (model.failures === 0) state(...(phases[run.phase] ?? [run.phase, "warn"]));
  const step = end?.reason === "completed" ? run.total_steps : run.step; // The last answer may be some steps older.
  const share = run.total_steps ? step / run.total_steps : 0;
  byId("progress").value = share;
  say(
    "position",
    run.total_steps === null
      ? "No node has told yet what the run is."
      : `step ${count(step)} of ${count(run.total_steps)} · epoch ${(run.epoch ?? 0).toFixed(2)} · ${percent(share)}`,
  );
  say(
    "left",
    end
      ? `${end.text}${end.next ? `. ${end.next}` : ""}`
      : run.seconds_left === null || model.failures > 0
        ? ""
        : `${duration(run.seconds_left)} left`,
  );
  document.title = `${end ? end.reason : percent(share, 0)} · ${run.name}`;
  showFigures(run);
  const plan = model.history?.plan;
  say(
    "facts",
    [
      plan && `${plan.student}${plan.teacher ? ` from ${plan.teacher}` : ""}`,
      plan && `${plan.ranks} ranks of ${plan.batch} samples`,
      plan && `seed ${plan.seed}`,
      `generation ${run.generation}`,
      `run ${run.run_id}`,
    ]
      .filter(Boolean)
      .join(" · "),
  );
}

function showFigures(run) {
  const evaluations = model.history?.evaluations;
  const teacher = model.history?.plan?.teacher_top1;
  const last = evaluations?.top1[evaluations.top1.length - 1];
  say("top1", percent(last ?? run.top1, 2));
  const best = evaluations?.top1.length ? Math.max(...evaluations.top1) : null;
  say(
    "top1-note",
    [best !== null && `best ${percent(best, 2)}`, teacher && `teacher ${percent(teacher, 2)}`]
      .filter(Boolean)
      .join(" · ") || "no evaluation yet",
  );
  const hasTeacher = run.compute_ratio !== null;
  say("saved", hasTeacher && run.step > 0 ? percent(1 - run.compute_ratio) : none);
  say(
    "saved-note",
    hasTeacher
      ? `${percent(run.compute_ratio)} of conventional distillation's`
      : run.total_steps === null
        ? "\u00a0"
        : "there is no teacher to save",
  );
  const asked = run.samples_seen ? run.teacher_queries / run.samples_seen : null;
  say("queries", hasTeacher && asked !== null ? percent(1 - asked) : none);
  say(
    "queries-note",
    hasTeacher && asked !== null
      ? `${count(run.samples_seen - run.teacher_queries)} of ${count(run.samples_seen)} not asked`
      : "\u00a0",
  );
  say("rate", run.images_per_second === null ? none : count(run.images_per_second));
  say("rate-note", `running for ${duration(run.wall_seconds)}`);
}

const letter = place => (place < 26 ? String.fromCharCode(65 + place) : `${place + 1}`);
const ranksOf = node =>
  node.first_rank === null
    ? none
    : node.rank_count === 1
      ? `${node.first_rank}`
      : `${node.first_rank}–${node.first_rank + node.rank_count - 1}`;
const nodeStates = {
  training: ["●", "good"],
  teaching: ["●", "good"],
  preparing: ["●", "good"],
  ready: ["●", "good"], // A teacher.
  loading: ["○", "quiet"],
  standby: ["○", "quiet"],
  paused: ["◐", "warn"],
  leaving: ["↘", "warn"],
};
const stateOf = thing => nodeStates[thing.state] ?? ["○", "quiet"];

function showNodes() {
  const total =
    model.history?.plan?.ranks ?? Math.max(0, ...model.nodes.map(node => (node.first_rank ?? 0) + node.rank_count));
  const holders = model.nodes
    .filter(node => node.first_rank !== null)
    .sort((one, other) => one.first_rank - other.first_rank);
  const spans = [];
  let next = 0;
  const free = to => {
    if (to > next) spans.push([to - next, "free", "no node"]);
  };
  for (const node of holders) {
    free(node.first_rank);
    const place = model.seen.get(node.id).place;
    spans.push([node.rank_count, `n${place % 6}`, `${letter(place)} · ${ranksOf(node)}`]);
    next = node.first_rank + node.rank_count;
  }
  free(total);
  byId("ranks").hidden = spans.length === 0;
  byId("ranks").replaceChildren(
    ...spans.map(([size, name, text]) => {
      const span = element("span", { class: name, title: text }, text);
      span.style.flex = `${size} 1 0`;
      return span;
    }),
  );
  byId("ranks").setAttribute(
    "aria-label",
    holders.length === 0
      ? "No node holds a rank"
      : holders.map(node => `${node.name} holds rank ${ranksOf(node)}`).join(", "),
  );
  const rows = model.nodes.map(node =>
    nodeRow(
      node.id,
      node.name,
      ...stateOf(node),
      node.state,
      ranksOf(node),
      count(node.applied_steps),
      `${duration(node.silence_seconds)} ago`,
    ),
  );
  const living = new Set(model.nodes.map(node => node.id));
  const lost = model.events
    .filter(happened => happened.kind === "node_lost" && happened.node && !living.has(happened.node))
    .slice(-4)
    .reverse();
  rows.push(
    ...lost.map(happened =>
      nodeRow(
        happened.node,
        happened.text.split(" (")[0],
        "✕",
        "bad",
        "lost",
        none,
        count(happened.step),
        clock(happened.time),
        true,
      ),
    ),
  );
  if (rows.length === 0)
    rows.push(element("tr", {}, element("td", { colspan: 5, class: "note" }, "No node has joined.")));
  byId("nodes").tBodies[0].replaceChildren(...rows);
}

function nodeRow(id, name, glyph, kind, state, ranks, step, heard, isGone = false) {
  const cells = [
    nameCell(id, name),
    element("td", { class: kind }, `${glyph} ${state}`),
    element("td", { class: "number" }, ranks),
    element("td", { class: "number wide" }, step),
    element("td", { class: "number wide" }, heard),
  ];
  return element("tr", isGone ? { class: "gone" } : {}, ...cells);
}

/** The same letter and colour for a node wherever it stands, its name, and of its id what the name does not say. */
function nameCell(id, name) {
  const cell = element("td");
  const place = model.seen.get(id)?.place;
  if (place !== undefined) cell.append(element("span", { class: `badge n${place % 6}` }, letter(place)));
  const rest = id.startsWith(`${name}-`) ? id.slice(name.length + 1) : id === name ? "" : id;
  cell.append(name, element("span", { class: "note" }, rest));
  return cell;
}

function showTeachers() {
  const teachers = model.run?.teachers ?? [];
  byId("teachers").hidden = teachers.length === 0;
  byId("teachers")
    .querySelector("tbody")
    .replaceChildren(
      ...teachers.map(teacher =>
        element(
          "tr",
          {},
          nameCell(teacher.id, teacher.name),
          element("td", { class: stateOf(teacher)[1] }, `${stateOf(teacher)[0]} ${teacher.state}`),
          element("td", { class: "number" }, count(teacher.queue_length)),
          element("td", { class: "number" }, count(teacher.answered)),
          element("td", { class: "number wide" }, count(teacher.busy)),
          element("td", { class: "number" }, latency(teacher.latency_seconds)),
        ),
      ),
    );
}

function showEvents() {
  const list = byId("events");
  if (list.dataset.last === (model.lastEventId ?? "")) return;
  list.dataset.last = model.lastEventId ?? "";
  list.replaceChildren(...model.events.toReversed().map(eventLine));
  const seconds = model.events
    .filter(happened => happened.kind === "recovered")
    .map(happened => happened.seconds)
    .sort((one, other) => one - other);
  const losses = model.events.filter(happened => happened.kind === "node_lost").length;
  say(
    "recoveries",
    losses === 0
      ? "No node was lost."
      : `${losses === 1 ? "1 node" : `${losses} nodes`} lost` +
          (seconds.length === 0
            ? ""
            : seconds.length === 1
              ? `, recovered in ${duration(seconds[0])}`
              : `, recovered in ${duration(seconds[0])} to ${duration(seconds[seconds.length - 1])}`),
  );
}

function clock(time) {
  return new Date(time).toLocaleTimeString("en-GB");
}

function eventLine(happened) {
  const glyphs = {
    node_lost: ["✕", "bad"],
    node_rejected: ["✕", "bad"],
    checkpoint_failed: ["!", "bad"],
    warning: ["!", "warn"],
    step_skipped: ["!", "warn"],
    waiting: ["◐", "warn"],
    node_joined: ["+", "good"],
    recovered: ["↻", "good"],
    node_drained: ["−", "quiet"],
    evaluated: ["◆", "quiet"],
    checkpoint_published: ["▪", "quiet"],
    generation_forming: ["·", "quiet"],
    generation_begun: ["·", "quiet"],
    started: ["▸", "quiet"],
    ending: ["■", "quiet"],
    ended: ["■", "quiet"],
  };
  const [glyph, kind] = glyphs[happened.kind] ?? ["·", "quiet"];
  const isLoud = kind === "bad" || happened.kind === "recovered";
  return element(
    "li",
    {},
    element("time", { datetime: happened.time, title: new Date(happened.time).toString() }, clock(happened.time)),
    element("span", { class: kind, "aria-hidden": "true" }, glyph),
    element("p", isLoud ? { class: kind } : {}, happened.text),
  );
}
