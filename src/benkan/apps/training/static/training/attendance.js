// The list at the door: each tap is kept on this device at once, and sent when the link is up. The node takes the same
// mark twice as one, so everything unsent is sent until the node says that it arrived.
"use strict";

(() => {
  const page = document.getElementById("attendance");
  if (!page) {
    return;
  }
  const key = `attendance ${page.dataset.run}`;
  const words = page.dataset;
  let sending = false;

  const stored = (name, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  let device = stored("attendance device", "");
  if (!device) {
    device = crypto.randomUUID ? crypto.randomUUID() : `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    localStorage.setItem("attendance device", JSON.stringify(device));
  }
  let marks = stored(key, []);

  const session = () => Number(document.getElementById("session").value);
  const rows = () => Array.from(page.querySelectorAll("tr[data-code]"));
  const find = (code) => rows().find((row) => row.dataset.code === code);

  function shown() {
    const now = session();
    for (const row of rows()) {
      const mark = marks.find((one) => one.session === now && one.who === row.dataset.code);
      row.querySelectorAll("button").forEach((button) => {
        const is = mark !== undefined && mark.present === (button.dataset.present === "yes");
        button.setAttribute("aria-pressed", String(is));
      });
      const told = row.querySelector("[data-told]");
      told.textContent = mark === undefined ? "" : mark.refused || (mark.sent ? words.sent : words.unsent);
      told.className = mark === undefined ? "" : mark.refused ? "badge stop" : mark.sent ? "badge ok" : "badge warn";
    }
    const waiting = marks.filter((one) => !one.sent && !one.refused).length;
    const here = marks.filter((one) => one.session === now && one.present).length;
    document.getElementById("attendance-state").textContent =
      `${words.here} ${here} / ${rows().length} · ${waiting ? `${words.waiting} ${waiting}` : words.nothing}`;
  }

  function mark(code, present, how) {
    const row = find(code);
    if (!row) {
      told(words.unknown);
      return;
    }
    marks = marks.filter((one) => !(one.session === session() && one.who === code));
    marks.push({ session: session(), who: code, present, how, at: new Date().toISOString(), sent: false });
    localStorage.setItem(key, JSON.stringify(marks));
    told(present ? `✓ ${row.dataset.name}` : `– ${row.dataset.name}`);
    shown();
    send();
  }

  function told(text) {
    document.getElementById("attendance-told").textContent = text;
  }

  async function send() {
    const unsent = marks.filter((one) => !one.sent && !one.refused);
    if (sending || !unsent.length) {
      return;
    }
    sending = true;
    try {
      const answer = await fetch(page.dataset.marks, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": page.dataset.token },
        body: JSON.stringify({
          device,
          marks: unsent.map(({ session: number, who, present, how, at }) => ({ session: number, who, present, how, at })),
        }),
        redirect: "manual",
      });
      if (answer.ok) {
        const body = await answer.json();
        const refused = new Map(body.refused.map((one) => [one.place, one.message]));
        unsent.forEach((one, place) => {
          if (refused.has(place)) {
            one.refused = refused.get(place);
          } else {
            one.sent = true;
          }
        });
        localStorage.setItem(key, JSON.stringify(marks));
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        told(words.signin);
      }
    } catch {
      // No link: everything stays on this device and goes with the next try.
    } finally {
      sending = false;
      shown();
    }
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
  window.addEventListener("online", send);
  setInterval(send, 15_000);

  const camera = document.getElementById("camera");
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    camera.hidden = false;
    camera.addEventListener("click", async () => {
      const video = document.getElementById("video");
      try {
        const detector = new BarcodeDetector({ formats: ["qr_code"] });
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        video.hidden = false;
        await video.play();
        let last = "";
        const look = async () => {
          if (!video.srcObject) {
            return;
          }
          const [found] = await detector.detect(video).catch(() => []);
          if (found && found.rawValue !== last) {
            last = found.rawValue;
            mark(last.trim().toUpperCase(), true, "code");
          }
          setTimeout(look, 300);
        };
        look();
      } catch {
        told(words.nocamera);
      }
    });
  }

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(page.dataset.worker, { scope: "/training/" }).then(() => {
      page.dataset.offline = "yes";
    }).catch(() => {});
  }
  shown();
  send();
})();
