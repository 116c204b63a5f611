"use strict";
// The page works without this: it is reloaded by hand then. With it, what changed is put in its place, and scroll and
// zoom stay.
(() => {
  const byId = (id) => document.getElementById(id);
  const pages = byId("pages");
  const here = document.body.dataset.here;
  let zoom = Number(localStorage.getItem("zoom")) || 1;

  function showZoom() {
    for (const image of pages.querySelectorAll("img")) {
      image.style.width = image.getAttribute("width") * zoom + "px";
      image.style.height = image.getAttribute("height") * zoom + "px";
    }
    level.textContent = Math.round(zoom * 100) + " %";
    localStorage.setItem("zoom", zoom);
    for (const mark of pages.querySelectorAll(".spot")) mark.remove();
  }

  function changeZoom(to) {
    const before = zoom;
    zoom = Math.min(4, Math.max(0.25, to));
    const top = pages.scrollTop * zoom / before;
    showZoom();
    pages.scrollTop = top;
  }

  const bar = document.createElement("div");
  bar.className = "zoom";
  const level = document.createElement("span");
  const button = (label, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", action);
    return made;
  };
  bar.append(button("−", () => changeZoom(zoom / 1.2)), level, button("+", () => changeZoom(zoom * 1.2)));
  document.querySelector("header").append(bar);

  // A rectangle of a page, as the attributes of an element say it.
  function mark(element, scrolls) {
    for (const old of pages.querySelectorAll(".spot")) old.remove();
    const page = element && element.dataset.page && byId("page-" + element.dataset.page);
    if (!page) return;
    const spot = document.createElement("div");
    spot.className = "spot";
    for (const side of ["left", "top", "width", "height"]) spot.style[side] = element.dataset[side] * zoom + "px";
    page.append(spot);
    if (scrolls) spot.scrollIntoView({ block: "center", inline: "nearest" });
  }

  async function load(address) {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function take(fresh, ids) {
    for (const id of ids) {
      byId(id).className = fresh.getElementById(id).className;
      byId(id).replaceChildren(...fresh.getElementById(id).childNodes);
    }
  }

  // Puts the new picture in place once it is there, so that nothing flickers.
  async function swap(image, fresh) {
    const address = fresh.getAttribute("src");
    if (image.getAttribute("src") === address) return;
    const next = new Image();
    next.src = address;
    try {
      await next.decode();
    } catch {
      return;  // it has changed again
    }
    for (const name of ["src", "width", "height"]) image.setAttribute(name, fresh.getAttribute(name));
  }

  let loading = false;
  let again = false;
  async function refresh() {
    again = loading;
    if (loading) return;
    loading = true;
    try {
      const fresh = await load(here);
      const now = fresh.getElementById("pages");
      const figures = [...now.querySelectorAll("figure")];
      const shown = [...pages.querySelectorAll("figure")];
      if (figures.length && shown.length) {
        await Promise.all(shown.slice(0, figures.length).map(
          (figure, i) => swap(figure.querySelector("img"), figures[i].querySelector("img"))));
        for (const figure of shown.slice(figures.length)) figure.remove();
        pages.append(...figures.slice(shown.length));
      } else if (pages.innerHTML !== now.innerHTML) {
        pages.replaceChildren(...now.childNodes);
      }
      pages.className = now.className;
      const [book, freshBook] = [document, fresh].map((one) => one.querySelector("#workbook iframe"));
      if (book && freshBook && book.getAttribute("src") !== freshBook.getAttribute("src")) book.src = freshBook.getAttribute("src");
      showZoom();
      take(fresh, ["state", "messages"]);
    } finally {
      loading = false;
      if (again) refresh();
    }
  }

  pages.addEventListener("click", async (event) => {
    const image = event.target.closest("img");
    if (!image) return;
    event.preventDefault();
    const box = image.getBoundingClientRect();
    const x = ((event.clientX - box.left) / zoom).toFixed(1);
    const y = ((event.clientY - box.top) / zoom).toFixed(1);
    take(await load(image.parentElement.getAttribute("href") + "?" + x + "," + y), ["place"]);
    mark(byId("place").querySelector("dl"), false);
  });

  byId("messages").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-page]");
    if (!link) return;
    event.preventDefault();
    mark(link, true);
  });

  const events = new EventSource(here + "events");
  events.addEventListener("changed", refresh);
  events.addEventListener("error", () => {
    byId("state").className = "errors";
    byId("state").firstElementChild.textContent = document.body.dataset.lost;
  });
  events.addEventListener("open", () => {
    if (byId("state").firstElementChild.textContent === document.body.dataset.lost) refresh();
  });
  showZoom();
})();
