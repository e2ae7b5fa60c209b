// For the shop's own page: <script src=".../widget/widget.js" data-token="..." data-title="Refund" data-theme="light">
// puts a frame with the state of one refund where the script stands. It reads and keeps nothing of the page.
(function () {
  var tag = document.currentScript;
  if (!tag || !tag.dataset.token) return;

  var home = new URL("./", tag.src);
  var said = new URLSearchParams({ token: tag.dataset.token, theme: tag.dataset.theme || "light" });
  var frame = document.createElement("iframe");
  frame.src = home.href + "?" + said;
  frame.title = tag.dataset.title || "Refund";
  frame.width = "100%";
  frame.height = "190";
  frame.style.border = "0";
  frame.referrerPolicy = "origin";

  addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== home.origin) return;
    var height = event.data && Number(event.data.recourseHeight);
    if (height > 0) frame.height = String(Math.min(Math.ceil(height), 800));
  });
  tag.after(frame);
})();
