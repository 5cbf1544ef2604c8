// Light or dark, before the first paint: the reader's own choice, or what the device asks for.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var chosen = null;
  try {
    chosen = localStorage.getItem("atlas-scheme");
  } catch (refused) {
    // Storage may be off; the choice then lasts for this page.
  }
  function show() {
    var scheme = chosen || (dark.matches ? "slate" : "default");
    root.setAttribute("data-md-color-scheme", scheme);
    return scheme;
  }
  show();
  dark.addEventListener("change", show);
  window.atlasScheme = {
    current: show,
    toggle: function () {
      chosen = show() === "slate" ? "default" : "slate";
      try {
        localStorage.setItem("atlas-scheme", chosen);
      } catch (refused) {
        // As above.
      }
      return show();
    },
  };
})();
