// Tells with each sign of life whether a form of a decision stands open, and says goodbye when the page is left.
(function () {
  var place = document.querySelector("[data-presence]");
  if (place === null) return;

  function isDeciding() {
    return document.querySelector("#moves details[open]") !== null;
  }

  document.body.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.elt === place) event.detail.parameters.deciding = isDeciding() ? "yes" : "no";
  });

  document.addEventListener("toggle", function (event) {
    if (event.target.closest("#moves") && window.htmx) window.htmx.trigger(place, "presence");
  }, true);

  window.addEventListener("pagehide", function () {
    var token = JSON.parse(place.getAttribute("hx-headers"))["X-CSRFToken"];
    var body = new URLSearchParams({ gone: "yes", csrfmiddlewaretoken: token });
    navigator.sendBeacon(place.getAttribute("hx-post"), body);
  });
})();
