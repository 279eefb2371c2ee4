// What pages share that work without a link: what is said is kept on this device at once and sent until the node says
// that it arrived; a camera reads codes; a worker keeps the page itself. The node must take what comes twice as one.
"use strict";

window.offline = (() => {
  function stored(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  function store(name, value) {
    localStorage.setItem(name, JSON.stringify(value));
  }

  // The name of this device, the same for every list that is taken on it.
  function device() {
    let name = stored("attendance device", "");
    if (!name) {
      name = crypto.randomUUID ? crypto.randomUUID() : `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
      store("attendance device", name);
    }
    return name;
  }

  // What was said on this device. `bundle` makes the body of what is unsent, `changed` is told after every change, and
  // `signIn` when the node asks for a password. An entry is unsent, `sent`, or `refused` with the node's words.
  class Queue {
    constructor({ key, address, token, bundle, changed, signIn, most = 500 }) {
      Object.assign(this, { key, address, token, bundle, changed, signIn, most });
      this.entries = stored(key, []);
      this.turn = Promise.resolve();
      window.addEventListener("online", () => this.send());
      setInterval(() => this.send(), 15_000);
    }

    get unsent() {
      return this.entries.filter((one) => !one.sent && !one.refused);
    }

    keep() {
      store(this.key, this.entries);
      this.changed();
    }

    // Adds an entry in the place of those that say the same.
    put(entry, same = () => false) {
      this.entries = this.entries.filter((one) => !same(one));
      this.entries.push(entry);
      this.keep();
    }

    // Sends what is unsent, one bundle after the other; true when the node answered for all of it.
    send(patience_ms = 20_000) {
      this.turn = this.turn.then(() => this.deliver(patience_ms));
      return this.turn;
    }

    async deliver(patience_ms) {
      while (this.unsent.length) {
        const bundle = this.unsent.slice(0, this.most);
        const patience = new AbortController();
        const timer = setTimeout(() => patience.abort(), patience_ms);
        try {
          const answer = await fetch(this.address, {
            method: "POST",
            headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
            body: JSON.stringify({ device: device(), ...this.bundle(bundle) }),
            redirect: "manual",
            signal: patience.signal,
          });
          if (!answer.ok) {
            if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
              this.signIn();
            }
            return false;
          }
          const body = await answer.json();
          const refused = new Map(body.refused.map((one) => [one.place, one]));
          const taken = new Map((body.taken ?? []).map((one) => [one.place, one]));
          bundle.forEach((one, place) => {
            if (refused.has(place)) {
              one.refused = refused.get(place).message;
              one.remedy = refused.get(place).remedy;
            } else {
              one.sent = true;
              one.answer = taken.get(place);
            }
          });
        } catch {
          return false; // No link: everything stays on this device and goes with the next try.
        } finally {
          clearTimeout(timer);
          this.keep();
        }
      }
      return true;
    }
  }

  // A button that reads codes with the camera, shown where the browser can; each code once while it is held still.
  function camera(button, video, read, failed) {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices) {
      return;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
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
            read(last.trim());
          }
          setTimeout(look, 300);
        };
        look();
      } catch {
        failed();
      }
    });
  }

  // The worker that keeps the page for times without a link; says so on the page once it is there.
  function worker(page, scope) {
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.register(page.dataset.worker, { scope }).then(() => {
        page.dataset.offline = "yes";
      }).catch(() => {});
    }
  }

  return { Queue, camera, device, store, stored, worker };
})();
