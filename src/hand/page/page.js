// What the file does: checks itself, filters its list, shows its copies, keeps an answer until it is saved.
(function () {
  var $ = function (id) { return document.getElementById(id); };
  var say = $("say").dataset;
  var main = $("record");
  var text = main.textContent.replace(/[ \t\n\r\f]+/g, "");
  var fill = function (words, values) { return words.replace(/\{(\w+)\}/g, function (all, key) { return key in values ? values[key] : all; }); };

  var checked = cpdfolioSeal.check($("cpdfolio-data").textContent);
  var state = $("check");
  var wrong = checked.findings.map(function (f) {
    return f.code === "changed" ? fill(say.part, { part: f.part, what: f.what || "" }).trim() : say.data;
  });
  if (checked.refused) wrong.push(say.data);
  if (cpdfolioSeal.sha256(cpdfolioSeal.utf8(text)) !== state.dataset.text) wrong.push(say.text);
  wrong = wrong.filter(function (w, n) { return wrong.indexOf(w) === n; });
  state.dataset.is = wrong.length ? "bad" : "good";
  state.textContent = wrong.length ? say.altered + " " + wrong.join("; ") : say.checked;
  if (checked.refused) return;
  var bundle = checked.bundle;

  (bundle.copies || []).forEach(function (copy, n) {
    var figure = main.querySelector('figure[data-copy="' + n + '"]');
    if (!figure) return;
    var source = "data:" + copy.media + ";base64," + copy.data;
    if (/^image\/(jpeg|png)$/.test(copy.media)) {
      var img = document.createElement("img");
      img.alt = copy.name;
      img.src = source;
      figure.insertBefore(img, figure.firstChild);
    } else if (copy.media === "application/pdf") {
      var link = document.createElement("a");
      link.href = source;
      link.download = copy.name;
      link.textContent = fill(say.download, { name: copy.name });
      figure.insertBefore(link, figure.firstChild);
    }
  });

  main.querySelectorAll("[data-tools]").forEach(function (tools) {
    var rows = Array.from($("rows-" + tools.dataset.tools).tBodies[0].rows);
    var shown = tools.querySelector("[data-shown]");
    var fold = function (t) { return t.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); };
    var texts = rows.map(function (row) { return fold(row.textContent); });
    function filter() {
      var wanted = fold(tools.querySelector("[data-search]").value).split(/\s+/).filter(Boolean);
      var by = Array.from(tools.querySelectorAll("[data-by]")).filter(function (s) { return s.value; });
      var n = 0;
      rows.forEach(function (row, at) {
        var fits = wanted.every(function (w) { return texts[at].indexOf(w) >= 0; }) && by.every(function (s) {
          var cell = row.querySelector('[data-is="' + s.dataset.by + '"]').textContent;
          return s.dataset.by === "area" ? cell.split(", ").some(function (c) { return c.indexOf(s.value) === 0; }) : cell === s.value;
        });
        row.hidden = !fits;
        if (fits) n++;
      });
      shown.textContent = fill(say.shown, { n: n, all: rows.length });
    }
    tools.addEventListener("input", filter);
    tools.hidden = false;
    filter();
  });

  var form = $("questions");
  if (!form || !bundle.form) return;
  form.hidden = false;
  document.querySelector("[data-needs]").hidden = true;
  var saved = $("saved");
  var dirty = false;
  var fields = Array.from(form.querySelectorAll("[data-field]"));
  $("on").valueAsDate = new Date(new Date().toLocaleDateString("sv"));

  function answerOf(box) {
    var answer = { id: box.dataset.field };
    var level = box.querySelector("input[type=radio]:checked");
    var words = box.querySelector("[data-text]");
    var yes = box.querySelector("[data-yes]");
    if (level) answer.level = Number(level.value);
    if (yes && yes.checked) answer.yes = true;
    if (words && words.value.trim()) answer.text = words.value.trim();
    return answer;
  }
  function isAnswered(box) {
    var answer = answerOf(box);
    return box.dataset.kind === "level" ? "level" in answer : "text" in answer || "yes" in answer;
  }
  function count() {
    var asked = fields.filter(function (box) { return box.dataset.kind !== "check"; });
    $("answered").textContent = fill(say.answered, { n: asked.filter(isAnswered).length, all: asked.length });
  }
  form.addEventListener("input", function (event) {
    if (event.target.id === "load") return;
    dirty = true;
    saved.hidden = true;
    count();
  });
  form.addEventListener("keydown", function (event) {
    var box = event.target.closest("[data-kind=level]");
    if (!box || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^[1-4]$/.test(event.key)) {
      var radio = box.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      radio.checked = true;
      radio.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      event.preventDefault();
    }
  });
  window.addEventListener("beforeunload", function (event) { if (dirty) { event.preventDefault(); event.returnValue = say.leave; } });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var missing = bundle.form.fields.filter(function (field, n) { return field.required && !isAnswered(fields[n]); }).map(function (f) { return f.title; });
    if (!$("by").value.trim()) missing.push(say.by);
    if (!$("on").value) missing.push(say.on);
    saved.hidden = false;
    if (missing.length) {
      saved.dataset.is = "bad";
      saved.textContent = say.required + " " + missing.join("; ");
      return;
    }
    var answer = {
      schema: "cpdfolio.answer/1", role: bundle.form.role, shown: bundle.checks.rest, on: $("on").value,
      by: $("by").value.trim(), number: $("by-number").value.trim(), named: $("named").checked,
      answers: fields.map(answerOf).filter(function (a) { return Object.keys(a).length > 1; })
    };
    var name = "answer-" + bundle.form.role + "-" + answer.on + "-" + bundle.checks.rest.slice(0, 8) + ".json";
    var blob = new Blob([JSON.stringify(answer, null, 1) + "\n"], { type: "application/json" });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    dirty = false;
    saved.dataset.is = "good";
    saved.textContent = fill(say.saved, { file: name });
  });

  $("load").addEventListener("change", function (event) {
    var file = event.target.files[0];
    if (!file || file.size > 1048576) return;
    file.text().then(function (text) {
      var answer = JSON.parse(text);
      if (answer.schema !== "cpdfolio.answer/1" || answer.shown !== bundle.checks.rest) throw new Error("other");
      $("by").value = String(answer.by || "");
      $("by-number").value = String(answer.number || "");
      $("on").value = String(answer.on || "");
      $("named").checked = answer.named === true;
      fields.forEach(function (box) {
        var found = (answer.answers || []).filter(function (a) { return a.id === box.dataset.field; })[0] || {};
        box.querySelectorAll("input[type=radio]").forEach(function (r) { r.checked = Number(r.value) === found.level; });
        var words = box.querySelector("[data-text]");
        if (words) words.value = String(found.text || "");
        var yes = box.querySelector("[data-yes]");
        if (yes) yes.checked = found.yes === true;
      });
      saved.hidden = false;
      saved.dataset.is = "good";
      saved.textContent = say.loaded;
      dirty = false;
      count();
    }).catch(function () {
      saved.hidden = false;
      saved.dataset.is = "bad";
      saved.textContent = say.other;
    });
  });
  count();
})();
