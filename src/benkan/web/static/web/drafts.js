// A form that survives a dead battery and a lost link: <form data-draft="seizure" data-officer="handle">.
// What is typed is kept in this browser until the node has taken it, under the officer's name; a form sent without a link
// waits and is sent when the link is back. Each draft has a key, so that the node takes it once however often it comes.
(function () {
  "use strict";
  var PREFIX = "benkan-draft:";
  var RETRY_MS = 15000;
  var PATIENCE_MS = 4000;
  var form, slot, state;

  function key() {
    if (window.crypto && window.crypto.randomUUID) { return window.crypto.randomUUID(); }
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function read(name) {
    try { return JSON.parse(window.localStorage.getItem(name)); } catch (error) { return null; }
  }

  function write(name, value) {
    try { window.localStorage.setItem(name, JSON.stringify(value)); return true; } catch (error) { return false; }
  }

  function values() {
    var found = {};
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") { found[name] = value; }
    });
    return found;
  }

  function fill(kept) {
    Object.keys(kept).forEach(function (name) {
      var field = form.elements[name];
      if (!field) { return; }
      if (field instanceof RadioNodeList || field.type === "radio" || field.type === "checkbox") {
        Array.prototype.forEach.call(field.length ? field : [field], function (one) { one.checked = one.value === kept[name]; });
      } else {
        field.value = kept[name];
      }
    });
  }

  function say(word, count) {
    var place = document.querySelector("[data-draft-state]");
    if (place) { place.textContent = word ? place.dataset[word].replace("{n}", count || "") : ""; }
  }

  function waiting() {
    return read(slot + ":waiting") || [];
  }

  // Whether the node answers: a browser may believe in a link that leads nowhere.
  function reach() {
    var stop = new AbortController();
    var timer = window.setTimeout(function () { stop.abort(); }, PATIENCE_MS);
    return fetch(form.action, { method: "HEAD", credentials: "same-origin", signal: stop.signal })
      .then(function () { window.clearTimeout(timer); });
  }

  // One after the other: the node may refuse one (422), which then comes back into the form to be mended.
  function send() {
    var queue = waiting();
    if (!queue.length) { return; }
    var body = new URLSearchParams(queue[0]);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin", redirect: "follow" })
      .then(function (answer) {
        if (answer.status === 422) {
          write(slot + ":waiting", queue.slice(1));
          write(slot, queue[0]);
          fill(queue[0]);
          say("refused");
        } else if (answer.ok && answer.redirected && answer.url.indexOf("/accounts/") < 0) {
          write(slot + ":waiting", queue.slice(1));
          say(queue.length > 1 ? "waiting" : "sent", queue.length - 1);
          send();
        } else {
          say("signin", queue.length);
        }
      })
      .catch(function () { say("waiting", queue.length); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    form = document.querySelector("form[data-draft]");
    // A draft of another officer on the same machine is neither shown nor sent.
    if (form) { slot = PREFIX + form.dataset.draft + ":" + form.dataset.officer; } else { return; }
    state = read(slot);
    if (form.dataset.fresh !== undefined) {
      if (state) { fill(state); say("restored"); }
      if (!form.elements.draft_key.value) { form.elements.draft_key.value = key(); }
    }
    form.addEventListener("input", function () { write(slot, values()); });
    form.addEventListener("submit", function (event) {
      write(slot, values());
      if (form.dataset.reached) { return; }
      event.preventDefault();
      event.stopImmediatePropagation();
      reach().then(function () {
        form.dataset.reached = "1";
        form.requestSubmit();
      }).catch(function () {
        if (!write(slot + ":waiting", waiting().concat([values()]))) { say("full"); return; }
        window.localStorage.removeItem(slot);
        form.reset();
        form.elements.draft_key.value = key();
        say("waiting", waiting().length);
      });
    });
    window.addEventListener("online", send);
    window.setInterval(function () { if (navigator.onLine !== false) { send(); } }, RETRY_MS);
    send();
  });

  // The page of what was saved names the key: the draft is not needed any more.
  document.addEventListener("DOMContentLoaded", function () {
    var saved = document.querySelector("[data-draft-saved]");
    if (!saved || !saved.dataset.draftSaved) { return; }
    Object.keys(window.localStorage).filter(function (name) { return name.indexOf(PREFIX) === 0; }).forEach(function (name) {
      var kept = read(name);
      if (kept && kept.draft_key === saved.dataset.draftSaved) { window.localStorage.removeItem(name); }
    });
  });
})();
