// Says in words that a passkey was not used; the browser itself only tells the console.
(function () {
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    var trouble = document.querySelector("[data-passkey-trouble]");
    if (trouble) { trouble.hidden = false; trouble.scrollIntoView({ block: "nearest" }); }
  });
})();
