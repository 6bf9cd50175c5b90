// Keeps a page of the preview up to date. `cpdfolio serve` adds it to the pages that it sends;
// it is in no site that is built.
(() => {
  "use strict";
  const { seen, look: first } = document.currentScript.dataset;
  const place = "cpdfolio " + location.pathname;
  let look = first, source = null, overlay = null, hidden = "";

  const keepPlace = () => sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY]));
  const findPlace = () => {
    const kept = sessionStorage.getItem(place);
    if (kept) scrollTo(...JSON.parse(kept));
  };
  findPlace();
  addEventListener("load", () => { findPlace(); sessionStorage.removeItem(place); }, { once: true });

  const reload = () => { stop(); keepPlace(); location.reload(); };

  const restyle = (event) => {
    look = event.data;
    for (const old of document.querySelectorAll("link[rel~=stylesheet]")) {
      const url = new URL(old.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("v", look);
      const fresh = old.cloneNode();
      fresh.href = url;
      fresh.addEventListener("load", () => old.remove(), { once: true });
      fresh.addEventListener("error", () => fresh.remove(), { once: true });
      old.after(fresh);
    }
  };

  const clear = () => { overlay?.remove(); overlay = null; };
  const trouble = (event) => {
    if (event.data === hidden) return;
    clear();
    hidden = "";
    const { title, text } = JSON.parse(event.data);
    const make = (name, words = "") => { const e = document.createElement(name); e.textContent = words; return e; };
    const style = make("link"), box = make("section"), list = make("pre", text), hide = make("button", "Hide");
    style.rel = "stylesheet";
    style.href = "/__cpdfolio/preview.css";
    box.setAttribute("role", "alert");
    list.tabIndex = 0;
    hide.type = "button";
    hide.addEventListener("click", () => { hidden = event.data; clear(); });
    box.append(make("h2", title), list, make("p", "The page itself is the last good build."), hide);
    overlay = make("div");
    overlay.lang = "en";
    overlay.attachShadow({ mode: "closed" }).append(style, box);
    document.body.append(overlay);
  };

  const stop = () => { source?.close(); source = null; };
  // a page that nobody sees holds no connection: a browser has only six
  const listen = () => {
    if (source || document.hidden) return;
    const query = new URLSearchParams({ page: location.pathname, seen, look });
    source = new EventSource("/__cpdfolio/events?" + query);
    source.addEventListener("reload", reload);
    source.addEventListener("style", restyle);
    source.addEventListener("trouble", trouble);
    source.addEventListener("clear", () => { hidden = ""; clear(); });
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) { stop(); setTimeout(listen, 2000); }
    });
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  listen();
})();
