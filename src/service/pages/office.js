// Keeps remarks that somebody types about a submission, in this tab alone, until they are sent: a page that is reloaded or
// a browser that crashes loses none. Says when the session is about to end. The pages work without this script.
(() => {
  'use strict';

  const logout = document.querySelector('form[action="/office/logout"]');
  if (logout) logout.addEventListener('submit', () => sessionStorage.clear());
  const form = document.querySelector('form[data-ending]');
  if (!form) return;
  const key = 'remarks ' + new URL(form.action).pathname;
  const revision = form.elements['_revision'].value;
  const fields = [...form.querySelectorAll('textarea')];

  // Remarks on another revision have been sent, or the page shows them again by itself.
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(key)) || {};
  } catch {
    kept = {};
  }
  if (kept.revision === revision) {
    for (const field of fields) {
      const text = kept.texts[field.name];
      if (!text || field.value) continue;
      field.value = text;
      const around = field.closest('details');
      if (around) around.open = true;
    }
  } else {
    sessionStorage.removeItem(key);
  }

  form.addEventListener('input', () => {
    const texts = {};
    for (const field of fields) if (field.value) texts[field.name] = field.value;
    sessionStorage.setItem(key, JSON.stringify({ revision, texts }));
  });

  const MINUTES_BEFORE = 25; // a session ends after 30 minutes without a request
  setTimeout(() => {
    const words = document.createElement('p');
    words.className = 'notice';
    words.setAttribute('role', 'status');
    words.textContent = form.dataset.ending;
    document.querySelector('h1').after(words);
  }, MINUTES_BEFORE * 60000);
})();
