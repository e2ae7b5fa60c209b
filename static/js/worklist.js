// Keys for the list and for a case, and a list that refreshes itself without losing the reader's place.
// Every page works without them: a key only presses what stands on the page.
(function () {
  var afterG = 0;

  function rows() { return Array.from(document.querySelectorAll("[data-row] .row-link")); }

  function currentRow() {
    var row = document.activeElement && document.activeElement.closest("[data-row]");
    return row ? row.querySelector(".row-link") : null;
  }

  function step(by) {
    var all = rows(), at = all.indexOf(currentRow());
    var next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by];
    if (next) { next.focus(); next.closest("[data-row]").scrollIntoView({ block: "nearest" }); }
    else if (all.length) beyond(by);
    return all.length > 0;
  }

  // Behind the last row, and before the first, stands the way to the neighbouring page.
  function beyond(by) {
    var link = document.querySelector(by > 0 ? ".pager [rel=next]" : ".pager [rel=prev]");
    if (link) link.focus();
  }

  function press(key) {
    var link = document.querySelector('[data-key="' + key + '"]');
    if (link) link.click();
    return link !== null;
  }

  // The form of a move, by the last word of its address; its fold opens. What must be typed is ready to be typed, and
  // where nothing must, the button is ready to be pressed.
  function openMove(name) {
    var form = document.querySelector('main form[method="post"][action*="/' + name + '/"]');
    if (!form) return false;
    var fold = form.closest("details");
    if (fold) fold.open = true;
    var field = form.querySelector("input[required]:not([type=hidden]), select[required], textarea[required]") || form.querySelector("button:not([type=button]):not([formaction])");
    if (field) { field.focus(); form.scrollIntoView({ block: "center" }); }
    return true;
  }

  function decide(name) {
    var link = currentRow();
    if (link) { location.href = link.href + "#" + name; return true; }
    return openMove(name);
  }

  function choose() {
    var link = currentRow(), box = link && link.closest("[data-row]").querySelector("input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
  }

  function help() {
    var card = document.getElementById("keys");
    if (card && !card.open) card.showModal();
    return Boolean(card);
  }

  function go(key) {
    var link = document.querySelector('[data-go="' + key + '"]');
    if (link) location.href = link.href;
    return link !== null;
  }

  var KEYS = {
    j: function () { return step(1) || press("j"); },
    k: function () { return step(-1) || press("k"); },
    ArrowDown: function () { return currentRow() !== null && step(1); },
    ArrowUp: function () { return currentRow() !== null && step(-1); },
    a: function () { return decide("approval"); },
    r: function () { return decide("rejection"); },
    x: choose,
    u: function () { return press("u"); },
    "?": help,
    g: function () { afterG = Date.now(); return true; }
  };

  function isTyping(target) {
    return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
  }

  // Ctrl and Enter send the form that is being written in, past the fields that may stay empty.
  document.addEventListener("keydown", function (event) {
    var form = event.target.form;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form || form.method !== "post") return;
    event.preventDefault();
    form.requestSubmit();
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (Date.now() - afterG < 1500 && event.key !== "g") {
      afterG = 0;
      if (go(event.key)) event.preventDefault();
      return;
    }
    var act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (act && act()) event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-keys-help]")) help();
  });

  // A list that is being read is told of news instead of being redrawn.
  function isRead() {
    var list = document.getElementById("queue");
    return list && (list.contains(document.activeElement) || list.querySelector("tbody :checked, details[open]") ||
      window.scrollY > 200 || document.querySelector("dialog[open]") !== null);
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (event.target.id === "queue-poll" && isRead()) event.detail.parameters.reading = "1";
  });

  function arrive() {
    var move = location.hash.slice(1);
    if (move === "approval" || move === "rejection") openMove(move);
    if (move.startsWith("row-")) {
      var link = document.getElementById(move);
      if (link) link.focus();
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", arrive); else arrive();
})();
