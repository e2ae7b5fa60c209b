// Inside the frame: tells the page around it how high it is, and nothing else.
(function () {
  if (window.parent === window || !document.referrer) return;
  var around = new URL(document.referrer).origin;
  function tell() {
    parent.postMessage({ recourseHeight: document.body.getBoundingClientRect().height }, around);
  }
  new ResizeObserver(tell).observe(document.body);
})();
