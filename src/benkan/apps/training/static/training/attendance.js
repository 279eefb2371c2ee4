// The list at the door of a course: each tap is a mark that is kept here and sent when the link is up (web/offline.js).
"use strict";

(() => {
  const page = document.getElementById("attendance");
  if (!page) {
    return;
  }
  const words = page.dataset;
  const session = () => Number(document.getElementById("session").value);
  const rows = () => Array.from(page.querySelectorAll("tr[data-code]"));
  const find = (code) => rows().find((row) => row.dataset.code === code);
  const marks = new offline.Queue({
    key: `attendance ${page.dataset.run}`,
    address: page.dataset.marks,
    token: page.dataset.token,
    bundle: (unsent) => ({
      marks: unsent.map(({ session: number, who, present, how, at }) => ({ session: number, who, present, how, at })),
    }),
    changed: shown,
    signIn: () => told(words.signin),
  });

  function shown() {
    const now = session();
    for (const row of rows()) {
      const mark = marks.entries.find((one) => one.session === now && one.who === row.dataset.code);
      row.querySelectorAll("button").forEach((button) => {
        const is = mark !== undefined && mark.present === (button.dataset.present === "yes");
        button.setAttribute("aria-pressed", String(is));
      });
      const state = row.querySelector("[data-told]");
      state.textContent = mark === undefined ? "" : mark.refused || (mark.sent ? words.sent : words.unsent);
      state.className = mark === undefined ? "" : mark.refused ? "badge stop" : mark.sent ? "badge ok" : "badge warn";
    }
    const waiting = marks.unsent.length;
    const here = marks.entries.filter((one) => one.session === now && one.present).length;
    document.getElementById("attendance-state").textContent =
      `${words.here} ${here} / ${rows().length} · ${waiting ? `${words.waiting} ${waiting}` : words.nothing}`;
  }

  function mark(code, present, how) {
    const row = find(code);
    if (!row) {
      told(words.unknown);
      return;
    }
    const now = session();
    const entry = { session: now, who: code, present, how, at: new Date().toISOString(), sent: false };
    marks.put(entry, (one) => one.session === now && one.who === code);
    told(present ? `✓ ${row.dataset.name}` : `– ${row.dataset.name}`);
    marks.send();
  }

  function told(text) {
    document.getElementById("attendance-told").textContent = text;
  }

  page.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-present]");
    if (button) {
      mark(button.closest("tr").dataset.code, button.dataset.present === "yes", "list");
    }
  });
  document.getElementById("session").addEventListener("change", shown);
  document.getElementById("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = document.getElementById("code");
    const code = field.value.trim().toUpperCase();
    field.value = "";
    if (code) {
      mark(code, true, "code");
    }
  });
  offline.camera(
    document.getElementById("camera"),
    document.getElementById("video"),
    (code) => mark(code.toUpperCase(), true, "code"),
    () => told(words.nocamera),
  );
  offline.worker(page, "/training/");
  shown();
  marks.send();
})();
