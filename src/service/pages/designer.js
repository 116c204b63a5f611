// Shows what an editor types on the page beside it, 300 ms after the last key. Nothing is saved; at most one form is on its
// way, and the newest wins. The page works without this script.
(() => {
  'use strict';

  const form = document.querySelector('form[data-preview]');
  if (!form) return;
  const pictures = [...document.querySelectorAll('img[data-live]')];
  const WAIT = 300;
  let timer = 0;
  let isAsking = false;
  let isLate = false;

  const load = (picture, address) =>
    new Promise((done) => {
      const next = new Image();
      next.onload = () => {
        picture.src = address;
        done();
      };
      next.onerror = done; // what does not work yet leaves the page as it was
      next.src = address;
    });

  const isSeen = (picture) => {
    const place = picture.getBoundingClientRect();
    return place.bottom > 0 && place.top < window.innerHeight;
  };

  const show = async () => {
    if (isAsking) {
      isLate = true;
      return;
    }
    isAsking = true;
    try {
      const answer = await fetch(form.dataset.preview, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      const { of } = answer.ok ? await answer.json() : {};
      // Pages that are seen come first.
      const order = [...pictures.filter(isSeen), ...pictures.filter((picture) => !isSeen(picture))];
      for (const picture of of ? order : []) {
        await load(picture, `${picture.dataset.live}&of=${of}`);
        if (isLate) break;
      }
    } catch {
      // Without the service the page stays as it was.
    }
    isAsking = false;
    if (isLate) {
      isLate = false;
      show();
    }
  };

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });
})();
