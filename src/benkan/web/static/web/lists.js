// Keyboard for every list: j and k move, Enter opens, / goes to the search field, Escape leaves it.
// A page works without this file; rows are marked data-row, their first link is what Enter opens.
(function () {
  "use strict";

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
  }

  function typing(target) {
    return target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  }

  function move(step) {
    var all = rows();
    if (!all.length) { return; }
    var here = all.findIndex(function (row) { return row.classList.contains("here"); });
    var next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
    all.forEach(function (row, index) { row.classList.toggle("here", index === next); });
    var link = all[next].querySelector("a[href], button, input");
    if (link) { link.focus({ preventScroll: true }); }
    all[next].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (typing(event.target) && event.target.type !== "checkbox" && event.target.type !== "radio") {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "/") {
      var field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "Enter") {
      var row = document.querySelector("[data-row].here");
      var link = row && row.querySelector("a[href]");
      if (link && event.target === document.body) { link.click(); }
    }
  });

  // On a phone the navigation scrolls: the page one is on comes into sight.
  document.addEventListener("DOMContentLoaded", function () {
    var current = document.querySelector(".top nav a[aria-current]");
    var bar = current && current.closest("nav");
    if (bar && bar.scrollWidth > bar.clientWidth) { current.scrollIntoView({ block: "nearest", inline: "center" }); }
  });

  // Paper and PDF are the browser's own work.
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });

  // A choice in a filter applies at once; without JavaScript the button beside it does.
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-apply]")) { event.target.form.requestSubmit(); }
  });

  // A form is sent once, however often the button is pressed on a slow link.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      form.dataset.sent = "1";
      window.setTimeout(function () { delete form.dataset.sent; }, 8000);
    }
  });
})();
