// Warns two minutes before a quiet session ends. Without it the sign-in page leads back here as well.
(function () {
  var bar = document.querySelector("[data-idle-seconds]");
  if (!bar) return;
  var quiet = Number(bar.dataset.idleSeconds) * 1000, ahead = Math.min(120000, quiet / 2), timer;

  function wait() {
    clearTimeout(timer);
    bar.hidden = true;
    timer = setTimeout(function () { bar.hidden = false; }, quiet - ahead);
  }

  function stay() {
    var token = bar.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(bar.dataset.aliveUrl, { method: "POST", headers: { "X-CSRFToken": token } }).then(function (answer) {
      if (answer.ok) wait(); else location.reload();
    });
  }

  bar.querySelector("button").addEventListener("click", stay);
  document.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.requestConfig.headers["X-Recourse-Unattended"]) wait();
  });
  wait();
})();
