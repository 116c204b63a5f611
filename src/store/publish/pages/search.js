// Searches the texts of all issues. They are scripts, one for each year, so that it works without a server, too.
(function () {
  var form = document.querySelector('.search');
  var input = form.querySelector('input');
  var output = form.querySelector('output');
  var results = document.querySelector('.results');
  var lists = document.querySelector('.lists');
  var years = form.dataset.years.split(' ').filter(Boolean).reverse();
  var names = {};
  Array.prototype.forEach.call(document.querySelectorAll('[data-period]'), function (link) { names[link.dataset.period] = link; });
  var waiting = 0;
  var failed = false;
  var asked = false;
  var issues = null;
  var MOST_PLACES = 3;
  var AROUND = 36;

  // Letters are compared without case and width. Blanks and marks between Chinese characters say nothing.
  function plain(text) {
    return text.normalize('NFKC').toLowerCase().replace(/[\s《》〈〉“”‘’"、，,。；;：:（）()]+/g, ' ')
      .replace(/ ?([\u2e80-\u9fff]) ?/g, '$1').trim();
  }
  function terms(text) {
    return text.normalize('NFKC').toLowerCase().split(/[\s《》〈〉“”‘’"、，,。；;：:（）()]+/).filter(Boolean);
  }

  function load() {
    if (asked) return;
    asked = true;
    waiting = years.length;
    years.forEach(function (year) {
      var script = document.createElement('script');
      script.src = form.dataset.top + year + '/search.js';
      script.onload = script.onerror = function (event) {
        failed = failed || event.type === 'error';
        waiting -= 1;
        if (waiting === 0) search();
      };
      document.head.appendChild(script);
    });
  }

  function read() {
    if (issues) return;
    issues = [];
    years.forEach(function (year) {
      ((window.issueTexts || {})[year] || []).slice().reverse().forEach(function (issue) {
        var link = names[issue.period];
        var name = link ? link.textContent : issue.period;
        // 2024-02 is also found as 2024年2月.
        var period = issue.period + ' ' + issue.period.replace(/^(\d{4})-0?(\d+)$/, '$1-$2 $1年$2月') + ' ' + name;
        var parts = issue.parts.map(function (part) { return {anchor: part[0], text: part[1], plain: plain(part[1])}; });
        issues.push({name: name, path: issue.path, head: plain(period), parts: parts});
      });
    });
  }

  function has(text, term) { return text.indexOf(term) >= 0; }

  // The places with the most words come first.
  function places(issue, wanted) {
    return issue.parts.map(function (part) {
      return {part: part, count: wanted.filter(function (term) { return has(part.plain, term); }).length};
    }).filter(function (place) { return place.count > 0; })
      .sort(function (one, other) { return other.count - one.count; }).slice(0, MOST_PLACES);
  }

  // Where the words are in a text as it is written: blanks and marks may be within a word.
  function marks(text, wanted) {
    var found = [];
    wanted.forEach(function (term) {
      var letters = Array.from(term).map(function (letter) { return letter.replace(/[.*+?^${}()|[\]\\\/-]/g, '\\$&'); });
      var match = new RegExp(letters.join('[\\s《》“”、，（）]*'), 'i').exec(text);
      if (match) found.push([match.index, match.index + match[0].length]);
    });
    return found.sort(function (one, other) { return one[0] - other[0]; });
  }

  function snippet(text, wanted) {
    var span = document.createElement('span');
    span.lang = form.dataset.lang;
    var found = marks(text, wanted);
    var begin = found.length ? Math.max(0, found[0][0] - AROUND) : 0;
    var end = Math.min(text.length, (found.length ? found[0][1] : 0) + 3 * AROUND);
    var at = begin;
    span.append(begin > 0 ? '…' : '');
    found.forEach(function (mark) {
      if (mark[0] < at || mark[1] > end) return;
      var shown = document.createElement('mark');
      shown.textContent = text.slice(mark[0], mark[1]);
      span.append(text.slice(at, mark[0]), shown);
      at = mark[1];
    });
    span.append(text.slice(at, end), end < text.length ? '…' : '');
    return span;
  }

  function link(href, content) {
    var made = document.createElement('a');
    made.href = href;
    made.append(content);
    return made;
  }

  function result(issue, wanted) {
    var item = document.createElement('li');
    var page = form.dataset.root + issue.path + 'index.html';
    var head = document.createElement('h2');
    head.append(link(page, issue.name));
    item.className = 'issue';
    item.append(head);
    places(issue, wanted).forEach(function (place) {
      var line = document.createElement('p');
      line.append(link(page + (place.part.anchor ? '#' + place.part.anchor : ''), snippet(place.part.text, wanted)));
      item.append(line);
    });
    return item;
  }

  function search() {
    var wanted = terms(input.value);
    results.textContent = '';
    lists.hidden = wanted.length > 0;
    results.hidden = !lists.hidden;
    output.textContent = '';
    if (wanted.length === 0) return;
    load();
    if (waiting > 0) {
      output.textContent = form.dataset.reading;
      return;
    }
    read();
    var found = issues.filter(function (issue) {
      return wanted.every(function (term) {
        return has(issue.head, term) || issue.parts.some(function (part) { return has(part.plain, term); });
      });
    });
    found.forEach(function (issue) { results.append(result(issue, wanted)); });
    output.textContent = (found.length ? form.dataset.found.replace('{0}', found.length) : form.dataset.notFound) +
      (failed ? ' · ' + form.dataset.unread : '');
  }

  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); search(); });
  input.addEventListener('input', search);
  input.addEventListener('focus', load);
  if (location.hash.indexOf('#q=') === 0) {
    // A link that somebody cut or typed may be no valid encoding: then its letters are searched for as they are.
    try { input.value = decodeURIComponent(location.hash.slice(3)); } catch (error) { input.value = location.hash.slice(3); }
    search();
  }
}());
