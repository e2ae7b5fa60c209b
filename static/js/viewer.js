// Keys for the viewer of documents: its links do the same without them.
(function () {
  var ways = { ArrowLeft: "[rel=prev]", ArrowRight: "[rel=next]", "+": "[data-zoom]", "-": "[data-zoom]", Escape: "[data-back]" };
  document.addEventListener("keydown", function (event) {
    var inside = document.querySelector("[data-viewer]");
    if (!inside || event.ctrlKey || event.metaKey || event.altKey || !(event.key in ways)) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    var link = document.querySelector(ways[event.key]);
    if (link) { event.preventDefault(); link.click(); }
  });
})();
