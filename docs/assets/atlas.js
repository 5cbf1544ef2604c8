// What a page gains where scripts run: light or dark by hand, search, filters. Nothing here is
// needed to read; nothing is stored but the choice of light or dark; nothing leaves the browser.
(function () {
  "use strict";
  var root = document.body.dataset.root.replace(/\/?$/, "/");

  function element(name, text, parent) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  // ---- light or dark -------------------------------------------------------------------------

  var scheme = document.querySelector(".scheme");
  function name(current) {
    scheme.textContent = current === "slate" ? "Light" : "Dark";
  }
  scheme.hidden = false;
  name(window.atlasScheme.current());
  scheme.addEventListener("click", function () {
    name(window.atlasScheme.toggle());
  });

  // ---- search --------------------------------------------------------------------------------

  var field = document.querySelector(".search input");
  var form = document.querySelector(".search");
  var whole = document.getElementById("search-results");
  var start = null;
  var files = {};
  var shards = {};
  var pages = {};

  // The index comes as scripts, so that it also loads in a page opened from a folder.
  function load(name, folder) {
    var path = (folder || "search/") + name;
    if (!files[path]) {
      files[path] = new Promise(function (done, failed) {
        var script = document.createElement("script");
        script.src = root + path + ".js";
        script.onload = done;
        script.onerror = failed;
        document.head.appendChild(script);
      });
    }
    return files[path];
  }

  window.atlasSearch = {
    start: function (about) {
      start = about;
    },
    words: function (prefix, words) {
      shards[prefix] = words;
    },
    pages: function (number, rows) {
      pages[number] = rows;
    },
  };

  function wordsOf(text) {
    var plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    var words = plain.match(/[a-z0-9]{2,24}/g) || [];
    var telling = words.filter(function (word) {
      return ["vs", "versus", "and", "or", "the", "of", "at", "in", "to"].indexOf(word) < 0;
    });
    return telling.length ? telling : words;
  }

  function shardsFor(word, open) {
    return start.shards
      .filter(function (shard) {
        return word.indexOf(shard) === 0 || (open && shard.indexOf(word) === 0);
      })
      .slice(0, 8);
  }

  // Scores of the pages that have a word, or one that starts with it while it is being typed.
  function score(word, open) {
    var found = {};
    shardsFor(word, open).forEach(function (shard) {
      Object.keys(shards[shard]).forEach(function (known) {
        var exact = known === word;
        if (!exact && !(open && known.indexOf(word) === 0)) return;
        var list = shards[shard][known];
        var rare = Math.log(1 + (2 * start.pages) / list.length);
        for (var n = 0; n < list.length; n += 2) {
          var worth = list[n + 1] * rare * (exact ? 2 : 1);
          found[list[n]] = Math.max(found[list[n]] || 0, worth);
        }
      });
    });
    return found;
  }

  function rank(words) {
    var scores = words.map(function (word, n) {
      return score(word, n === words.length - 1);
    });
    var known = scores.filter(function (each) {
      return Object.keys(each).length;
    });
    var total = {};
    known.forEach(function (each) {
      Object.keys(each).forEach(function (page) {
        var all = known.every(function (other) {
          return page in other;
        });
        total[page] = (total[page] || 0) + each[page] + (all ? 1e4 : 0);
      });
    });
    return Object.keys(total).sort(function (a, b) {
      return total[b] - total[a] || a - b;
    });
  }

  function search(text, most) {
    var words = wordsOf(text);
    if (!words.length) return Promise.resolve(null);
    return load("start")
      .then(function () {
        var wanted = {};
        words.forEach(function (word, n) {
          shardsFor(word, n === words.length - 1).forEach(function (shard) {
            wanted[shard] = true;
          });
        });
        return Promise.all(
          Object.keys(wanted).map(function (shard) {
            return load(shard);
          }),
        );
      })
      .then(function () {
        var best = rank(words).slice(0, most);
        var needed = best.map(function (page) {
          return Math.floor(page / start.perFile);
        });
        return Promise.all(
          needed.map(function (number) {
            return load("pages-" + number);
          }),
        ).then(function () {
          return best.map(function (page, n) {
            return pages[needed[n]][page % start.perFile];
          });
        });
      });
  }

  function show(rows, into) {
    into.textContent = "";
    if (!rows) return;
    element("p", rows.length ? rows.length + " best matches" : "Nothing found.", into);
    var list = element("ol", "", into);
    rows.forEach(function (row) {
      var item = element("li", "", list);
      element("a", row[1], item).href = root + row[0];
      element("small", row[2] + (row[3] ? " · " + row[3] : ""), item);
    });
  }

  var box = null;
  function close() {
    if (box) box.remove();
    box = null;
  }

  var latest = 0;
  function typed() {
    var mine = ++latest;
    search(field.value, 8).then(function (rows) {
      if (mine !== latest) return;
      if (!rows) return close();
      if (!box) {
        box = element("div", "", form);
        box.className = "results";
        box.setAttribute("role", "status");
      }
      show(rows, box);
    });
  }

  field.addEventListener("focus", function () {
    load("start");
  });
  field.addEventListener("input", typed);
  form.addEventListener("keydown", function (event) {
    var stops = [field].concat(box ? Array.from(box.querySelectorAll("a")) : []);
    var at = stops.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      var next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) next.focus();
      event.preventDefault();
    }
  });
  document.addEventListener("click", function (event) {
    if (!form.contains(event.target)) close();
  });
  form.addEventListener("focusout", function (event) {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(input|select|textarea)$/i.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      field.focus();
      event.preventDefault();
    }
  });
  if (whole) {
    var asked = new URLSearchParams(location.search).get("q") || "";
    field.value = asked;
    search(asked, 40).then(function (rows) {
      show(rows, whole);
    });
  }

  // ---- filters -------------------------------------------------------------------------------

  // An index with groups: "All", and one button a group.
  var groups = Array.from(document.querySelectorAll("h2 + .index"));
  var buttons = Array.from(document.querySelectorAll(".filter button"));
  buttons.forEach(function (button, chosen) {
    button.addEventListener("click", function () {
      buttons.forEach(function (each) {
        each.setAttribute("aria-pressed", String(each === button));
      });
      groups.forEach(function (group, n) {
        group.hidden = group.previousElementSibling.hidden = chosen > 0 && n !== chosen - 1;
      });
    });
  });

  // What has a chosen value in every facet stays; on the map the rest steps back, in a list it goes.
  var selects = Array.from(document.querySelectorAll(".filter select"));
  var points = Array.from(document.querySelectorAll(".map-wide .point"));
  var items = Array.from(document.querySelectorAll(".index li[data-facets]"));
  var named = Array.from(document.querySelectorAll(".named-teams"));
  function fits(node) {
    return selects.every(function (select) {
      return !select.value || node.getAttribute("data-" + select.dataset.facet) === select.value;
    });
  }
  function choose() {
    var chosen = selects.some(function (select) {
      return select.value;
    });
    points.forEach(function (point) {
      point.classList.toggle("aside", !fits(point));
      point.classList.toggle("named", chosen && fits(point));
    });
    items.forEach(function (item) {
      item.hidden = !fits(item);
    });
    // A phone's map has no room for named teams: they stand in a list under it.
    named.forEach(function (list) {
      list.hidden = !chosen;
      Array.from(list.children).forEach(function (item) {
        item.hidden = !fits(item);
      });
    });
    groups.forEach(function (group) {
      var left = group.querySelector("li:not([hidden])");
      group.hidden = group.previousElementSibling.hidden = !left;
    });
    var count = document.querySelector(".filter output");
    if (count) {
      var left = items.filter(fits).length;
      count.textContent = left + " of " + items.length;
    }
  }
  selects.forEach(function (select) {
    select.addEventListener("change", choose);
  });

  // ---- compare -------------------------------------------------------------------------------

  // Any two or three records of a kind, at an address that names them:
  // compare/index.html?kind=roles&ids=ml-engineer,data-scientist
  var place = document.getElementById("compare-any");
  if (place) {
    var kinds = { "team-types": "Team types", roles: "Roles", companies: "Companies" };
    var lists = {};
    var known = {};
    var wanted = new URLSearchParams(location.search);
    var kind = wanted.get("kind") in kinds ? wanted.get("kind") : "roles";
    var ids = (wanted.get("ids") || "").split(",").filter(Boolean).slice(0, 3);
    var picks = element("div", "", place);
    var sheet = element("div", "", place);
    picks.className = "filter";
    sheet.className = "compare";

    window.atlasCompare = {
      lists: function (all) {
        lists = all;
      },
      record: function (name, record) {
        known[name + "/" + record.id] = record;
      },
    };

    var pick = function (label, options, value, chosen) {
      var select = element("select", "", picks);
      select.setAttribute("aria-label", label);
      options.forEach(function (option) {
        element("option", option[1], select).value = option[0];
      });
      select.value = value;
      select.addEventListener("change", function () {
        chosen(select.value);
      });
    };

    // Each part is a statement and who says so, perhaps with another that disputes it.
    var fill = function (cell, parts) {
      if (!parts.length) cell.textContent = "Unknown";
      parts.forEach(function (part) {
        part.forEach(function (text, n) {
          element(n % 2 ? "small" : "p", text, cell);
        });
      });
    };

    var table = function (records) {
      sheet.textContent = "";
      if (records.length < 2) return;
      var scroll = element("div", "", sheet);
      scroll.className = "table";
      scroll.tabIndex = 0;
      scroll.setAttribute("role", "region");
      scroll.setAttribute("aria-label", "Comparison");
      var made = element("table", "", scroll);
      var head = element("tr", "", element("thead", "", made));
      element("th", "What", head).scope = "col";
      records.forEach(function (record) {
        var cell = element("th", "", head);
        cell.scope = "col";
        element("a", record.title, cell).href = root + record.href;
      });
      var body = element("tbody", "", made);
      records[0].rows.forEach(function (row, n) {
        var line = element("tr", "", body);
        element("th", row[0], line).scope = "row";
        records.forEach(function (record) {
          fill(element("td", "", line), record.rows[n][1]);
        });
      });
    };

    var draw = function () {
      var all = lists[kind];
      picks.textContent = "";
      pick("What to compare", Object.entries(kinds), kind, function (value) {
        kind = value;
        ids = [];
        draw();
      });
      [0, 1, 2].forEach(function (n) {
        var options = [["", n < 2 ? "choose" : "and perhaps"]].concat(all);
        pick("Number " + (n + 1), options, ids[n] || "", function (value) {
          ids[n] = value;
          ids = ids.filter(Boolean);
          history.replaceState(null, "", "?kind=" + kind + "&ids=" + ids.join(","));
          draw();
        });
      });
      var there = ids.filter(function (id) {
        return all.some(function (option) {
          return option[0] === id;
        });
      });
      Promise.all(
        there.map(function (id) {
          return load(kind + "/" + id, "compare/");
        }),
      ).then(function () {
        table(
          there.map(function (id) {
            return known[kind + "/" + id];
          }),
        );
      });
    };

    load("lists", "compare/").then(draw);
  }
})();
