// Touching: a genuine touch, for pages that tell it from a script's press. It is aimed at a label
// that reads "read on", and whatever else it hits never hears of it. Added to every document
// between labels.js and click.js.
(() => {
  "use strict";
  const crawler = window.__crawler;
  if (!crawler || crawler.clickPoint) return;
  const { around, asButton, buttons, leadsAway, manner, pressable, shown, HANDLERS } = crawler.labels;

  // The label that a touch of an element touches; null where it touches something else, or where
  // it would follow a link.
  const touched = (target) => {
    let found = null;
    for (const element of [target, ...around(target)]) {
      if (leadsAway(element)) return null;
      if (found) continue;
      if (asButton("read_on", element)) found = element;
      else if (pressable(element)) return null;
    }
    return found && manner("read_on", found) === "free" ? found : null;
  };

  // --- what a touch hits -------------------------------------------------------------------------

  // The label that the touch under way began on: it may say something else by the time it ends.
  let aim = null;
  const isAimed = (event) => {
    const target = event.composedPath()[0];
    if (!target || target.nodeType !== 1) return false;
    if (/down$|start$/.test(event.type) || !aim) aim = touched(target);
    if (aim && isPartOf(aim, target)) return true;
    return [...(target.labels || [])].some((one) => touched(one)); // what a label switches
  };
  const isPartOf = (label, target) => {
    for (const element of [target, ...around(target)]) {
      if (element === label) return true;
      if (pressable(element)) return false;
    }
    return false;
  };
  const stop = (event) => {
    if (!event.isTrusted || isAimed(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const HITS = [
    ...HANDLERS, "touchcancel", "auxclick", "contextmenu", "gotpointercapture",
    ...["move", "over", "enter"].flatMap((name) => [`pointer${name}`, `mouse${name}`]),
  ];
  // Before all of the page's own; once more where a page that was written anew has lost it.
  const watch = (view) => {
    for (const name of HITS) crawler.listen.call(view, name, view.__crawler.stop, { capture: true, passive: false });
  };
  crawler.stop = stop;
  watch(window);

  // --- where to touch ----------------------------------------------------------------------------

  // The innermost element at a point of the window, through shadow trees and the site's frames.
  const at = (x, y) => {
    let [root, found] = [document, null];
    for (;;) {
      const hit = root.elementFromPoint(x, y);
      if (!hit || hit === found) return found;
      found = hit;
      const inner = hit.nodeName === "IFRAME" && crawler.innerDocument(hit);
      if (inner) {
        const box = hit.getBoundingClientRect();
        [x, y, root] = [x - box.left - hit.clientLeft, y - box.top - hit.clientTop, inner];
      } else if (hit.shadowRoot) root = hit.shadowRoot;
      else return found;
    }
  };
  const PARTS = [0.5, 0.2, 0.8, 0.05, 0.95]; // of a box's width and height, the middle first
  // Points in an element's words and in its box, as points of the window.
  const points = (element) => {
    let [left, top] = [0, 0];
    for (let view = element.ownerDocument.defaultView; view && view !== window; view = view.parent) {
      const box = view.frameElement.getBoundingClientRect();
      [left, top] = [left + box.left + view.frameElement.clientLeft, top + box.top + view.frameElement.clientTop];
    }
    const range = element.ownerDocument.createRange();
    range.selectNodeContents(element);
    const boxes = [...[...range.getClientRects()].slice(0, 3), element.getBoundingClientRect()];
    return boxes.filter((box) => box.width > 0 && box.height > 0).flatMap((box) =>
      PARTS.flatMap((down) => PARTS.map((right) => [left + box.left + box.width * right, top + box.top + box.height * down])));
  };
  // How far (px) Chromium moves a touch to what can be pressed inside of the label.
  const MOVED = [-11, -6, 0, 6, 11];
  const isClear = (element, x, y) =>
    MOVED.every((across) => MOVED.every((down) => {
      const hit = at(x + across, y + down);
      return !hit || !element.contains(hit) || isPartOf(element, hit);
    }));
  // Where a label can be touched, "x,y"; '' where none can. Chromium moves a touch to whatever can
  // be pressed nearby, unless what it hits can be pressed itself: so the label can.
  crawler.clickPoint = () => {
    for (const [element] of buttons("read_on")) {
      if (!shown(element)) continue;
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const found = points(element).filter(([x, y]) => {
        const hit = at(x, y);
        return hit && touched(hit) === element;
      });
      const place = found.find(([x, y]) => isClear(element, x, y)) || found[0];
      if (!place) continue;
      crawler.listen.call(element, "click", () => {});
      const view = element.ownerDocument.defaultView;
      [window, view].forEach((one) => one.__crawler && one.__crawler.stop && watch(one));
      return place.join(",");
    }
    return "";
  };
})();
