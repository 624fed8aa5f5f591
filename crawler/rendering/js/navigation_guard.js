// Runs in every document before its own scripts: the page may do to itself what it likes, but it
// may not leave the article, overwrite it, ask questions or wake an app. RULES is put in by
// scripts.py. What was refused is kept in window.__crawlerLog; the engine's hands are in __crawler.
((RULES) => {
  "use strict";
  if (window.__crawler) return;

  const inTop = window === window.top;
  const asides = RULES.asides.map((source) => new RegExp(source, "i"));
  const PROSE_ENOUGH = 100; // characters of running text that make a document worth keeping
  const readsOn = new RegExp(RULES.read_on);
  const articleLike = new RegExp(RULES.article_like, "i");
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

  const rememberTarget = (address) => {
    try {
      const to = new URL(address, location.href);
      const ours = /^https?:$/.test(to.protocol) && site(to.hostname) === site(location.hostname);
      if (ours && !asides.some((pattern) => pattern.test(to.href))) navigationTargets.push(to.href);
    } catch {
      return; // no address
    }
  };
  const navigationTargets = []; // addresses shaped like an article's that a script wanted to go to
  // Why a script may not take this document elsewhere; "" when it may. Another page of the site is
  // not gone to before it is seen that this one brings no article: the engine decides.
  const blockReason = (event) => {
    const to = new URL(event.destination.url);
    if (!/^https?:$/.test(to.protocol)) return "scheme";
    if (event.destination.sameDocument) return "";
    if (event.downloadRequest !== null && event.downloadRequest !== undefined) return "download";
    if (!inTop) return "";
    if (site(to.hostname) !== site(location.hostname)) return "site";
    if (event.formData) return "form";
    if (asides.some((pattern) => pattern.test(to.href))) return "aside";
    if (to.pathname === location.pathname) return holdsArticle() ? "leaving" : "";
    if (!articleLike.test(to.href.slice(to.origin.length))) return "elsewhere";
    rememberTarget(to.href);
    return "leaving";
  };

  if (window.navigation) {
    navigation.addEventListener("navigate", (event) => {
      const why = blockReason(event);
      if (!why) return;
      note(why, event.destination.url);
      if (event.cancelable) event.preventDefault();
      event.stopImmediatePropagation();
    });
  }

  const override = (owner, name, value) => {
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  };
  const block = (owner, name, answer) =>
    owner && name in owner && override(owner, name, (...asked) => (note(name, asked[0]), answer));

  const leaves = (form) => new URL(form.action || location.href, location.href).pathname !== location.pathname;
  window.addEventListener("submit", (event) => {
    if (!leaves(event.target)) return;
    note("form", event.target.action);
    event.preventDefault();
  }, true);
  block(HTMLFormElement.prototype, "submit");
  block(HTMLFormElement.prototype, "requestSubmit");
  override(window, "open", (address) => {
    note("open", address);
    rememberTarget(address);
    return null;
  });
  // A link that opens a window of its own, pressed by a script or in place of a button.
  const opensWindow = (link) => link && /^(?!_self$|_top$|_parent$).+/.test(link.target || "");
  const click = HTMLElement.prototype.click;
  override(HTMLElement.prototype, "click", function () {
    if (this.nodeName === "A" && opensWindow(this)) note("open", this.href);
    else click.call(this);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[target]");
    if (!opensWindow(link)) return;
    note("open", link.href);
    event.preventDefault();
  }, true);
  block(window, "close");
  block(window, "print");
  block(window, "alert");
  override(window, "confirm", (question) => {
    note("confirm", question);
    return readsOn.test(String(question).replace(/\s+/g, "")); // "read on here?" is answered yes
  });
  block(window, "prompt", null);
  block(History.prototype, "back");
  block(History.prototype, "forward");
  block(History.prototype, "go");
  window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);

  // Their traffic cannot be seen from here: what a page makes of these never gets a connection.
  for (const name of ["WebSocket", "Worker", "SharedWorker"]) {
    if (!(name in window)) continue;
    override(window, name, class extends EventTarget {
      constructor(address) {
        super();
        note(name, address);
        this.readyState = 3;
        this.port = this;
        setTimeout(() => {
          for (const what of ["error", "close"]) {
            const event = new Event(what);
            this.dispatchEvent(event);
            if (typeof this[`on${what}`] === "function") this[`on${what}`](event);
          }
        }, 1);
      }
      send() {}
      close() {}
      start() {}
      postMessage() {}
      terminate() {}
    });
  }
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    override(window, name, undefined);
  }

  // --- rules by which the browser itself fetches pages ahead: its requests pass no wire ------

  const isAhead = (type) => /^\s*speculationrules\s*$/i.test(type);
  const kind = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, "type");
  Object.defineProperty(HTMLScriptElement.prototype, "type", {
    ...kind,
    set(type) {
      if (isAhead(type)) note("ahead");
      else kind.set.call(this, type);
    },
  });
  const ahead = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeName !== "SCRIPT" || !isAhead(node.type)) continue;
        note("ahead");
        kind.set.call(node, "text/plain");
      }
    }
  });
  ahead.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => ahead.disconnect(), { once: true });

  // --- overwriting -------------------------------------------------------------------------

  for (const name of ["open", "write", "writeln", "close"]) {
    const native = Document.prototype[name];
    override(Document.prototype, name, function (...given) {
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
  override(Element.prototype, "setAttribute", function (name, value) {
    if (this.nodeName === "IFRAME" && /^src$/i.test(name) && isScheme(value)) note("scheme", value);
    else if (this.nodeName === "SCRIPT" && /^type$/i.test(name) && isAhead(value)) note("ahead");
    else setAttribute.call(this, name, value);
  });

  const execCommand = Document.prototype.execCommand;
  override(Document.prototype, "execCommand", function (command, ...rest) {
    if (!/^(?:copy|cut)$/i.test(command)) return execCommand.call(this, command, ...rest);
    note("clipboard");
    return false;
  });
  if (window.Clipboard) {
    for (const name of ["write", "writeText"]) {
      override(Clipboard.prototype, name, () => {
        note("clipboard");
        return Promise.reject(new DOMException("refused", "NotAllowedError"));
      });
    }
  }

  // --- what can be pressed: elements that listen, whatever they say ----------------------------

  const listening = new WeakSet();
  const capturing = new WeakSet(); // those that hear of a press before what is inside of them does
  const PRESSES = /^(?:click|dblclick|tap|touchstart|touchend|pointerdown|pointerup|mousedown|mouseup)$/;
  const addEventListener = EventTarget.prototype.addEventListener;
  override(EventTarget.prototype, "addEventListener", function (type, ...rest) {
    if (PRESSES.test(type) && this && this.nodeType === 1) {
      listening.add(this);
      if (rest[1] === true || (rest[1] && rest[1].capture)) capturing.add(this);
    }
    return addEventListener.call(this === undefined ? window : this, type, ...rest);
  });

  // --- shadow trees: closed ones could not be written down ----------------------------------

  const attachShadow = Element.prototype.attachShadow;
  override(Element.prototype, "attachShadow", function (given) {
    return attachShadow.call(this, { ...given, mode: "open" });
  });

  override(window, "__crawlerLog", log);
  override(window, "__crawler", {
    note, log, override, navigationTargets, listening, capturing, listen: addEventListener, texts, prose, innerDocument,
  });
})(__RULES__);
