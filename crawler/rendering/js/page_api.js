// What the engine does in a page, each called by name: __pageApi.NAME(…). Added to every document
// behind the others. Results are plain strings and numbers: pages break the prototypes
// of the rest.
((RULES) => {
  "use strict";
  if (window.__pageApi || !window.__crawler) return;

  const crawler = window.__crawler;
  const { label, elements } = crawler.labels;
  const { length, send, touch, clickBestCandidate, close, replacedPages } = crawler.pressing;
  const MANY = 200; // elements looked at where a page could hold any number
  const FORWARD = 4000; // ms by which one round puts the page's clock forward
  const GROWN = 5; // characters that are more than a clock's or a counter's turning
  const guises = RULES.guises.map((source) => new RegExp(source));
  let told = 0;
  let kept = { prose: 0, html: "" };

  const frames = () => {
    const found = [];
    for (let i = 0; i < Math.min(window.length, 20); i++) {
      try {
        if (window[i].__crawler) found.push(window[i]);
      } catch {
        continue; // another site's
      }
    }
    return found;
  };

  // "text,prose,links,ready" and, after a line feed, what was refused since the last look.
  const snapshot = () => {
    const ready = document.readyState === "loading" ? 0 : document.readyState === "complete" ? 2 : 1;
    const notes = [crawler.log.slice(told)].concat(frames().map((frame) => frame.__crawler.log.splice(0)));
    told = crawler.log.length;
    const prose = crawler.prose();
    if (!crawler.pressing.doubling() && prose > kept.prose + GROWN) keep(prose);
    return `${length()},${prose},${document.links.length},${ready}\n${notes.flat().join("\n")}`;
  };

  // A look at the page when its text and its links have stood still for `quiet` ms; after `most`
  // ms as it is.
  const NativePromise = Promise;
  const waitUntilStable = (quiet, most) =>
    new NativePromise((resolve) => {
      const start = performance.now();
      const state = () => [length(), document.links.length];
      let [text, links] = state();
      let since = start;
      const step = () => {
        const now = performance.now();
        const [longer, more] = state();
        if (Math.abs(longer - text) > GROWN || more !== links) [text, links, since] = [longer, more, now];
        if (now - since >= quiet || now - start >= most) resolve(`${Math.round(now - since)}\n${snapshot()}`);
        else crawler.later(step, 20);
      };
      crawler.later(step, 20);
    });

  // --- scrolling, touching ------------------------------------------------------------------

  const scroll = () => {
    const root = document.scrollingElement || document.documentElement;
    for (const top of [root.scrollHeight / 2, root.scrollHeight]) window.scrollTo({ top, behavior: "instant" });
    let seen = 0;
    for (const element of document.querySelectorAll("body div, body section, body main, body ul")) {
      if (element.scrollHeight <= element.clientHeight + 50 || element.clientHeight < 20) continue;
      if (++seen > MANY) break;
      element.scrollTop = element.scrollHeight;
      element.dispatchEvent(new Event("scroll"));
    }
    document.dispatchEvent(new Event("scroll", { bubbles: true }));
  };
  // What a reader's hand does to a page without pressing anything.
  const simulateUser = () => {
    const body = document.body;
    if (!body) return;
    // No picture fails, for none is fetched: what waits for that is told so.
    if (crawler.prose() < 100) for (const image of document.images) image.dispatchEvent(new Event("error"));
    send(body, ["pointermove", "pointerdown", "pointerup"], PointerEvent);
    ["touchstart", "touchmove", "touchend"].forEach((type) => touch(body, type));
    send(body, ["mousemove", "mouseover", "mousedown", "mouseup", "click"], MouseEvent);
    send(body, ["wheel"], WheelEvent);
    body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", keyCode: 40, bubbles: true }));
    window.dispatchEvent(new Event("focus"));
  };

  // Puts the clock forward in every document; how many timers that ran, or that still wait.
  const advanceTimers = () => [window, ...frames()].reduce((sum, frame) => sum + frame.__crawler.advance(FORWARD), 0);
  const waiting = () => [window, ...frames()].reduce((sum, frame) => sum + frame.__crawler.waiting(), 0);

  // --- writing down what the document holds -------------------------------------------------

  // A copy in a document that runs nothing and fetches nothing; shadow trees and frames of the
  // same site stand in it where a reader sees them.
  const copy = (node, into) => {
    if (node.nodeName === "NOSCRIPT") return null;
    if (node.nodeName === "SLOT" && node.assignedNodes) {
      const given = node.assignedNodes();
      return fill(into.createElement("div"), given.length ? given : node.childNodes, into);
    }
    const inner = node.nodeName === "IFRAME" && crawler.innerDocument(node);
    if (inner && inner.body && inner.body.childNodes.length) {
      const place = into.createElement("div");
      place.setAttribute("data-frame", node.src);
      return fill(place, inner.body.childNodes, into);
    }
    const twin = into.importNode(node, false);
    if (node.nodeName === "TEMPLATE") return into.importNode(node, true);
    for (const { element, html } of replacedPages) {
      if (element === node) twin.insertAdjacentHTML("beforeend", html);
    }
    return fill(twin, (node.shadowRoot || node).childNodes, into);
  };
  const fill = (place, nodes, into) => {
    for (const node of nodes) {
      const twin = copy(node, into);
      if (twin) place.appendChild(twin);
    }
    return place;
  };
  const isPlain = () => {
    if (replacedPages.length || document.querySelector("iframe")) return false;
    for (const element of document.querySelectorAll("*")) if (element.shadowRoot) return false;
    return true;
  };
  const write = () => {
    const root = document.documentElement;
    if (!root) return "";
    const twin = isPlain() ? root : copy(root, document.implementation.createHTMLDocument(""));
    return `<!DOCTYPE html>\n${twin.outerHTML}`;
  };

  const removeDuplicatedText = () => {
    if (crawler.pressing.removeDuplicatedText()) kept = { prose: 0, html: "" };
  };
  // Keeps the document as it is now, if it never held more.
  const keep = (prose) => {
    if (prose >= kept.prose) kept = { prose, html: write() };
  };
  // The document; or as it was, when the page has meanwhile taken some of its text away.
  const serialize = () => {
    removeDuplicatedText();
    close();
    if (replacedPages.length || crawler.prose() >= 0.95 * kept.prose) return write();
    crawler.note("emptied");
    return kept.html;
  };

  // One round of what may bring more text: how many timers ran, how many wait, what was pressed.
  // `deeper`: the first look brought nothing. `deepest`: and the text may not be all of it (1) or
  // is known not to be (2), so that what reads like "read on" less surely is pressed too: what
  // stands behind the text, or wherever it stands.
  const interact = (kind, most, deeper, deepest) => {
    removeDuplicatedText();
    crawler.pictures();
    keep(crawler.prose());
    close();
    const labels = clickBestCandidate(kind, most, deeper, deepest);
    scroll();
    if (deeper) simulateUser();
    if (deeper) [window, ...frames()].forEach((frame) => frame.__crawler.show());
    const ran = advanceTimers();
    return `${ran},${waiting()}\n${labels.join("\n")}`;
  };

  // The number of the guise that the page asks for, from 1; 0 where it asks for none.
  const requiredUserAgent = () => {
    for (const element of elements(document)) {
      const text = element.childElementCount > 3 ? "" : label(element);
      const found = text && text.length <= RULES.label ? guises.findIndex((pattern) => pattern.test(text)) : -1;
      if (found >= 0) return found + 1;
    }
    return 0;
  };

  // The addresses of this site that a script wanted to go to, a line each.
  const navigationTargets = () => [...new Set(crawler.navigationTargets)].slice(0, 5).join("\n");

  // Leaves nothing in the tab for the next article.
  const reset = () => {
    try {
      sessionStorage.clear();
      window.name = "";
    } catch {
      return 0; // a document without an origin keeps nothing
    }
    return 1;
  };

  document.addEventListener("DOMContentLoaded", () => crawler.prose() >= 100 && keep(crawler.prose()), { once: true });

  Object.defineProperty(window, "__pageApi", { value: { snapshot, waitUntilStable, interact, serialize, requiredUserAgent, clickPoint: crawler.clickPoint, navigationTargets, reset } });
})(__RULES__);
