// What the engine does in a page, each called by name: __hands.NAME(…). Added to every document
// behind guard.js. Results are plain strings and numbers: pages break the prototypes of the rest.
((RULES) => {
  "use strict";
  if (window.__hands || !window.__wake) return;

  const wake = window.__wake;
  const MANY = 200; // elements looked at where a page could hold any number
  const pressed = new WeakMap();
  let told = 0;
  let kept = { prose: 0, html: "" };

  const frames = () => {
    const found = [];
    for (let i = 0; i < Math.min(window.length, 20); i++) {
      try {
        if (window[i].__wake) found.push(window[i]);
      } catch {
        continue; // another site's
      }
    }
    return found;
  };

  const length = () => {
    let sum = 0;
    if (document.body) for (const node of wake.texts(document.body)) sum += node.data.trim().length;
    return sum;
  };

  // "text,prose,links,ready" and, after a line feed, what was refused since the last look.
  const look = () => {
    const ready = document.readyState === "loading" ? 0 : document.readyState === "complete" ? 2 : 1;
    const notes = [wake.log.slice(told)].concat(frames().map((frame) => frame.__wake.log.splice(0)));
    told = wake.log.length;
    return `${length()},${wake.prose()},${document.links.length},${ready}\n${notes.flat().join("\n")}`;
  };

  // --- buttons -----------------------------------------------------------------------------

  const label = (element) => {
    const text = element.nodeName === "INPUT" ? element.value : element.textContent;
    return text.length > 4 * RULES.label ? "" : text.replace(/\s+/g, "");
  };
  const innermost = (element, text) => [...element.children].every((child) => label(child) !== text);

  function* buttons(root, wanted, unwanted) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) yield* buttons(element.shadowRoot, wanted, unwanted);
      const inner = element.nodeName === "IFRAME" && wake.innerDocument(element);
      if (inner && inner.body) yield* buttons(inner.body, wanted, unwanted);
      if (element.childElementCount > 8 || /^(?:SCRIPT|STYLE|OPTION|TITLE)$/.test(element.nodeName)) continue;
      const text = label(element);
      if (!text || text.length > RULES.label || !wanted.test(text) || unwanted.test(text)) continue;
      if (innermost(element, text)) yield [element, text];
    }
  }

  const touch = (element, type) => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    const point = { identifier: 0, target: element, clientX: 5, clientY: 5, pageX: 5, pageY: 5 };
    const points = type === "touchend" ? [] : [point];
    Object.assign(event, { touches: points, targetTouches: points, changedTouches: [point] });
    element.dispatchEvent(event);
  };

  // Presses what says "read on" by a click and, where that brought nothing, once more by touch;
  // what says "more" by clicks, at most `most` times. The labels that were pressed, a line each.
  const press = (kind, most) => {
    const wanted = new RegExp(RULES[kind]);
    const unwanted = new RegExp(RULES.open_app);
    const labels = [];
    const size = length();
    for (const [element, text] of buttons(document, wanted, unwanted)) {
      const before = pressed.get(element) || { times: 0, size: 0 };
      const again = before.times > 0 && kind === "read_on";
      if (before.times >= most || labels.length >= 5 || (again && size > before.size + 5)) continue;
      pressed.set(element, { times: before.times + 1, size });
      if (again) ["touchstart", "touchend"].forEach((type) => touch(element, type));
      else element.click();
      labels.push(text);
    }
    return labels.join("\n");
  };

  // --- scrolling ---------------------------------------------------------------------------

  const scroll = () => {
    const root = document.scrollingElement || document.documentElement;
    window.scrollTo(0, root.scrollHeight / 2);
    window.scrollTo(0, root.scrollHeight);
    let seen = 0;
    for (const element of document.querySelectorAll("body div, body section, body main, body ul")) {
      if (element.scrollHeight <= element.clientHeight + 50 || element.clientHeight < 100) continue;
      if (++seen > MANY) break;
      element.scrollTop = element.scrollHeight;
    }
  };

  const hurry = () => [window, ...frames()].reduce((sum, frame) => sum + frame.__wake.hurry(), 0);

  // --- writing down what the document holds -------------------------------------------------

  // A copy in a document that runs nothing and fetches nothing; shadow trees and frames of the
  // same site stand in it where a reader sees them.
  const copy = (node, into) => {
    if (node.nodeName === "NOSCRIPT") return null;
    if (node.nodeName === "SLOT" && node.assignedNodes) {
      const given = node.assignedNodes();
      return fill(into.createElement("div"), given.length ? given : node.childNodes, into);
    }
    const inner = node.nodeName === "IFRAME" && wake.innerDocument(node);
    if (inner && inner.body && inner.body.childNodes.length) {
      const place = into.createElement("div");
      place.setAttribute("data-frame", node.src);
      return fill(place, inner.body.childNodes, into);
    }
    const twin = into.importNode(node, false);
    if (node.nodeName === "TEMPLATE") return into.importNode(node, true);
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
    if (document.querySelector("iframe")) return false;
    for (const element of document.querySelectorAll("*")) if (element.shadowRoot) return false;
    return true;
  };
  const write = () => {
    const root = document.documentElement;
    if (!root) return "";
    const twin = isPlain() ? root : copy(root, document.implementation.createHTMLDocument(""));
    return `<!DOCTYPE html>\n${twin.outerHTML}`;
  };

  // Keeps the document as it is now, if it never held more.
  const keep = () => {
    const prose = wake.prose();
    if (prose >= kept.prose) kept = { prose, html: write() };
  };
  // The document; or as it was, when the page has meanwhile taken most of its text away.
  const content = () => {
    if (wake.prose() >= 0.4 * kept.prose) return write();
    wake.note("emptied");
    return kept.html;
  };

  // One round of everything that may bring more text: how many timers ran, and what was pressed.
  const nudge = (kind, most) => {
    keep();
    const labels = press(kind, most);
    scroll();
    return `${hurry()}\n${labels}`;
  };

  document.addEventListener("DOMContentLoaded", () => wake.prose() >= 100 && keep(), { once: true });

  Object.defineProperty(window, "__hands", { value: { look, nudge, content } });
})(__RULES__);
