// Moves, plays and refines the maps that the server drew (web/maps/drawing.py). A page is complete without this file.
// The picture keeps its projection: nearer is the same drawing, larger, and then the finer outlines of the same data.
(function () {
  "use strict";

  const FARTHEST = 1, NEAREST = 32, CLOSE = 2.5, STEP_MS = 900, MARGIN = 12, NARROWEST = 0.9;
  const loaded = new Map();

  function number(text) { return text.split(" ").map(Number); }

  function script(address) {
    if (!loaded.has(address)) {
      loaded.set(address, new Promise(function (done, failed) {
        const element = document.createElement("script");
        element.src = address;
        element.onload = done;
        element.onerror = failed;
        document.head.append(element);
      }));
    }
    return loaded.get(address);
  }

  function outlines(address) {
    if (!loaded.has(address)) {
      loaded.set(address, fetch(address).then(function (answer) {
        if (!answer.ok) { throw new Error("outlines " + answer.status); }
        return answer.json();
      }));
    }
    return loaded.get(address);
  }

  // How this node draws borders; the same rules as web/maps/borders.py.
  function ways(text) {
    const known = new Map();
    text.split(" ").filter(Boolean).forEach(function (each) {
      const parts = each.split(":");
      known.set(parts[0], { way: parts[1], others: parts[2] ? parts[2].split("+") : [] });
    });
    function owner(code) {
      const found = known.get(code);
      return found && found.way !== "dashed" ? found.way : code;
    }
    function line(codes) {
      const drawn = new Set(codes.map(owner));
      if (drawn.size < 2) { return ""; }
      return codes.some(function (code) {
        const found = known.get(code);
        if (!found || found.way !== "dashed") { return false; }
        return !found.others.length || found.others.some(function (other) { return drawn.has(other); });
      }) ? "dashed" : "solid";
    }
    return { owner: owner, line: line };
  }

  function projection(svg, size) {
    const azimuthal = svg.dataset.projection === "azimuthal";
    const made = azimuthal ? d3.geoAzimuthalEqualArea() : d3.geoEqualEarth();
    const centre = number(svg.dataset.centre);
    return made.rotate([-centre[0], -centre[1]]).scale(Number(svg.dataset.scale))
      .translate(number(svg.dataset.origin)).precision(0.1)
      .clipExtent([[-MARGIN, -MARGIN], [size[0] + MARGIN, size[1] + MARGIN]]);
  }

  function part(group, kind, before) {
    let found = group.querySelector("path." + kind.split(" ").join("."));
    if (!found) {
      found = document.createElementNS("http://www.w3.org/2000/svg", "path");
      found.setAttribute("class", kind);
      group.insertBefore(found, before);
    }
    return found;
  }

  function refine(svg, size, topology) {
    const rules = ways(svg.dataset.ways), path = d3.geoPath(projection(svg, size));
    const group = svg.querySelector(".outlines"), shapes = topology.objects.countries;
    const shaded = new Map();
    group.querySelectorAll("[data-code]").forEach(function (each) { shaded.set(each.dataset.code, each); });
    function of(kept) { return topojson.feature(topology, { type: "GeometryCollection", geometries: kept }); }
    function mesh(kind) {
      return path(topojson.mesh(topology, shapes, function (one, other) {
        return one === other ? kind === "coast" : rules.line([one.id, other.id]) === kind;
      })) || "";
    }
    const drawn = [];
    shaded.forEach(function (element, code) {
      drawn.push([element, path(of(shapes.geometries.filter(function (each) { return rules.owner(each.id) === code; })))]);
    });
    const plain = shapes.geometries.filter(function (each) { return !shaded.has(rules.owner(each.id)); });
    const regions = topology.objects.regions.geometries.filter(function (each) {
      const host = each.properties && each.properties.inside;
      return !host || rules.owner(host) === rules.owner(each.id);
    });
    const coast = mesh("coast"), solid = mesh("solid"), dashed = mesh("dashed");
    const first = group.querySelector(".coast");
    drawn.push([part(group, "land", group.firstChild), path(of(plain))]);
    drawn.push([part(group, "regions", first), path(of(regions))]);
    drawn.push([part(group, "coast", null), coast]);
    const unsettled = group.querySelector(".border.unsettled");
    if (dashed) { drawn.push([unsettled || part(group, "border unsettled", null), dashed]); }
    let border = group.querySelector(".border:not(.unsettled)");
    if (!border && solid) {
      border = document.createElementNS("http://www.w3.org/2000/svg", "path");
      border.setAttribute("class", "border");
      group.append(border);
    }
    if (border) { drawn.push([border, solid]); }
    drawn.forEach(function (each) { each[0].setAttribute("d", each[1] || ""); });
    group.removeAttribute("transform");
    svg.classList.add("fine");
  }

  function start(figure) {
    if (figure.dataset.started) { return; }
    figure.dataset.started = "yes";
    const svg = figure.querySelector("svg.map"), ground = svg.querySelector(".ground"), size = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
    const readout = figure.querySelector(".map-readout"), hint = readout.textContent;
    const tools = figure.querySelector(".map-tools");
    const bar = svg.querySelector(".scale");
    const values = Array.from(svg.querySelectorAll(".point, .flow, .land[data-code]"));
    const at = { k: 1, x: 0, y: 0 };
    let refining = null;

    const placed = Array.from(svg.querySelectorAll(".point, text.country")).map(function (element) {
      const spot = element.transform.baseVal[0].matrix;
      return { element: element, x: spot.e, y: spot.f };
    });
    const tips = Array.from(svg.querySelectorAll(".tip")).map(function (element) {
      return { element: element, transform: element.getAttribute("transform") };
    });

    function place() {
      at.k = Math.min(Math.max(at.k, FARTHEST), NEAREST);
      at.x = Math.min(0, Math.max(size[0] * (1 - at.k), at.x));
      at.y = Math.min(0, Math.max(size[1] * (1 - at.k), at.y));
      ground.setAttribute("transform", "translate(" + at.x + " " + at.y + ") scale(" + at.k + ")");
      placed.forEach(function (each) {
        each.element.setAttribute("transform", "translate(" + (at.k * each.x + at.x) + " " + (at.k * each.y + at.y) + ")");
      });
      tips.forEach(function (each) { each.element.setAttribute("transform", each.transform + " scale(" + 1 / at.k + ")"); });
      svg.classList.toggle("near", at.k > 1);
      svg.classList.toggle("close", at.k >= CLOSE);
      if (bar) { measure(); }
      if (at.k > 1 && !refining && figure.dataset.outlines) {
        refining = figure.dataset.scripts.split(" ").reduce(function (before, address) {
          return before.then(function () { return script(address); });
        }, Promise.resolve()).then(function () { return outlines(figure.dataset.outlines); })
          .then(function (topology) { refine(svg, size, topology); })
          // The drawing of the server stays; the next page tries again.
          .catch(function () { loaded.clear(); svg.classList.add("coarse"); });
      }
    }

    function measure() {
      const km = Number(svg.dataset.km) / at.k, most = 150 * km, power = Math.pow(10, Math.floor(Math.log10(most)));
      const round = power * [5, 2, 1].find(function (step) { return step * power <= most * (1 + 1e-9); });
      const text = bar.querySelector("text"), long = round / km;
      bar.querySelector("path").setAttribute("d", "M0-5V0H" + long + "V-5");
      text.setAttribute("x", long / 2);
      text.textContent = text.textContent.replace(/[\d.,\u00a0\u202f]*\d/, shown(round));
    }

    function shown(value) { return new Intl.NumberFormat(document.documentElement.lang + "-u-nu-latn").format(value); }

    function zoom(by, x, y) {
      const before = at.k;
      at.k = Math.min(Math.max(at.k * by, FARTHEST), NEAREST);
      at.x = x - (x - at.x) * at.k / before;
      at.y = y - (y - at.y) * at.k / before;
      place();
    }

    function whole() { at.k = 1; at.x = 0; at.y = 0; place(); }

    function spot(event) {
      return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    }

    // Values: under the pointer, with the focus, or one after the other with n and p.
    let period = 0, chosen = null;
    function series(element) {
      const found = new Map();
      (element.dataset.series || "").split(" ").filter(Boolean).forEach(function (each) {
        const pair = each.split(":");
        found.set(Number(pair[0]), Number(pair[1]));
      });
      return found;
    }

    function tell(element) {
      if (chosen) { chosen.classList.remove("here"); }
      chosen = element;
      readout.classList.toggle("value", Boolean(element));
      if (!element) { readout.textContent = hint; return; }
      element.classList.add("here");
      let text = element.querySelector("title").textContent;
      if (period && element.dataset.series !== undefined) {
        text += " · " + select.options[period].text + " : " + shown(series(element).get(period - 1) || 0);
      }
      readout.textContent = text;
    }

    function next(by) {
      const seen = values.filter(function (each) { return !each.classList.contains("absent"); });
      if (!seen.length) { return; }
      const here = seen.indexOf(chosen);
      const to = seen[here < 0 ? (by > 0 ? 0 : seen.length - 1) : (here + by + seen.length) % seen.length];
      if (!to.hasAttribute("href")) { to.setAttribute("tabindex", "-1"); }
      bring(to);
      to.focus({ preventScroll: true });
      tell(to);
    }

    // Into the picture, when the reader came nearer to another part of it.
    function bring(element) {
      const box = element.getBBox();
      let x = box.x + box.width / 2, y = box.y + box.height / 2;
      if (element.classList.contains("point")) {
        const spot = element.transform.baseVal[0].matrix;
        x = (spot.e - at.x) / at.k;
        y = (spot.f - at.y) / at.k;
      }
      const across = at.k * x + at.x, down = at.k * y + at.y;
      if (across >= 0 && across <= size[0] && down >= 0 && down <= size[1]) { return; }
      at.x = size[0] / 2 - at.k * x;
      at.y = size[1] / 2 - at.k * y;
      place();
    }

    function valueOf(event) { return event.target.closest(".point, .flow, .land[data-code]"); }
    svg.addEventListener("pointerover", function (event) { if (valueOf(event)) { tell(valueOf(event)); } });
    svg.addEventListener("pointerleave", function () { if (!svg.contains(document.activeElement)) { tell(null); } });
    svg.addEventListener("focusin", function (event) { tell(valueOf(event)); });
    svg.addEventListener("focusout", function () { tell(null); });

    // Moving: one finger or the mouse drags, two fingers or the wheel come nearer.
    const fingers = new Map();
    let moved = 0;
    svg.addEventListener("pointerdown", function (event) {
      if (event.button) { return; }
      fingers.set(event.pointerId, spot(event));
      if (fingers.size === 1) { moved = 0; }
    });
    svg.addEventListener("pointermove", function (event) {
      const from = fingers.get(event.pointerId);
      if (!from) { return; }
      const to = spot(event);
      moved += Math.hypot(to.x - from.x, to.y - from.y);
      if (fingers.size === 1 && at.k > 1) {
        if (moved > 4 && !svg.hasPointerCapture(event.pointerId)) { svg.setPointerCapture(event.pointerId); }
        at.x += to.x - from.x;
        at.y += to.y - from.y;
        place();
      } else if (fingers.size === 2) {
        const other = Array.from(fingers).find(function (each) { return each[0] !== event.pointerId; })[1];
        const before = Math.hypot(from.x - other.x, from.y - other.y), now = Math.hypot(to.x - other.x, to.y - other.y);
        if (before > 1) { zoom(now / before, (to.x + other.x) / 2, (to.y + other.y) / 2); }
      }
      fingers.set(event.pointerId, to);
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      svg.addEventListener(name, function (event) { fingers.delete(event.pointerId); });
    });
    svg.addEventListener("click", function (event) { if (moved > 4) { event.preventDefault(); } }, true);
    svg.addEventListener("dragstart", function (event) { event.preventDefault(); });
    svg.addEventListener("dblclick", function (event) { const to = spot(event); zoom(2, to.x, to.y); });
    svg.addEventListener("wheel", function (event) {
      // Without a key the wheel scrolls the page, unless the reader is already at the map.
      if (!event.ctrlKey && !event.metaKey && !svg.contains(document.activeElement)) { return; }
      event.preventDefault();
      const to = spot(event);
      zoom(Math.pow(2, -event.deltaY / 300), to.x, to.y);
    }, { passive: false });
    svg.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) { return; }
      const quarter = size[0] / 8;
      const acts = {
        "+": function () { zoom(2, size[0] / 2, size[1] / 2); },
        "=": function () { zoom(2, size[0] / 2, size[1] / 2); },
        "-": function () { zoom(0.5, size[0] / 2, size[1] / 2); },
        "0": whole,
        ArrowLeft: function () { at.x += quarter; place(); },
        ArrowRight: function () { at.x -= quarter; place(); },
        ArrowUp: function () { at.y += quarter; place(); },
        ArrowDown: function () { at.y -= quarter; place(); },
        n: function () { next(1); },
        p: function () { next(-1); },
      };
      if (!acts[event.key]) { return; }
      if (event.key.startsWith("Arrow") && at.k === 1) { return; }
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    });
    tools.querySelectorAll("[data-zoom]").forEach(function (button) {
      const by = Number(button.dataset.zoom);
      button.addEventListener("click", function () { if (by) { zoom(by, size[0] / 2, size[1] / 2); } else { whole(); } });
    });

    // Time: nought is the whole, then one period after the other.
    const range = tools.querySelector("input[type=range]"), select = tools.querySelector("select"), play = tools.querySelector("[data-play]");
    const timed = values.filter(function (each) { return each.dataset.series !== undefined; }).map(function (element) {
      const flow = element.classList.contains("flow"), line = element.querySelector("path, circle");
      return {
        element: element, line: line, flow: flow, series: series(element),
        whole: Number(element.dataset.whole),
        width: flow ? Number(line.getAttribute("stroke-width")) : 0,
      };
    });
    function showPeriod(to) {
      period = to;
      range.value = to;
      select.selectedIndex = to;
      timed.forEach(function (each) {
        const value = to ? each.series.get(to - 1) || 0 : each.whole;
        const share = each.whole ? value / each.whole : 1;
        each.element.classList.toggle("absent", Boolean(to) && !value);
        if (each.flow) {
          each.line.setAttribute("stroke-width", Math.max(NARROWEST, each.width * share));
        } else if (to) {
          each.line.setAttribute("transform", "scale(" + Math.sqrt(share) + ")");
        } else {
          each.line.removeAttribute("transform");
        }
      });
      if (chosen) { tell(chosen.classList.contains("absent") ? null : chosen); }
    }
    if (range) {
      let clock = 0;
      const stop = function () { clearInterval(clock); clock = 0; play.setAttribute("aria-pressed", "false"); };
      range.addEventListener("input", function () { stop(); showPeriod(Number(range.value)); });
      select.addEventListener("change", function () { stop(); showPeriod(select.selectedIndex); });
      play.addEventListener("click", function () {
        if (clock) { stop(); return; }
        play.setAttribute("aria-pressed", "true");
        showPeriod(period < Number(range.max) ? period + 1 : 1);
        clock = setInterval(function () {
          if (!figure.isConnected || period >= Number(range.max)) { stop(); return; }
          showPeriod(period + 1);
        }, STEP_MS);
      });
    }

    // A title inside the picture would follow the pointer as a tip over every empty place.
    const title = svg.querySelector(":scope > title");
    svg.setAttribute("aria-label", title.textContent);
    svg.removeAttribute("aria-labelledby");
    title.remove();
    svg.setAttribute("tabindex", "0");
    tools.hidden = false;
    readout.hidden = false;
  }

  function all(root) { root.querySelectorAll("[data-map]").forEach(start); }

  // htmx tells of every piece that it put into the page; a piece that is a map itself is looked for in its parent.
  document.addEventListener("htmx:load", function (event) { all(event.target.parentNode || document); });
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", function () { all(document); }); } else { all(document); }
})();
