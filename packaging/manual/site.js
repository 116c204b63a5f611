// The search of the manual, without a server: every section has all words of the query. The words of the pages are
// loaded with the first query. The list of pages is open where it stands beside the text.
'use strict';
(() => {
  const menu = document.getElementById('menu');
  const wide = matchMedia('(min-width: 60.01rem)');
  const open = () => { if (menu) menu.open = wide.matches; };
  if (wide.addEventListener) wide.addEventListener('change', open);
  open();
  // The list scrolls to the page that is shown; the page itself stays where it is.
  const here = menu && (menu.querySelector('.here') || menu.querySelector('[aria-current]'));
  if (here && wide.matches) menu.parentNode.scrollTop = here.offsetTop - 200;

  const input = document.getElementById('search');
  const list = document.getElementById('found');
  const up = document.body.dataset.up;
  let loading = null, sections = null;
  document.querySelector('[role=search]').hidden = false;

  const load = () => {
    if (loading) return loading;
    loading = new Promise(done => {
      const script = document.createElement('script');
      script.src = up + 'search.js';
      script.onload = done;
      document.head.append(script);
    });
    return loading;
  };

  // Full-width letters and marks count as their plain forms.
  const folded = text => text.normalize('NFKC').toLowerCase();

  const score = (title, text, words) => {
    let sum = 0;
    for (const word of words) {
      const inTitle = title.indexOf(word), inText = text.indexOf(word);
      if (inTitle < 0 && inText < 0) return 0;
      if (title === word || title.endsWith('› ' + word)) sum += 60;
      if (inTitle >= 0) sum += title.startsWith(word, title.lastIndexOf('› ') + 2) ? 25 : 15;
      if (inText >= 0) sum += 2 + Math.min(5, text.split(word).length - 1);
    }
    return sum;
  };

  const excerpt = (text, word) => {
    const at = Math.max(0, folded(text).indexOf(word));
    const start = Math.max(0, at - 40);
    return (start ? '…' : '') + text.slice(start, at + 100) + (at + 100 < text.length ? '…' : '');
  };

  // A text with its matches marked, without ever becoming HTML.
  const marked = (text, words) => {
    const line = document.createElement('span');
    const pattern = words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
    text.split(new RegExp(`(${pattern})`, 'gi')).forEach((piece, at) => {
      if (!piece) return;
      line.append(at % 2 ? Object.assign(document.createElement('mark'), {textContent: piece}) : piece);
    });
    return line;
  };

  const show = async () => {
    const query = folded(input.value.trim());
    const words = query.split(/[\s,，、]+/).filter(Boolean);
    if (!words.length) { list.hidden = true; return; }
    await load();
    if (folded(input.value.trim()) !== query) return;
    if (!sections) sections = window.manualSections.map(([, title, text]) => [folded(title), folded(text)]);
    const found = [];
    sections.forEach(([title, text], at) => {
      const points = score(title, text, words);
      if (points) found.push([points, at]);
    });
    found.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
    list.textContent = '';
    list.append(...found.slice(0, 30).map(([, at]) => {
      const [place, title, text] = window.manualSections[at];
      const link = Object.assign(document.createElement('a'), {href: up + place});
      const small = document.createElement('small');
      small.append(marked(excerpt(text, words.find(word => folded(text).includes(word)) || ''), words));
      link.append(marked(title, words), small);
      const item = document.createElement('li');
      item.append(link);
      return item;
    }));
    if (!found.length) list.append(Object.assign(document.createElement('li'), {className: 'none', textContent: document.body.dataset.none}));
    list.hidden = false;
  };

  // The first result is followed or gets the keyboard.
  const first = action => { const link = list.querySelector('a'); if (link) link[action](); };

  input.addEventListener('focus', load);
  input.addEventListener('input', show);
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape') { input.value = ''; list.hidden = true; }
    if (event.key === 'Enter') first('click');
    if (event.key === 'ArrowDown') { first('focus'); event.preventDefault(); }
  });
  list.addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === 'ArrowDown') { if (links[at + 1]) links[at + 1].focus(); event.preventDefault(); }
    if (event.key === 'ArrowUp') { (links[at - 1] || input).focus(); event.preventDefault(); }
    if (event.key === 'Escape') { list.hidden = true; input.focus(); }
  });
  document.addEventListener('click', event => { if (!event.target.closest('[role=search]')) list.hidden = true; });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) { input.focus(); event.preventDefault(); }
  });
})();
