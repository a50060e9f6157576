// What is wrong with the page as it stands: [what, where] for all that is wider than its place, cut, or on top of
// something else. Evaluated from outside: the page itself runs no script.
(() => {
  const wrong = [];
  const name = (el) => `${el.tagName.toLowerCase()}.${el.getAttribute("class") || ""} ${(el.textContent || "").trim().slice(0, 40)}`;
  const shown = (el) => el.checkVisibility() && !el.closest(".skip") && !el.closest(".hidden");
  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth) wrong.push(["page wider than the window", `${root.scrollWidth} > ${window.innerWidth}`]);
  const tucked = (el) => getComputedStyle(el).clipPath !== "none" || (el.parentElement && el.parentElement.closest("thead,caption") && getComputedStyle(el.closest("thead,caption")).clipPath !== "none");
  for (const el of document.querySelectorAll("body *:not(svg *)")) {
    if (!shown(el) || tucked(el)) continue;
    const box = el.getBoundingClientRect();
    if (box.width && (box.right > window.innerWidth + 1 || box.left < -1)) wrong.push(["outside the window", name(el)]);
    if (el.matches("td,th,p,li,dt,dd,h1,h2,h3,h4,summary,blockquote") && el.scrollWidth > el.clientWidth + 1 && el.clientWidth) {
      wrong.push(["words wider than their place", `${name(el)} ${el.scrollWidth} > ${el.clientWidth}`]);
    }
  }
  for (const svg of document.querySelectorAll("svg")) {
    if (!shown(svg)) continue;
    const view = svg.viewBox.baseVal;
    // Letters with a place each are words of their own.
    const extents = (el) => (el.x.baseVal.numberOfItems < 2 ? [el.getBBox()] : [...el.textContent].map((_, at) => el.getExtentOfChar(at)));
    const words = [...svg.querySelectorAll("text")].flatMap((el) => extents(el).map((box) => [el, box]));
    for (const [el, box] of words) {
      if (box.x < -1 || box.y < -1 || box.x + box.width > view.width + 1 || box.y + box.height > view.height + 1) {
        wrong.push(["words outside the picture", name(el)]);
      }
    }
    words.sort((a, b) => a[1].y - b[1].y);
    for (let i = 0; i < words.length; i++) {
      for (let k = i + 1; k < words.length && words[k][1].y < words[i][1].y + words[i][1].height; k++) {
        const [a, b] = [words[i][1], words[k][1]];
        const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        // A line's box is taller than its letters: a few pixels above and below are empty.
        if (across > 1 && down > 0.4 * Math.min(a.height, b.height)) wrong.push(["words on words", `${name(words[i][0])} / ${name(words[k][0])}`]);
      }
    }
  }
  return wrong.slice(0, 20);
})()
