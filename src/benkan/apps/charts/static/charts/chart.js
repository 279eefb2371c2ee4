// Draws a chart and keeps the drawing, the list and the choice together. What a chart is, the server says: this file
// asks for the graph, shows it, and sends what an officer does. Without it the list and every form still work.
(function () {
  "use strict";

  const stage = document.getElementById("chart");
  if (!stage || typeof window.cytoscape !== "function") { return; }
  const words = document.getElementById("words").dataset;
  const filters = document.getElementById("filters"), choice = document.getElementById("choice");
  const MANY = 800, SETTLE_MS = 700;
  const SHAPES = {
    person: "ellipse", company: "round-rectangle", vehicle: "round-triangle", vessel: "vee", phone: "hexagon",
    account: "diamond", document: "rectangle", address: "tag", email: "hexagon", place: "round-pentagon",
    seizure: "star", search: "ellipse", hit: "octagon", transfer: "rhomboid", other: "ellipse"
  };
  let cy = null, chosen = [], layout = document.getElementById("layout").value, moved = new Set(), settling = 0;
  let asked = 0, removed = new Set(), marked = new Set();

  function token() { return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["x-csrftoken"] || ""; }

  function query() {
    const given = new URLSearchParams(new FormData(filters));
    [...given.keys()].forEach(function (name) { if (!given.get(name)) { given.delete(name); } });
    return given;
  }

  function say(text) {
    const place = document.getElementById("refusal");
    place.textContent = "";
    if (!text) { return; }
    const box = document.createElement("div");
    box.className = "callout";
    box.textContent = text;
    place.append(box);
  }

  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function looks() {
    const ink = colour("--ink"), soft = colour("--ink-soft"), line = colour("--line-strong");
    const accent = colour("--accent"), surface = colour("--surface"), focus = colour("--focus");
    const kinds = { seizure: "--stop", account: "--stop", transfer: "--stop", hit: "--warn", phone: "--ok", place: "--ok", email: "--ok" };
    const sheet = [
      { selector: "node", style: {
        "shape": "data(shape)", "width": 26, "height": 26, "background-color": surface, "border-width": 3,
        "border-color": accent, "label": "data(label)", "color": ink, "font-size": 13, "min-zoomed-font-size": 6,
        "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "ellipsis", "text-max-width": "130px",
        "font-family": "Noto Sans Variable, Noto Sans Arabic Variable, Noto Sans, Noto Sans Arabic, sans-serif"
      } },
      { selector: "node[whose != 'own']", style: { "border-style": "dashed" } },
      { selector: "node[merged]", style: { "border-style": "double", "border-width": 6 } },
      { selector: "node[?noted]", style: { "background-color": colour("--warn-soft") } },
      { selector: ":parent", style: {
        "shape": "round-rectangle", "background-color": colour("--sunken"), "background-opacity": 0.5,
        "border-style": "dashed", "border-width": 1, "border-color": line, "text-valign": "top", "padding": 16
      } },
      { selector: "edge", style: {
        "curve-style": "haystack", "haystack-radius": 0, "width": "data(width)", "line-color": line, "color": soft,
        "label": "data(label)", "font-size": 11, "min-zoomed-font-size": 8, "text-wrap": "ellipsis", "text-max-width": "150px",
        "font-family": "Noto Sans Variable, Noto Sans Arabic Variable, Noto Sans, Noto Sans Arabic, sans-serif",
        "text-background-color": surface, "text-background-opacity": 0.85
      } },
      { selector: "edge[whose = 'partners']", style: { "line-style": "dashed" } },
      { selector: ".dim", style: { "opacity": 0.15 } },
      { selector: ".gone", style: { "opacity": 0.06 } },
      { selector: "node.marked", style: { "border-color": focus, "background-color": colour("--warn-soft") } },
      { selector: "edge.marked", style: { "line-color": focus, "width": 4 } },
      { selector: "node.chosen", style: { "background-color": accent, "border-color": focus } }
    ];
    Object.keys(kinds).forEach(function (kind) {
      sheet.splice(1, 0, { selector: "node[kind = '" + kind + "']", style: { "border-color": colour(kinds[kind]) } });
    });
    return sheet;
  }

  function elements(graph) {
    const named = new Set(graph.nodes.map(function (one) { return one.id; }));
    const made = graph.groups.map(function (one) { return { group: "nodes", data: { id: "group/" + one.id, label: one.name, shape: "round-rectangle" }, selectable: false }; });
    graph.nodes.forEach(function (one) {
      const data = Object.assign({}, one, { shape: SHAPES[one.kind] || "ellipse" });
      if (one.group) { data.parent = "group/" + one.group; }
      const node = { group: "nodes", data: data };
      if ("x" in one) { node.position = { x: one.x, y: one.y }; }
      made.push(node);
    });
    graph.ties.forEach(function (one) {
      if (named.has(one.start) && named.has(one.end)) {
        made.push({ group: "edges", data: { id: "tie/" + one.id, source: one.start, target: one.end, label: one.label, whose: one.whose, width: Math.min(1 + one.count * 0.6, 5) } });
      }
    });
    return made;
  }

  // Nodes that have no place yet stand beside a neighbour that has one.
  function beside(graph, fresh) {
    const kept = new Map(graph.nodes.filter(function (one) { return "x" in one; }).map(function (one) { return [one.id, one]; }));
    fresh.forEach(function (node, number) {
      const near = node.neighborhood("node").filter(function (other) { return kept.has(other.id()); });
      const at = near.length ? near[0].position() : { x: 0, y: 0 };
      const angle = number * 2.4, away = 60 + 4 * number;
      node.position({ x: at.x + away * Math.cos(angle), y: at.y + away * Math.sin(angle) });
    });
  }

  function arrange(name, done) {
    const size = cy.nodes().length, inside = { fit: true, padding: 24, animate: false };
    let options;
    if (name === "geography") {
      options = Object.assign(inside, { name: "preset", positions: geography() });
    } else if (name === "circle") {
      options = Object.assign(inside, { name: "concentric", concentric: function (node) { return node.degree(); }, levelWidth: function () { return 3; }, minNodeSpacing: 12 });
    } else if (name === "hierarchy") {
      options = Object.assign(inside, { name: "breadthfirst", spacingFactor: 1.1, roots: cy.nodes().max(function (node) { return node.degree(); }).ele });
      if (!size) { delete options.roots; }
    } else {
      const fcose = cy.nodes().length && typeof window.cytoscapeFcose !== "undefined";
      options = Object.assign(inside, { name: fcose ? "fcose" : "cose", quality: size > MANY ? "draft" : "default", randomize: true, nodeSeparation: 75, idealEdgeLength: 90, packComponents: true, tile: true, nodeDimensionsIncludeLabels: size < MANY });
    }
    const run = cy.layout(options);
    run.one("layoutstop", function () { if (done) { done(); } });
    run.run();
  }

  function geography() {
    const places = {}, middle = { x: 0, y: 0 };
    let number = 0;
    cy.nodes().forEach(function (node) {
      const own = node.data();
      if ("lat" in own) { places[node.id()] = { x: own.lon * 60, y: -own.lat * 60 }; }
    });
    const known = Object.values(places);
    if (known.length) {
      middle.x = known.reduce(function (sum, one) { return sum + one.x; }, 0) / known.length;
      middle.y = known.reduce(function (sum, one) { return sum + one.y; }, 0) / known.length;
    }
    // What has no place of its own stands beside what it is tied to, or else in a ring.
    for (let round = 0; round < 3; round += 1) {
      cy.nodes().forEach(function (node) {
        if (places[node.id()]) { return; }
        const near = node.neighborhood("node").filter(function (other) { return places[other.id()]; });
        if (!near.length) { return; }
        const at = places[near[0].id()];
        number += 1;
        places[node.id()] = { x: at.x + (34 + 3 * (number % 20)) * Math.cos(number * 2.4), y: at.y + (34 + 3 * (number % 20)) * Math.sin(number * 2.4) };
      });
    }
    const span = known.length ? Math.max.apply(null, known.map(function (one) { return Math.hypot(one.x - middle.x, one.y - middle.y); })) + 150 : 200;
    cy.nodes().forEach(function (node) {
      if (places[node.id()]) { return; }
      number += 1;
      places[node.id()] = { x: middle.x + span * Math.cos(number * 0.3), y: middle.y + span * Math.sin(number * 0.3) };
    });
    return places;
  }

  function show(graph) {
    const first = cy === null;
    const seen = first ? null : { zoom: cy.zoom(), pan: Object.assign({}, cy.pan()) };
    const before = new Map();
    if (!first) {
      cy.nodes().forEach(function (node) { before.set(node.id(), Object.assign({}, node.position())); });
      cy.destroy();
    }
    graph.nodes.forEach(function (one) {
      const at = before.get(one.id);
      if (at) { one.x = at.x; one.y = at.y; }
    });
    stage.hidden = false;
    cy = window.cytoscape({
      container: document.getElementById("canvas"), elements: elements(graph), style: looks(), layout: { name: "preset" },
      minZoom: 0.02, maxZoom: 6, pixelRatio: 1, textureOnViewport: graph.nodes.length > 300, hideEdgesOnViewport: false, wheelSensitivity: 0.3, boxSelectionEnabled: false
    });
    stage.chart = cy;
    const fresh = cy.nodes().filter(function (node) { return !node.isParent() && !("x" in node.data()); });
    if (fresh.length === graph.nodes.length || (fresh.length > 20 && fresh.length > graph.nodes.length / 2)) {
      arrange(layout);
    } else {
      beside(graph, fresh);
      if (seen) { cy.viewport(seen); } else { cy.fit(undefined, 24); }
    }
    document.getElementById("chart-count").textContent = graph.count;
    wire();
    paint();
    stage.dataset.drawn = String(graph.nodes.length);
  }

  function wire() {
    cy.on("tap", "node", function (event) {
      if (event.target.isParent()) { return; }
      choose(event.target.id(), event.originalEvent && (event.originalEvent.shiftKey || event.originalEvent.ctrlKey));
      open(stage.dataset.node + "?key=" + encodeURIComponent(event.target.id()));
    });
    cy.on("tap", "edge", function (event) {
      const ends = [event.target.source().id(), event.target.target().id()].map(encodeURIComponent);
      open(stage.dataset.between + "?node=" + ends[0] + "&node=" + ends[1]);
    });
    cy.on("tap", function (event) { if (event.target === cy) { chosen = []; paint(); } });
    cy.on("dragfree", "node", function (event) {
      (event.target.isParent() ? event.target.children() : event.target).forEach(function (node) { moved.add(node.id()); });
      if (!("mayChange" in stage.dataset)) { return; }
      clearTimeout(settling);
      settling = setTimeout(function () { keep(moved); }, SETTLE_MS);
    });
  }

  function open(address) { window.htmx.ajax("GET", address, { target: "#panel", swap: "innerHTML" }); }

  function positions(ids) {
    const found = {};
    cy.nodes().forEach(function (node) {
      if (!node.isParent() && (!ids || ids.has(node.id()))) {
        found[node.id()] = [Math.round(node.position("x") * 10) / 10, Math.round(node.position("y") * 10) / 10];
      }
    });
    return found;
  }

  function keep(ids) {
    if (!cy || !("mayChange" in stage.dataset)) { return Promise.resolve(); }
    const body = { kind: "place", body: { layout: layout, positions: positions(ids) } };
    moved = new Set();
    return fetch(stage.dataset.changes, {
      method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, body: JSON.stringify(body)
    }).then(function (answer) {
      return answer.ok ? "" : answer.json().then(function (told) { say(told.message + " " + told.remedy); });
    }).catch(function () { say(words.failed); });
  }

  function choose(key, more) {
    if (!more) { chosen = [key]; }
    else if (chosen.includes(key)) { chosen = chosen.filter(function (one) { return one !== key; }); }
    else { chosen.push(key); }
    paint();
  }

  function label(key) {
    const node = cy && cy.getElementById(key);
    if (node && node.length) { return node.data("label"); }
    const box = document.querySelector('#twin input[name="node"][value="' + CSS.escape(key) + '"]');
    return box ? box.dataset.label : "";
  }

  // One choice, seen in the drawing, in the list and in the form that the buttons send.
  function paint() {
    if (cy) {
      cy.batch(function () {
        cy.nodes().removeClass("chosen gone marked");
        cy.edges().removeClass("gone marked");
        chosen.forEach(function (key) { cy.getElementById(key).addClass("chosen"); });
        removed.forEach(function (key) { const node = cy.getElementById(key); node.addClass("gone"); node.connectedEdges().addClass("gone"); });
        marked.forEach(function (key) { cy.getElementById(key).addClass("marked"); });
        if (marked.size) {
          cy.edges().filter(function (edge) { return marked.has(edge.source().id() + " " + edge.target().id()) || marked.has(edge.target().id() + " " + edge.source().id()); }).addClass("marked");
        }
      });
    }
    const boxes = [...document.querySelectorAll('#twin input[name="node"]')], here = new Set();
    boxes.forEach(function (box) {
      box.checked = chosen.includes(box.value);
      box.closest("tr").classList.toggle("chosen", box.checked);
      here.add(box.value);
    });
    const fields = document.getElementById("chosen");
    fields.textContent = "";
    // In the order in which they were chosen: a path goes from the first to the second.
    chosen.forEach(function (key) {
      const field = document.createElement("input");
      field.type = "hidden"; field.name = "node"; field.value = key;
      fields.append(field);
    });
    const told = document.getElementById("chosen-words");
    told.textContent = !chosen.length ? words.nothing : (chosen.length === 1 ? words.chosenOne + " " : words.chosenMany + " " + chosen.length + " · ") + chosen.slice(0, 3).map(label).join(" · ");
    choice.querySelector('[data-do="none"]').hidden = !chosen.length;
  }

  function load() {
    const mine = ++asked, given = query();
    given.set("layout", layout);
    chosen.forEach(function (key) { given.append("node", key); });
    return fetch(stage.dataset.graph + "?" + given, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (graph) { if (mine === asked) { show(graph); } }).catch(function () { say(words.failed); });
  }

  function list() { return window.htmx.ajax("GET", stage.dataset.twin + location.search, { target: "#twin", swap: "outerHTML" }); }

  function narrow() {
    const given = query();
    history.replaceState(null, "", location.pathname + (String(given) ? "?" + given : ""));
    document.querySelectorAll("#files a").forEach(function (link) {
      const next = new URLSearchParams(given);
      if (link.dataset.export !== "paper") { next.set("format", link.dataset.export); }
      link.href = link.href.split("?")[0] + "?" + next;
    });
    load();
    list();
  }

  // The brush: draw across the columns, and the days stand in the form.
  function brush(svg) {
    const band = svg.querySelector(".brush"), bars = [...svg.querySelectorAll(".bar")];
    let from = -1;
    function at(event) {
      const box = svg.getBoundingClientRect();
      return Math.max(0, Math.min(bars.length - 1, Math.floor((event.clientX - box.left) / box.width * bars.length)));
    }
    function paintBand(first, last) { band.setAttribute("x", first * 10); band.setAttribute("width", (last - first + 1) * 10); }
    svg.addEventListener("pointerdown", function (event) { from = at(event); svg.setPointerCapture(event.pointerId); paintBand(from, from); });
    svg.addEventListener("pointermove", function (event) { if (from >= 0) { const to = at(event); paintBand(Math.min(from, to), Math.max(from, to)); } });
    svg.addEventListener("pointerup", function (event) {
      const to = at(event), first = Math.min(from, to), last = Math.max(from, to);
      from = -1;
      filters.elements.since.value = bars[first].dataset.first;
      filters.elements.until.value = bars[last].dataset.last;
      narrow();
    });
  }

  // A picture is made of the file that the server wrote, with its handling code: the journal has its line.
  function png(source) {
    keep(null).then(function () { return fetch(source + "&" + query()); }).then(function (answer) {
      const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
      return answer.text().then(function (text) { return [text, named ? named[1].replace(/svg$/, "png") : "chart.png"]; });
    }).then(function (told) {
      const image = new Image();
      image.onload = function () {
        const board = document.createElement("canvas"), twice = Math.min(2, 8000 / Math.max(image.width, image.height));
        board.width = image.width * twice; board.height = image.height * twice;
        board.getContext("2d").drawImage(image, 0, 0, board.width, board.height);
        const link = document.createElement("a");
        link.href = board.toDataURL("image/png"); link.download = told[1];
        document.body.append(link); link.click(); link.remove();
      };
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(told[0]);
    }).catch(function () { say(words.failed); });
  }

  const DO = {
    nearer: function () { cy.zoom({ level: cy.zoom() * 1.3, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }); },
    farther: function () { cy.zoom({ level: cy.zoom() / 1.3, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }); },
    fit: function () { cy.fit(undefined, 24); },
    arrange: function () { arrange(layout); },
    keep: function () { keep(null).then(function () { say(words.kept); }); },
    none: function () { chosen = []; paint(); }
  };

  document.addEventListener("click", function (event) {
    const what = event.target.closest("[data-do]");
    if (what && cy) { DO[what.dataset.do](); }
    const file = event.target.closest("[data-export='png']");
    if (file) { png(file.dataset.source); }
    const path = event.target.closest("[data-mark]");
    if (path) { marked = new Set(JSON.parse(path.dataset.mark)); paint(); }
  });
  document.querySelectorAll("[data-export='png']").forEach(function (one) { one.hidden = false; });
  document.getElementById("layout").addEventListener("change", function (event) {
    layout = event.target.value;
    if (cy) { cy.destroy(); cy = null; }
    load();
  });
  filters.addEventListener("change", narrow);
  filters.addEventListener("submit", function (event) { event.preventDefault(); narrow(); });
  document.addEventListener("change", function (event) {
    if (event.target.matches('#twin input[name="node"]')) { choose(event.target.value, true); }
  });
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-order]")) {
      const order = JSON.parse(event.target.dataset.order);
      removed = new Set(order.slice(0, Number(event.target.value)));
      paint();
      const told = JSON.parse(event.target.dataset.told), number = Number(event.target.value);
      document.getElementById(event.target.dataset.say).textContent = told[number] || "";
      const now = document.getElementById("curve-now");
      if (now) { const x = number / Math.max(1, Number(event.target.dataset.whole)) * 100; now.setAttribute("x1", x); now.setAttribute("x2", x); }
    }
  });
  document.body.addEventListener("chart-changed", function (event) {
    say("");
    removed = new Set(); marked = new Set();
    if (event.detail && ["merge", "hide", "split"].includes(event.detail.act)) { chosen = []; }
    document.getElementById("panel").textContent = "";
    load().then(list);
  });
  document.body.addEventListener("htmx:responseError", function (event) {
    document.getElementById("refusal").innerHTML = event.detail.xhr.responseText;
    document.getElementById("refusal").scrollIntoView({ block: "nearest" });
  });
  document.body.addEventListener("htmx:sendError", function () { say(words.failed); });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id === "twin" || event.detail.target.id === "twin") { paint(); }
    if (event.detail.target.id === "panel") { event.detail.target.scrollTop = 0; }
  });
  const svg = document.getElementById("timeline");
  if (svg) { brush(svg); }
  chosen = [...document.querySelectorAll('#twin input[name="node"]:checked')].map(function (box) { return box.value; });
  load();
}());
