// Saves a form while somebody fills it in, and says at the fields that were left what is wrong with them. Nothing needs
// it: buttons save, too. What was typed is sent to the service alone, and kept nowhere else.
(() => {
  'use strict';

  // A link to continue has its code after `#`, which no server and no mail scanner sees.
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
  const KEEPALIVE_BYTES = 60000; // what browsers send of a page that is gone
  const left = new Set(); // names of fields
  let revision = form.elements['_revision'].value;
  let messages = [];
  let timer = 0;
  let pause = PAUSE;
  let changed = false; // since the last save
  let composing = false;
  let sending = null; // the save on its way
  let unanswered = null; // what was sent and may have been saved: nobody knows
  let stopped = false;
  let submitting = false;
  let pressed = false; // a button of the pointer

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

  /** What got no answer is sent once more: another text at that revision would be a change by somebody else. */
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

  /** Never while characters are composed: the text is not what it will be. */
  async function save(leaving) {
    if (sending || stopped || submitting || composing || !changed) return;
    clearTimeout(timer);
    changed = false;
    sending = send(leaving === true).catch(tryAgain);
    await sending;
    sending = null;
    if (changed && pause === PAUSE) later(PAUSE);
  }

  /** Once, before the form itself is sent. */
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

  /** Only at fields that somebody has been to, and never at the one where somebody is. */
  function showMessages() {
    if (pressed) return; // what moves at a click is not clicked
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

  // Rows of lists: a copy of the one that the page brings along, with the next number.

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
    control.focus();
    say(words.added.replace('#', number + 1));
  }

  // What is left of texts with a limit, by code points, as the check counts. It is shown at once, and said when nobody
  // types any more and little is left. Its line keeps its room: what moves at a click is not clicked.

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
    if (target.type === 'file') return; // sent by a button
    count(target);
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
    setTimeout(showMessages, 0); // when the focus is where it goes
  });
  form.addEventListener('submit', (event) => {
    if (sending || unanswered) {
      // Its answer says which revision this form is of.
      const button = event.submitter;
      event.preventDefault();
      (sending || repeat()).finally(() => setTimeout(() => form.requestSubmit(button), 0));
      return;
    }
    clearTimeout(timer);
    submitting = true;
    setTimeout(() => { submitting = false; }, 3 * PAUSE); // where the answer was a file, the page is still here
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
