// The few things that neither HTML nor htmx can do. Every page works without them.
(function () {
  function isDark() {
    var chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function switchTheme() {
    var next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch (e) { /* lasts for this page only */ }
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-theme-switch], [data-dismiss], [data-copy]");
    if (target === null) return;
    if ("themeSwitch" in target.dataset) switchTheme();
    if ("dismiss" in target.dataset) target.closest(target.dataset.dismiss).remove();
    if ("copy" in target.dataset && navigator.clipboard) navigator.clipboard.writeText(target.dataset.copy);
  });

  // A request that a timer made says so: it keeps nobody signed in.
  document.addEventListener("htmx:configRequest", function (event) {
    var cause = event.detail.triggeringEvent;
    if (!cause || !cause.isTrusted) event.detail.headers["X-Recourse-Unattended"] = "1";
  });

  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.account[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    var menu = document.querySelector("details.account[open]");
    if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    var search = document.querySelector("input[type=search]");
    if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); }
  });
})();
