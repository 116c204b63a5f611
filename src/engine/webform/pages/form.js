// Saves a form while somebody fills it in, and shows errors at fields that have been left. The page also works without
// this script, since its buttons save. Typed values are sent only to the service and stored nowhere else.
(() => {
  'use strict';

  // Links for continuing a form have the code after `#`, so that servers and mail scanners never get it.
  const code = document.getElementById('_code');
  if (code) {
    if (location.hash.length > 1) {
      code.value = location.hash.slice(1);
      history.replaceState(null, '', location.pathname + location.search);
      code.form.requestSubmit(code.form.querySelector('[name=_resume]'));
    }
    return;
  }
  const invitation = document.getElementById('_invitation');
  if (invitation) {
    if (location.hash.length > 1) {
      invitation.value = location.hash.slice(1);
      history.replaceState(null, '', location.pathname + location.search);
    }
    return;
  }
  const form = document.querySelector('form[data-form]');
  if (!form || !form.dataset.form) return;

  const words = JSON.parse(form.dataset.form);
  const status = document.getElementById('status');
  const PAUSE = 2000;
  const LONGEST_PAUSE = 30000;
  const KEEPALIVE_BYTES = 60000; // browsers limit requests of a page that is being left
  const left = new Set(); // names of fields that have lost the focus
  let revision = form.elements['_revision'].value;
  let messages = [];
  let timer = 0;
  let pause = PAUSE;
  let changed = false; // since the last save
  let composing = false;
  let sending = null; // the pending save
  let unanswered = null; // body of a save without an answer, which may or may not have been stored
  let stopped = false;
  let submitting = false;
  let pressed = false; // a pointer button is down

  function say(text, address) {
    status.classList.remove('unseen');
    if (status.textContent === text) return;
    status.textContent = text;
    if (!address) return;
    const link = document.createElement('a');
    link.href = address;
    link.target = '_blank';
    link.rel = 'noopener';
    link.textContent = text;
    status.replaceChildren(link);
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  }

  function body() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string') fields.append(name, value);
    }
    return fields.toString();
  }

  function stop(text, address) {
    stopped = true;
    unanswered = null;
    clearTimeout(timer);
    say(text, address);
  }

  function tryAgain() {
    changed = true;
    say(words.offline);
    later(pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }

  /** Repeats an unanswered save unchanged: another body at that revision would look like somebody else's edit. */
  async function send(leaving) {
    const text = unanswered || body();
    unanswered = text;
    const answer = await fetch(form.action, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'If-Match': `"${revision}"` },
      body: text,
      keepalive: leaving && text.length < KEEPALIVE_BYTES,
    });
    if (answer.ok) {
      const saved = await answer.json();
      revision = String(saved.revision);
      form.elements['_revision'].value = revision;
      messages = saved.messages;
      pause = PAUSE;
      unanswered = null;
      changed = changed || text !== body();
      say(words.saved);
      showMessages();
    } else if (answer.status === 409) {
      stop(words.changed, form.action);
    } else if (answer.status === 429 || answer.status >= 500) {
      tryAgain();
    } else {
      stop(words.stopped);
    }
  }

  /** Saves, but never while an input method is composing characters. */
  async function save(leaving) {
    if (sending || stopped || submitting || composing || !changed) return;
    clearTimeout(timer);
    changed = false;
    sending = send(leaving === true).catch(tryAgain);
    await sending;
    sending = null;
    if (changed && pause === PAUSE) later(PAUSE);
  }

  /** Repeats an unanswered save once, before the form is submitted. */
  async function repeat() {
    sending = send(false).catch(() => {});
    await sending;
    sending = null;
    unanswered = null;
  }

  // Messages at fields.

  function describe(control, id, isThere) {
    const ids = (control.getAttribute('aria-describedby') || '').split(' ').filter((one) => one && one !== id);
    if (isThere) ids.push(id);
    if (ids.length > 0) control.setAttribute('aria-describedby', ids.join(' '));
    else control.removeAttribute('aria-describedby');
    if (isThere) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  }

  function hideMessages() {
    for (const old of [...form.querySelectorAll('[data-live]')]) {
      const control = document.getElementById(old.dataset.live);
      if (control === document.activeElement) continue;
      old.closest('.field').classList.remove('faulty');
      describe(control, old.id, false);
      old.remove();
    }
  }

  /** Shows errors only at fields that have been left, never at the focused one. */
  function showMessages() {
    if (pressed) return; // moving the page now would make the click miss its target
    hideMessages();
    for (const message of messages) {
      const control = document.getElementById(message.id);
      const field = control && control.closest('.field');
      const isOpen = !field || !left.has(message.pointer) || field.contains(document.activeElement);
      if (isOpen || !message.error || field.querySelector('.fault')) continue;
      const line = document.createElement('p');
      line.className = 'fault';
      line.id = `${message.id}-live`;
      line.dataset.live = message.id;
      line.textContent = words.error + message.text;
      if (control === field) control.querySelector('legend').after(line);
      else if (control.closest('.choice')) control.closest('.choice').before(line);
      else control.before(line);
      field.classList.add('faulty');
      if (control !== field) describe(control, line.id, true);
    }
  }

  // Fields that depend on others: shown or hidden at once, as the server does when it makes the page. Their values stay.

  function textsOf(name) {
    const controls = [...form.elements].filter((one) => one.name === name);
    const isBox = (one) => one.type === 'radio' || one.type === 'checkbox';
    const texts = controls.filter((one) => !isBox(one) || one.checked).map((one) => one.value.trim()).filter(Boolean);
    const isUnticked = controls.length === 1 && controls[0].type === 'checkbox' && controls[0].value === 'true';
    return texts.length === 0 && isUnticked ? ['false'] : texts;
  }

  function isShown(field, depth) {
    const own = field.querySelector('[name^="/"]');
    return JSON.parse(field.dataset.showIf).every((condition) => {
      const parts = own ? own.name.split('/') : [];
      const name = condition.pointer.split('/').map((part, index) => (part === '*' ? parts[index] : part)).join('/');
      const control = [...form.elements].find((one) => one.name === name && one.type !== 'hidden');
      const other = control && control.closest('[data-show-if]');
      const texts = other && depth < 8 && !isShown(other, depth + 1) ? [] : textsOf(name);
      const isMet = condition.values.length === 0 ? texts.length > 0 : texts.some((text) => condition.values.includes(text));
      return isMet !== condition.not;
    });
  }

  function showFields() {
    const fields = [...form.querySelectorAll('[data-show-if]')];
    for (const field of fields) field.hidden = !isShown(field, 0);
    for (const group of new Set(fields.map((field) => field.closest('fieldset.group')).filter(Boolean))) {
      group.hidden = [...group.querySelectorAll('.field')].every((field) => field.hidden);
    }
  }

  // Rows of lists: copies the blank row in the page and renumbers it.

  function addRow(template) {
    const row = template.content.cloneNode(true);
    const before = Number(template.dataset.row);
    const number = before + Number(template.dataset.added || 0);
    const places = [`${template.dataset.list}/`, `${template.closest('fieldset').id}.`];
    const renumbered = (part) => {
      const place = places.find((one) => part.startsWith(one + before) && !/^\d/.test(part.slice((one + before).length)));
      return place ? place + number + part.slice((place + before).length) : part;
    };
    for (const element of row.querySelectorAll('*')) {
      for (const name of ['id', 'name', 'for', 'list', 'aria-describedby', ...(element.type === 'submit' ? ['value'] : [])]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.split(' ').map(renumbered).join(' '));
      }
    }
    const title = (index) => words.row.replace('#', index + 1);
    const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (text.data.trim() === title(before)) text.data = text.data.replace(title(before), title(number));
    }
    const control = row.querySelector('input, select, textarea');
    template.before(row);
    template.dataset.added = number - before + 1;
    if (number + 1 >= Number(template.dataset.most)) template.nextElementSibling.hidden = true;
    showFields();
    control.focus();
    say(words.added.replace('#', number + 1));
  }

  // Remaining characters of texts with a limit, counted in code points like the check. They are shown at once, and
  // announced to screen readers when typing pauses and few are left. A hidden line keeps its space, because moving the
  // page would make a click miss its target.

  const counted = document.createElement('p');
  counted.className = 'unseen';
  counted.setAttribute('role', 'status');
  form.append(counted);
  let saying = 0;

  function count(control, isLeft) {
    const most = Number(control.dataset.characters);
    if (!most) return;
    let line = control.nextElementSibling;
    if (!line || !line.matches('.count')) {
      if (isLeft) return;
      line = document.createElement('p');
      line.className = 'hint count';
      control.after(line);
    }
    const rest = most - [...control.value].length;
    line.style.visibility = isLeft && rest >= 0 ? 'hidden' : '';
    const text = (rest < 0 ? words.charactersOver : words.charactersLeft).replace('#', Math.abs(rest));
    line.textContent = text;
    clearTimeout(saying);
    if (!isLeft && rest <= most / 10) saying = setTimeout(() => { counted.textContent = text; }, PAUSE / 2);
  }

  function take(target) {
    if (target.type === 'file') return; // uploaded by a button
    count(target);
    showFields();
    changed = true;
    if (!stopped) later(pause);
  }

  form.addEventListener('compositionstart', () => {
    composing = true;
    clearTimeout(timer);
  });
  form.addEventListener('compositionend', (event) => {
    composing = false;
    take(event.target);
  });
  form.addEventListener('input', (event) => {
    if (!event.isComposing && !composing) take(event.target);
  });
  form.addEventListener('focusin', (event) => count(event.target));
  form.addEventListener('click', (event) => {
    const button = event.target.closest('[name=_add]');
    const template = button && button.previousElementSibling;
    if (!template || !template.matches('template')) return;
    event.preventDefault();
    addRow(template);
  });
  form.addEventListener('focusout', (event) => {
    count(event.target, true);
    if (event.target.name) left.add(event.target.name);
    composing = false;
    setTimeout(showMessages, 0); // after the focus has moved
  });
  form.addEventListener('submit', (event) => {
    if (sending || unanswered) {
      // The answer has the revision that this form must state.
      const button = event.submitter;
      event.preventDefault();
      (sending || repeat()).finally(() => setTimeout(() => form.requestSubmit(button), 0));
      return;
    }
    clearTimeout(timer);
    submitting = true;
    setTimeout(() => { submitting = false; }, 3 * PAUSE); // if the answer was a download, the page stays
  });
  document.addEventListener('pointerdown', () => { pressed = true; }, true);
  for (const name of ['pointerup', 'pointercancel']) {
    document.addEventListener(name, () => {
      pressed = false;
      setTimeout(showMessages, 0);
    }, true);
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save(true);
  });
  addEventListener('online', () => { if (changed) later(0); });
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
})();
