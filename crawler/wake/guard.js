// Runs in every document before its own scripts: the page may do to itself what it likes, but it
// may not leave the article, overwrite it, ask questions or wake an app. RULES is put in by
// scripts.py. What was refused is kept in window.__wakeLog; the engine's hands are in __wake.
((RULES) => {
  "use strict";
  if (window.__wake) return;

  const inTop = window === window.top;
  const asides = RULES.asides.map((source) => new RegExp(source, "i"));
  const PROSE_ENOUGH = 100; // characters of running text that make a document worth keeping
  const HURRY_LIMIT = 6000; // ms: a longer timer is a time limit, not a delay
  const log = [];
  const note = (what, detail = "") => {
    if (log.length < 60) log.push(`${what} ${String(detail).slice(0, 200)}`.trim());
  };

  // --- what the document holds -------------------------------------------------------------

  const SILENT = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "TEXTAREA", "SELECT", "OPTION"]);
  const innerDocument = (frame) => {
    try {
      return frame.contentDocument;
    } catch {
      return null; // another site's
    }
  };

  function* texts(node) {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) yield child;
      else if (child.nodeType === 1 && !SILENT.has(child.nodeName)) {
        if (child.shadowRoot) yield* texts(child.shadowRoot);
        const inner = child.nodeName === "IFRAME" && innerDocument(child);
        if (inner && inner.body) yield* texts(inner.body);
        yield* texts(child);
      }
    }
  }

  // Running text: what has a sentence's marks and its length, as menus and notices do not.
  const prose = () => {
    let sum = 0;
    if (document.body) {
      for (const node of texts(document.body)) {
        const text = node.data.trim();
        if (text.length >= 20 && /[。！？；：，!?;,]/.test(text)) sum += text.length;
      }
    }
    return sum;
  };
  const holdsArticle = () => prose() >= PROSE_ENOUGH;

  // --- leaving -----------------------------------------------------------------------------

  const SECOND_LEVEL = /^(?:com|net|org|gov|edu|ac|mil|co|[a-z]{2})$/;
  const site = (host) => {
    if (/^[\d.]+$|:/.test(host)) return host;
    const labels = host.toLowerCase().split(".");
    const two = labels.length > 2 && labels.at(-1).length === 2 && SECOND_LEVEL.test(labels.at(-2));
    return labels.slice(two ? -3 : -2).join(".");
  };

  // Why a script may not take this document elsewhere; "" when it may.
  const refusal = (event) => {
    const to = new URL(event.destination.url);
    if (!/^https?:$/.test(to.protocol)) return "scheme";
    if (event.destination.sameDocument) return "";
    if (event.downloadRequest !== null && event.downloadRequest !== undefined) return "download";
    if (!inTop) return "";
    if (site(to.hostname) !== site(location.hostname)) return "site";
    if (event.formData) return "form";
    if (asides.some((pattern) => pattern.test(to.href))) return "aside";
    return holdsArticle() ? "leaving" : "";
  };

  if (window.navigation) {
    navigation.addEventListener("navigate", (event) => {
      const why = refusal(event);
      if (!why) return;
      note(why, event.destination.url);
      if (event.cancelable) event.preventDefault();
      event.stopImmediatePropagation();
    });
  }

  const put = (owner, name, value) => {
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  };
  const refuse = (owner, name, answer) =>
    owner && name in owner && put(owner, name, (...asked) => (note(name, asked[0]), answer));

  const leaves = (form) => new URL(form.action || location.href, location.href).pathname !== location.pathname;
  window.addEventListener("submit", (event) => {
    if (!leaves(event.target)) return;
    note("form", event.target.action);
    event.preventDefault();
  }, true);
  refuse(HTMLFormElement.prototype, "submit");
  refuse(HTMLFormElement.prototype, "requestSubmit");
  refuse(window, "open", null);
  refuse(window, "close");
  refuse(window, "print");
  refuse(window, "alert");
  refuse(window, "confirm", false);
  refuse(window, "prompt", null);
  refuse(History.prototype, "back");
  refuse(History.prototype, "forward");
  refuse(History.prototype, "go");

  for (const name of ["WebSocket", "RTCPeerConnection", "Worker", "SharedWorker"]) {
    if (name in window) put(window, name, undefined); // their traffic cannot be seen from here
  }

  // --- overwriting -------------------------------------------------------------------------

  for (const name of ["open", "write", "writeln", "close"]) {
    const native = Document.prototype[name];
    put(Document.prototype, name, function (...given) {
      const late = this === document && inTop && document.readyState !== "loading";
      if (!late || !holdsArticle()) return native.apply(this, given);
      note(`document.${name}`);
      return name === "open" ? document : undefined;
    });
  }

  // --- app schemes in frames, the clipboard ------------------------------------------------

  const isScheme = (url) => /^\s*(?!https?:|about:|data:|blob:|javascript:)[a-z][a-z0-9+.-]*:/i.test(url);
  const source = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "src");
  Object.defineProperty(HTMLIFrameElement.prototype, "src", {
    ...source,
    set(url) {
      if (isScheme(url)) note("scheme", url);
      else source.set.call(this, url);
    },
  });
  const setAttribute = Element.prototype.setAttribute;
  put(Element.prototype, "setAttribute", function (name, value) {
    if (this.nodeName === "IFRAME" && /^src$/i.test(name) && isScheme(value)) note("scheme", value);
    else setAttribute.call(this, name, value);
  });

  const execCommand = Document.prototype.execCommand;
  put(Document.prototype, "execCommand", function (command, ...rest) {
    if (!/^(?:copy|cut)$/i.test(command)) return execCommand.call(this, command, ...rest);
    note("clipboard");
    return false;
  });
  if (window.Clipboard) {
    for (const name of ["write", "writeText"]) {
      put(Clipboard.prototype, name, () => {
        note("clipboard");
        return Promise.reject(new DOMException("refused", "NotAllowedError"));
      });
    }
  }

  // --- timers that the engine may hurry ----------------------------------------------------

  const timers = new Map();
  const call = (timer) => {
    try {
      if (typeof timer.run === "function") timer.run.apply(window, timer.given);
      else (0, eval)(timer.run);
    } catch (error) {
      window.reportError(error);
    }
  };
  for (const [start, stop, repeats] of [["setTimeout", "clearTimeout", false], ["setInterval", "clearInterval", true]]) {
    const nativeStart = window[start];
    const nativeStop = window[stop];
    put(window, start, (run, delay = 0, ...given) => {
      if (!(delay > 50 && delay <= HURRY_LIMIT) || timers.size > 500) {
        return nativeStart.call(window, run, delay, ...given);
      }
      const timer = { run, given, repeats, cancel: () => window[stop](id) };
      const id = nativeStart.call(window, () => {
        if (!repeats) timers.delete(id);
        call(timer);
      }, delay);
      timers.set(id, timer);
      return id;
    });
    put(window, stop, (id) => {
      timers.delete(id);
      return nativeStop.call(window, id);
    });
  }

  // Runs every waiting timer now, once; how many there were.
  const hurry = () => {
    const waiting = [...timers.values()];
    for (const timer of waiting) {
      if (!timer.repeats) timer.cancel();
      call(timer);
    }
    return waiting.length;
  };

  put(window, "__wakeLog", log);
  put(window, "__wake", { note, log, texts, prose, innerDocument, hurry });
})(__RULES__);
