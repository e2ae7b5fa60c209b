// What somebody has typed outlives a lost line, a reload and the back button: it is kept in this tab only, and
// forgotten once the request is sent or they sign out. Files are not kept here. What stays of a request that was sent
// is the form's own number, so that the back button leads to the same request and not to a second one.
(function () {
  var PREFIX = "ask:", SENT = "sent:";
  var form = document.querySelector("form[data-draft]");

  function store() {
    try { return window.sessionStorage; } catch (e) { return null; }
  }

  function forgetAll() {
    var kept = store();
    if (kept) Object.keys(kept).forEach(function (name) { if (name.indexOf(PREFIX) === 0) kept.removeItem(name); });
  }

  function keeps(field) {
    return field.name && field.type !== "file" && field.name !== "csrfmiddlewaretoken";
  }

  function save() {
    var typed = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!keeps(field) || (/^(radio|checkbox)$/.test(field.type) && !field.checked)) return;
      typed.push([field.name, field.value]);
    });
    try { store().setItem(form.dataset.draft, JSON.stringify(typed)); } catch (e) { /* then nothing is kept */ }
  }

  function restore() {
    var typed;
    try { typed = JSON.parse(store().getItem(form.dataset.draft)); } catch (e) { return; }
    if (!Array.isArray(typed)) return;
    var values = {};
    typed.forEach(function (pair) { (values[pair[0]] = values[pair[0]] || []).push(pair[1]); });
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!keeps(field) || field.type === "submit" || field.name === "upload") return;
      var told = values[field.name] || [];
      if (/^(radio|checkbox)$/.test(field.type)) field.checked = told.indexOf(field.value) >= 0;
      else if (told.length) field.value = told[0];
    });
    form.dispatchEvent(new CustomEvent("draft:uploads", { detail: values.upload || [] }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function recallNumber() {
    var visit = performance.getEntriesByType("navigation")[0];
    if (!visit || visit.type !== "back_forward") return;
    try {
      var number = store().getItem(SENT + form.dataset.draft);
      if (number) form.elements.request_key.value = number;
    } catch (e) { /* then it has a number of its own */ }
  }

  document.addEventListener("submit", function (event) {
    if (event.target !== form) return;
    try { store().setItem(SENT + form.dataset.draft, form.elements.request_key.value); } catch (e) { /* as above */ }
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form[action$='/sign-out/']")) forgetAll();
  });
  if (document.querySelector("[data-draft-sent]")) forgetAll();
  if (!form) return;
  if (!("draftNewer" in form.dataset)) {
    window.addEventListener("DOMContentLoaded", restore);
    window.addEventListener("pageshow", recallNumber);
  }
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("draft:save", save);
})();
