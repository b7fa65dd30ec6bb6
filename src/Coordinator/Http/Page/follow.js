// Follows a run over HTTP: asks how it stands, hears what happens, and has it shown.

function follow() {
  const periodMilliseconds = 1000,
    slowestMilliseconds = 5000,
    mostEvents = 300;
  let token = sessionStorage.getItem("token");

  const headers = () => (token ? { Authorization: `Bearer ${token}` } : {});

  async function ask(path) {
    const response = await fetch(path, {
      headers: headers(),
      cache: "no-store",
      signal: AbortSignal.timeout(8000),
    });
    if (response.status === 401) throw knock();
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }

  // -- the token

  let isLocked = false;
  function knock() {
    if (!isLocked && token) say("door-problem", "That is not the coordinator's token.");
    isLocked = true;
    byId("door").hidden = false;
    return new Error("a token is required");
  }
  byId("door").addEventListener("submit", event => {
    event.preventDefault();
    token = byId("token").value.trim();
    sessionStorage.setItem("token", token);
    byId("token").value = "";
    byId("door").hidden = true;
    say("door-problem", "");
    isLocked = false;
    look();
    hear();
  });

  // -- how things stand, once a second

  let timer = null;
  async function look() {
    clearTimeout(timer);
    if (isLocked) return;
    try {
      const [run, nodes] = await Promise.all([ask("api/v1/run"), ask("api/v1/nodes")]);
      if (model.run && model.run.run_id !== run.run_id) forget();
      model.run = run;
      noteNodes(nodes.nodes);
      join(await ask(`api/v1/history${followQuery()}`));
      model.answeredAt = Date.now();
      model.failures = 0;
    } catch {
      if (isLocked) return;
      model.failures++;
    }
    show();
    const pause = Math.min(slowestMilliseconds, periodMilliseconds * (model.failures > 3 ? model.failures - 2 : 1));
    timer = setTimeout(look, document.hidden ? slowestMilliseconds : pause);
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });

  function forget() {
    Object.assign(model, { history: null, events: [], lastEventId: null });
    model.seen.clear();
  }

  /** The point before the last one is whole, so what comes after it is all that is new. */
  function followQuery() {
    const steps = model.history?.points.step ?? [];
    return steps.length < 3 ? "" : `?after=${steps[steps.length - 2]}&stride=${model.history.stride}`;
  }

  function join(news) {
    if (news.after !== null && model.history) {
      const keep = (columns, isKept) => {
        const kept = columns.step.filter(isKept).length;
        for (const name in columns) columns[name].length = kept;
      };
      keep(model.history.points, step => step <= news.after);
      keep(model.history.evaluations, step => step < news.after);
      for (const part of ["points", "evaluations"])
        for (const name in news[part]) news[part][name] = model.history[part][name].concat(news[part][name]);
    }
    model.history = news;
  }

  function noteNodes(nodes) {
    model.nodes = nodes;
    for (const node of nodes)
      if (!model.seen.has(node.id)) model.seen.set(node.id, { place: model.seen.size, name: node.name });
  }

  // -- events as they happen: read by hand and not by EventSource, which cannot send a token

  let isHearing = false;
  async function hear() {
    if (isHearing) return;
    isHearing = true;
    while (!isLocked) {
      try {
        const last = model.lastEventId ? { "Last-Event-ID": model.lastEventId } : {};
        const response = await fetch("api/v1/events", {
          headers: { ...headers(), ...last },
          cache: "no-store",
        });
        if (response.status === 401) knock();
        else if (response.ok) await read(response.body.pipeThrough(new TextDecoderStream()).getReader());
      } catch {
        // The coordinator is gone, or the network is: it is tried again.
      }
      await new Promise(wake => setTimeout(wake, 2000));
    }
    isHearing = false;
  }

  async function read(stream) {
    let text = "";
    for (;;) {
      const { value, done } = await stream.read();
      if (done) return;
      const blocks = (text + value).split("\n\n");
      text = blocks.pop();
      let isNew = false;
      for (const block of blocks) isNew = note(block) || isNew;
      if (isNew) show();
    }
  }

  function note(block) {
    const fields = Object.fromEntries(
      block.split("\n").map(line => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
    );
    if (!fields.id || !fields.data) return false;
    const start = id => id.slice(0, id.lastIndexOf("-"));
    if (model.lastEventId && start(model.lastEventId) !== start(fields.id)) model.events = []; // Another coordinator tells all again.
    model.lastEventId = fields.id;
    const happened = JSON.parse(fields.data);
    model.events.push(happened);
    if (happened.kind === "evaluated") noteEvaluation(happened);
    if (model.events.length > mostEvents) model.events.shift();
    return true;
  }

  /** The last evaluation of a run may be told when nobody answers any more. */
  function noteEvaluation({ step, top1, top5 }) {
    const { plan, evaluations } = model.history ?? {};
    if (!plan || top1 === undefined || evaluations.step.some(known => known >= step)) return;
    const news = { step, epoch: step / plan.steps_per_epoch, top1, top5 };
    for (const name in news) evaluations[name].push(news[name]);
  }

  look();
  hear();
  redrawOnResize(show);
}

follow();
