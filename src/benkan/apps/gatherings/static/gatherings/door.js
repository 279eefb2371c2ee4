// The door, with and without a link. With one the node decides. Without one the list decides that the service signed and
// this page fetched while it could: it holds no code, only digests, and it is good for a day. Every passage is kept here
// until the node has it (web/offline.js). Without this script the form is sent as any other.
"use strict";

(() => {
  const page = document.getElementById("door");
  if (!page || !window.isSecureContext || !window.crypto.subtle) {
    return; // Digests and signatures need a secure page; there the door works with a link only.
  }
  const words = page.dataset;
  const ASKING_MS = 3_000; // how long somebody waits at the door for the node
  const RESTING_MS = 20_000; // how long the node is not asked at the door after it did not answer
  const DOMAIN = new TextEncoder().encode("benkan-door-list-1\n");
  const kept = `door-list ${page.dataset.gathering}`;
  const told = document.getElementById("door-told");
  let list = null;
  let trouble = "";
  let restUntil = 0;

  const passages = new offline.Queue({
    key: `door ${page.dataset.gathering}`,
    address: page.dataset.passages,
    token: page.dataset.token,
    bundle: (unsent) => ({ passages: unsent.map(({ badge, at }) => ({ badge, at })) }),
    changed: shown,
    signIn: () => {
      localStorage.removeItem(kept); // Whoever is signed out keeps no names.
      list = null;
      trouble = words.signin;
    },
  });

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  async function digest(code) {
    const made = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
    return Array.from(new Uint8Array(made), (one) => one.toString(16).padStart(2, "0")).join("");
  }

  // The list that was given, when the service's signature is under it; else nothing, and why.
  async function believed(given) {
    let key;
    try {
      key = await crypto.subtle.importKey("raw", bytes(page.dataset.key), { name: "Ed25519" }, false, ["verify"]);
    } catch {
      trouble = words.old;
      return null;
    }
    const said = new TextEncoder().encode(given.text);
    const signed = new Uint8Array(DOMAIN.length + said.length);
    signed.set(DOMAIN);
    signed.set(said, DOMAIN.length);
    try {
      if (await crypto.subtle.verify({ name: "Ed25519" }, key, bytes(given.signature), signed)) {
        const found = JSON.parse(given.text);
        if (found.gathering === page.dataset.gathering) {
          trouble = "";
          return found;
        }
      }
    } catch {
      // What cannot be read was not signed.
    }
    trouble = words.altered;
    return null;
  }

  async function refresh() {
    try {
      const answer = await fetch(page.dataset.list, { redirect: "manual" });
      if (answer.ok) {
        const given = await answer.json();
        const found = await believed(given);
        if (found) {
          list = found;
          offline.store(kept, given);
        }
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        passages.signIn();
      }
    } catch {
      // No link: the list that is here stays.
    }
    shown();
  }

  function shown() {
    const waiting = passages.unsent.length;
    const sending = waiting ? `${words.waiting} ${waiting}` : words.nothing;
    const hour = list && new Date(list.made_at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    document.getElementById("door-state").textContent =
      trouble ? `${trouble} ${sending}` : list ? `${words.listof} ${hour} · ${sending}` : sending;
    const late = passages.entries.filter((one) => one.decided && (one.refused || one.answer?.withdrawn));
    const later = document.getElementById("door-later");
    later.hidden = !late.length;
    later.querySelector("ul").replaceChildren(...late.map((one) => {
      const line = document.createElement("li");
      const name = document.createElement("bdi");
      name.textContent = list?.badges[one.badge]?.name ?? one.badge.slice(0, 8);
      const hour = new Date(one.at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
      line.append(name, ` · ${hour} · ${one.refused || words.since}`);
      return line;
    }));
  }

  function say(kind, heading, ...lines) {
    const box = document.createElement("div");
    box.className = `callout ${kind}`;
    box.setAttribute("role", kind === "refusal" ? "alert" : "status");
    const title = document.createElement("h2");
    const isolated = document.createElement("bdi");
    isolated.textContent = heading;
    title.append(isolated);
    box.append(title, ...lines.filter(Boolean).map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
    told.replaceChildren(box);
  }

  const welcome = ({ name, of, role, again }, more) =>
    say(again ? "warning" : "success", name, `${of} · ${role}`, again && words.again, more);

  const today = (at) => new Date(at).toLocaleDateString("sv"); // 2026-11-27, on this device's clock

  // What the signed list says of a badge at a moment: who may come in, or why not.
  function decided(badge, at) {
    if (!list || list.until < at) {
      return { refused: trouble || words.nolist, remedy: "" };
    }
    if (today(at) < list.starts || today(at) > list.ends) {
      return { refused: words.notnow, remedy: words.date };
    }
    const found = Object.hasOwn(list.badges, badge) ? list.badges[badge] : null;
    if (!found || found.state !== "granted") {
      return { refused: found ? words.withdrawn : words.forged };
    }
    const before = passages.entries.some(
      (one) => one.badge === badge && one.at < at && today(one.at) === today(at) && !one.refused,
    );
    return { ...found, again: before || (found.here && today(list.made_at) === today(at)) };
  }

  async function scanned(code) {
    const at = new Date().toISOString();
    const badge = await digest(code);
    const before = decided(badge, at);
    const entry = { badge, at, sent: false };
    passages.entries = passages.entries.filter((one) => today(one.at) === today(at) || !(one.sent || one.refused));
    passages.put(entry);
    if (navigator.onLine && Date.now() > restUntil) {
      restUntil = (await passages.send(ASKING_MS)) ? 0 : Date.now() + RESTING_MS;
      if (entry.sent) {
        welcome(entry.answer, entry.answer.withdrawn && words.since);
        return;
      }
      if (entry.refused) {
        say("refusal", entry.refused, entry.remedy);
        return;
      }
    }
    if (before.refused) {
      // Nobody came in, so nothing is told to the node later.
      passages.entries = passages.entries.filter((one) => one !== entry);
      passages.keep();
      say("refusal", before.refused, before.remedy ?? words.keep, words.without);
      return;
    }
    entry.decided = true;
    passages.keep();
    welcome(before, words.without);
  }

  page.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = document.getElementById("code");
    const code = field.value.trim();
    field.value = "";
    field.focus();
    if (code) {
      scanned(code);
    }
  });
  offline.camera(document.getElementById("camera"), document.getElementById("video"), scanned, () =>
    say("warning", words.nocamera));
  offline.worker(page, "/gatherings/");
  (async () => {
    const given = offline.stored(kept, null);
    list = given && (await believed(given));
    shown();
    await refresh();
    page.dataset.ready = list ? "yes" : "no";
    passages.send();
  })();
  window.addEventListener("online", () => {
    restUntil = 0;
    refresh();
  });
  setInterval(() => {
    if (navigator.onLine) {
      refresh();
    }
  }, 60_000);
})();
