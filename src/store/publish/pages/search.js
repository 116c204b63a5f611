(function () {
  var form = document.querySelector('.search');
  var input = form.querySelector('input');
  var output = form.querySelector('output');
  var issues = Array.prototype.slice.call(document.querySelectorAll('.issue'));
  var years = Array.prototype.slice.call(document.querySelectorAll('.year'));
  function plain(text) { return text.toLowerCase().replace(/[\s\u3000《》、，]/g, ''); }
  issues.forEach(function (issue) { issue.plain = plain(issue.textContent); });
  function search() {
    var wanted = plain(input.value);
    var found = 0;
    issues.forEach(function (issue) {
      var matches = issue.plain.indexOf(wanted) >= 0;
      issue.hidden = !matches;
      found += matches ? 1 : 0;
      var details = issue.querySelector('details');
      var inside = wanted !== '' && matches && plain(details.textContent).indexOf(wanted) >= 0;
      details.open = inside;
      details.querySelectorAll('li').forEach(function (entry) {
        entry.hidden = inside && plain(entry.textContent).indexOf(wanted) < 0;
      });
      details.querySelectorAll('.group').forEach(function (group) { group.hidden = !group.querySelector('li:not([hidden])'); });
    });
    years.forEach(function (year) { year.hidden = !year.querySelector('.issue:not([hidden])'); });
    output.textContent = wanted === '' ? '' : found === 0 ? '没有找到相符的期次' : '找到' + found + '期';
  }
  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); search(); });
  input.addEventListener('input', search);
  if (location.hash.indexOf('#q=') === 0) { input.value = decodeURIComponent(location.hash.slice(3)); search(); }
}());
