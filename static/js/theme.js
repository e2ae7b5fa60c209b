// Runs before the first paint: puts back the colour scheme that the reader chose on this device.
(function () {
  var root = document.documentElement;
  root.classList.add("has-js");
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (e) { /* storage may be shut; the system's scheme stands */ }
})();
