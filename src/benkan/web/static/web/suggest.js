// A text field that offers what fits after three letters, in any of the three languages (WAI-ARIA combobox pattern).
// <input data-suggest="/address/" data-code="name of a hidden field" data-also="country">
// Without this file, or without a link, what was typed is read by the server when the form is sent.
(function () {
  "use strict";
  var SMALLEST = 2;
  var WAIT_MS = 120;

  function attach(input) {
    var code = input.form.elements[input.dataset.code];
    var list = document.createElement("ul");
    var timer = 0, asked = 0, options = [], active = -1;
    list.className = "suggestions";
    list.id = input.id + "-suggestions";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";
    input.insertAdjacentElement("afterend", list);

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(next) {
      active = next;
      Array.prototype.forEach.call(list.children, function (item, index) {
        item.setAttribute("aria-selected", index === active ? "true" : "false");
      });
      if (active >= 0) {
        input.setAttribute("aria-activedescendant", list.children[active].id);
        list.children[active].scrollIntoView({ block: "nearest" });
      }
    }

    function choose(index) {
      var one = options[index];
      input.value = one.label;
      code.value = one.code;
      Object.keys(one.also || {}).forEach(function (name) {
        var other = input.form.elements[name];
        if (other) { other.value = one.also[name]; }
      });
      close();
      input.form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function show(found) {
      options = found;
      list.textContent = "";
      found.forEach(function (one, index) {
        var item = document.createElement("li"), name = document.createElement("bdi"), hint = document.createElement("bdi");
        item.id = list.id + "-" + index;
        item.setAttribute("role", "option");
        name.textContent = one.label;
        item.appendChild(name);
        if (one.hint) {
          hint.className = "soft small";
          hint.textContent = one.hint;
          item.appendChild(document.createTextNode(" "));
          item.appendChild(hint);
        }
        // mousedown comes before the field loses the focus.
        item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(index); });
        list.appendChild(item);
      });
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", found.length ? "true" : "false");
      mark(found.length ? 0 : -1);
    }

    function ask() {
      var number = ++asked, address = new URL(input.dataset.suggest, window.location.href);
      address.searchParams.set("q", input.value);
      (input.dataset.also || "").split(" ").filter(Boolean).forEach(function (name) {
        address.searchParams.set(name, input.form.elements[name].value);
      });
      fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : { options: [] }; })
        .then(function (found) { if (number === asked && document.activeElement === input) { show(found.options); } })
        .catch(close);
    }

    input.addEventListener("input", function () {
      code.value = "";
      window.clearTimeout(timer);
      asked += 1;
      if (input.value.trim().length < SMALLEST) { close(); return; }
      timer = window.setTimeout(ask, WAIT_MS);
    });
    input.addEventListener("keydown", function (event) {
      if (list.hidden) { return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark((active + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        choose(active);
      } else if (event.key === "Tab" && active >= 0) {
        choose(active);
      } else if (event.key === "Escape") {
        close();
      }
    });
    input.addEventListener("blur", function () { window.clearTimeout(timer); asked += 1; close(); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    Array.prototype.forEach.call(document.querySelectorAll("[data-suggest]"), attach);
  });
})();
