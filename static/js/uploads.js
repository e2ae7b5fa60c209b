// Files go up piece by piece while the form is filled in. A lost line costs the piece that was under way: how far the
// file is, is asked, and it goes on from there. Without this script the files go with the form.
(function () {
  if (!window.fetch || !window.crypto || !crypto.subtle) return;
  setUpIn(document);
  document.addEventListener("htmx:load", function (event) { setUpIn(event.target); });

  // A page that is drawn anew keeps the forms that somebody may be filling in: these are set up already.
  function setUpIn(part) {
    part.querySelectorAll("[data-uploads]").forEach(function (box) {
      if (!box.isSetUp) setUp(box);
      box.isSetUp = true;
    });
  }

  function setUp(box) {
    var form = box.closest("form"), input = box.querySelector("input[type=file]");
    var list = box.querySelector(".upload-list"), status = box.querySelector(".upload-status");
    var words = box.dataset, token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    var PIECE = 256 * 1024, WAITS = [500, 1000, 2000, 4000, 8000, 15000];
    var underWay = 0, isHeld = false;
    input.required = false;

    input.addEventListener("change", function () {
      Array.prototype.forEach.call(input.files, begin);
      input.value = "";
    });

    form.addEventListener("draft:uploads", function (event) {
      event.detail.forEach(function (key) {
        call("HEAD", words.uploads + key + "/").then(function (answer) {
          if (answer.ok && answer.headers.get("Upload-Offset") === answer.headers.get("Upload-Length")) {
            arrived(row(decodeURIComponent(answer.headers.get("Upload-Name") || "")), key);
          }
        }, function () { /* without a line nobody knows; the file can be chosen again */ });
      });
    });

    form.addEventListener("submit", function (event) {
      if (event.submitter && event.submitter.name) return;
      if (!underWay && navigator.onLine) return;
      event.preventDefault();
      isHeld = true;
      status.textContent = underWay ? words.wordsHold : words.wordsOffline;
    });
    window.addEventListener("online", sendIfHeld);

    function sendIfHeld() {
      if (!isHeld || underWay || !navigator.onLine) return;
      isHeld = false;
      status.textContent = "";
      form.requestSubmit();
    }

    function call(method, address, headers, body) {
      headers = headers || {};
      headers["X-CSRFToken"] = token;
      return fetch(address, { method: method, headers: headers, body: body, redirect: "manual", credentials: "same-origin" });
    }

    function row(name) {
      var item = document.createElement("li");
      item.className = "upload";
      item.innerHTML = '<span class="upload-name"></span><span class="upload-words"></span><progress max="1" value="0"></progress>';
      item.firstChild.textContent = name;
      list.append(item);
      return item;
    }

    function say(item, sentence) { item.querySelector(".upload-words").textContent = sentence; }

    function refuse(item, sentence) {
      item.classList.add("is-refused");
      say(item, sentence);
      var bar = item.querySelector("progress");
      if (bar) bar.remove();
      addRemove(item, null);
    }

    function addRemove(item, key) {
      if (item.querySelector("button")) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = words.wordsRemove;
      button.setAttribute("aria-label", words.wordsRemove + ": " + item.querySelector(".upload-name").textContent);
      button.addEventListener("click", function () {
        if (key) call("DELETE", words.uploads + key + "/").catch(function () { /* it is deleted by itself in some hours */ });
        item.remove();
        tellForm();
        input.focus();
      });
      item.append(button);
    }

    function arrived(item, key) {
      item.classList.add("is-done");
      say(item, words.wordsDone);
      item.querySelector("progress").remove();
      var hidden = document.createElement("input");
      hidden.type = "hidden"; hidden.name = "upload"; hidden.value = key;
      item.prepend(hidden);
      addRemove(item, key);
      tellForm();
    }

    function tellForm() {
      form.dispatchEvent(new Event("draft:save"));
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function hex(bytes) {
      return Array.prototype.map.call(new Uint8Array(bytes), function (b) { return b.toString(16).padStart(2, "0"); }).join("");
    }

    async function begin(file) {
      var item = row(file.name);
      if (file.size > Number(words.largest)) return refuse(item, words.wordsLarge);
      if (list.querySelectorAll(".upload:not(.is-refused)").length > Number(words.most)) return refuse(item, words.wordsMany);
      underWay += 1;
      say(item, words.wordsChecking);
      try {
        var content = await file.arrayBuffer();
        var sum = hex(await crypto.subtle.digest("SHA-256", content));
        var key = await send(item, file, content, sum);
        if (key) arrived(item, key);
      } catch (trouble) {
        refuse(item, trouble.message);
      }
      underWay -= 1;
      sendIfHeld();
    }

    // Open it, then piece after piece; whatever breaks is waited for, and the server says where to go on.
    async function send(item, file, content, sum) {
      var about = new URLSearchParams({ name: file.name, size: file.size, sha256: sum });
      var opened = await patiently(item, function () { return call("POST", words.uploads, {}, about); });
      if (!opened.ok) return refuse(item, await reason(opened));
      var key = (await opened.json()).key, address = words.uploads + key + "/";
      var offset = Number(opened.headers.get("Upload-Offset")), answer;
      while (offset < content.byteLength) {
        say(item, words.wordsSending);
        item.querySelector("progress").value = offset / content.byteLength;
        try {
          answer = await call("PATCH", address, { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
            content.slice(offset, offset + PIECE));
          if (answer.status >= 500 || answer.status === 429) throw new Error("not taken");
        } catch (lost) {
          answer = await patiently(item, function () { return call("HEAD", address); });
        }
        if (answer.ok || answer.status === 409) offset = Number(answer.headers.get("Upload-Offset"));
        else return refuse(item, await reason(answer));
      }
      return key;
    }

    // Call until there is an answer: a lost line, or a server that is being started again, is no reason to give up.
    async function patiently(item, act) {
      for (var tries = 0; ; tries += 1) {
        try {
          var answer = await act();
          if (answer.status < 500 && answer.status !== 429) return answer;
        } catch (lost) { /* wait below */ }
        say(item, words.wordsWaiting);
        await new Promise(function (go) {
          var timer = setTimeout(done, WAITS[Math.min(tries, WAITS.length - 1)]);
          function done() { clearTimeout(timer); window.removeEventListener("online", done); go(); }
          window.addEventListener("online", done);
        });
      }
    }

    async function reason(answer) {
      if (answer.type === "opaqueredirect" || answer.status === 403) return words.wordsOver;
      try { return (await answer.json()).message; } catch (e) { return words.wordsOver; }
    }
  }
})();
